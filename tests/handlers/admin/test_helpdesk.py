"""Conversations: taken by one person, heard by the resident, handed back; earlier talk only with a yes."""

import pytest

from botapp.db import db
from botapp.errors import Undeliverable
from botapp.models.helpdesk import Conversation, Line, Status
from botapp.models.resident import Resident
from botapp.models.staff import Role
from botapp.models.version import Version
from tests.handlers.admin.conftest import rows_of, tab_counts


@pytest.fixture
def talk(say, town):
    """The page of a conversation that waits, in which the resident has said something."""
    say("居住证咋办")
    town.go(minutes=1)
    say("人工")
    say("孩子的疫苗本丢了怎么补")
    db.session.rollback()
    id_ = Conversation.open_for(Resident.known_as("o_resident")).id
    db.session.rollback()
    return f"/admin/helpdesk/{id_}"


def test_waiting_conversation_is_listed_with_its_words(clerk, talk):
    page = clerk.open("/admin/helpdesk")
    assert tab_counts(page) == {"待接": 1, "我的": 0, "全部": 1}
    assert rows_of(page) == 1 and "孩子的疫苗本丢了怎么补" in page


def test_nobody_writes_before_taking_over(clerk, talk, platform, town):
    assert "接手后才能写" in clerk.open(talk) and "<textarea" not in clerk.open(talk)
    assert "请先接手" in clerk.click(f"{talk}/say", 409, words="您好")
    town.work()
    assert platform.said() == ""


def test_taken_over_the_resident_hears_the_clerk_and_the_bot_is_silent(clerk, talk, platform, town, say):
    clerk.click(f"{talk}/take")
    clerk.click(f"{talk}/say", words="带上身份证到接种门诊补。")
    town.work()
    assert "工作人员陈静来了" in platform.said() and "带上身份证到接种门诊补。" in platform.said()
    assert say("要带孩子去吗") == ""
    assert "要带孩子去吗" in clerk.open(f"{talk}/lines")


def test_handed_back_the_bot_answers_again(clerk, talk, platform, town, say):
    clerk.click(f"{talk}/take")
    clerk.click(f"{talk}/return")
    town.work()
    assert "自动回复接着为您服务" in platform.said() and "居住证" in say("居住证咋办")
    assert "会话已结束" in clerk.open(talk)


def test_what_one_has_taken_another_can_only_read(clerk, talk, desks):
    clerk.click(f"{talk}/take")
    other = desks(Role.CLERK)
    assert "您可以看，不能写" in other.open(talk)
    assert "陈静已经接手" in other.click(f"{talk}/take", 409)
    assert "请先接手" in other.click(f"{talk}/say", 409, words="您好")


def test_empty_and_overlong_lines_are_refused(clerk, talk):
    clerk.click(f"{talk}/take")
    clerk.click(f"{talk}/say", 409, words="   ")
    clerk.click(f"{talk}/say", 409, words="长" * 601)


def test_earlier_talk_is_shown_only_with_the_residents_yes(clerk, talk, say):
    page = clerk.open(talk)
    assert "居住证咋办" not in page and "没有同意查看之前的对话" in page
    say("同意看记录")
    assert "居住证咋办" in clerk.open(talk)


def test_cries_for_help_in_earlier_talk_are_shown_to_reviewers_only(clerk, reviewer, say, town):
    say("我不想活了")
    town.go(minutes=1)
    say("人工"), say("同意看记录")
    db.session.rollback()
    id_ = Conversation.open_for(Resident.known_as("o_resident")).id
    assert "我不想活了" not in clerk.open(f"/admin/helpdesk/{id_}")
    assert "我不想活了" in reviewer.open(f"/admin/helpdesk/{id_}")


def test_each_line_says_whether_it_arrived(clerk, talk, platform, town):
    clerk.click(f"{talk}/take")
    clerk.click(f"{talk}/say", words="第一句")
    assert "待发" in clerk.open(f"{talk}/lines")
    town.work()
    assert "已发" in clerk.open(f"{talk}/lines")
    platform.refusal = Undeliverable("微信拒收")
    clerk.click(f"{talk}/say", words="第二句")
    town.work()
    assert "没发出：微信拒收" in clerk.open(f"{talk}/lines")


def test_window_of_the_platform_is_counted_down(clerk, talk, platform, town):
    clerk.click(f"{talk}/take")
    assert "还能主动发 5 条，48 小时 0 分内有效" in clerk.open(talk)
    clerk.click(f"{talk}/say", words="您好")
    town.work()
    assert "还能主动发 3 条" in clerk.open(talk)
    town.go(hours=49)
    assert "居民下次来说话时才看得到" in clerk.open(talk)


def test_usual_sentence_is_filled_in_without_javascript(clerk, talk):
    clerk.click(f"{talk}/take")
    assert "data-send>请稍等，我查一下再回您。</textarea>" in clerk.open(f"{talk}?canned=1")
    assert "data-send></textarea>" in clerk.open(f"{talk}?canned=99")
    assert "data-send></textarea>" in clerk.open(f"{talk}?canned=-1")


def test_words_of_a_resident_are_never_taken_for_markup(clerk, say):
    say("人工"), say("<script>alert(1)</script>")
    db.session.rollback()
    conversation = Conversation.open_for(Resident.known_as("o_resident"))
    assert conversation.status is Status.WAITING
    page = clerk.open(f"/admin/helpdesk/{conversation.id}")
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_who_holds_the_talk_sees_what_the_bot_would_think_of(clerk, talk):
    assert "机器人会想到" not in clerk.open(talk)
    clerk.click(f"{talk}/take")
    page = clerk.open(talk)
    assert "机器人会想到" in page and "entry=" in page
    slug = page.split("entry=")[1].split('"')[0]
    assert "依据" in clerk.open(f"{talk}?entry={slug}").split("<textarea")[1].split("</textarea>")[0]


def test_a_reply_becomes_a_draft_without_the_people_in_it(clerk, talk, say):
    say("我叫李芳，13800001234，疫苗本丢了找谁")
    clerk.click(f"{talk}/take")
    clerk.click(f"{talk}/say", words="李芳您好，带身份证到接种门诊补，打13900001111问。")
    db.session.rollback()
    line = db.session.query(Line).filter(Line.staff_id.is_not(None)).one().id
    db.session.rollback()
    clerk.click(f"{talk}/lines/{line}/draft")
    clerk.click(f"{talk}/lines/{line + 99}/draft", 409)
    db.session.rollback()
    facts = db.session.query(Version).one().facts
    assert "13800001234" not in str(facts) and "13900001111" not in str(facts)
    assert "疫苗本丢了找谁" in facts["title"] and "接种门诊" in facts["text"]


def test_who_goes_away_puts_the_talk_back_for_a_colleague(clerk, talk, desks, platform, town, say):
    clerk.click(f"{talk}/take")
    clerk.click(f"{talk}/put-back")
    town.work()
    assert "换一位工作人员" in platform.said() and "居住证" in say("居住证咋办")
    other = desks(Role.CLERK)
    assert rows_of(other.open("/admin/helpdesk")) == 1
    other.click(f"{talk}/take")
    assert "只有接手的人" in clerk.click(f"{talk}/put-back", 409)


def test_two_hours_without_an_answer_put_it_back(clerk, talk, town, say, desks):
    clerk.click(f"{talk}/take")
    clerk.click(f"{talk}/say", words="请说。")
    town.go(hours=3)
    town.work()
    assert "正在接待" in desks(Role.CLERK).open(talk)
    say("孩子的本子丢了")
    town.go(hours=3)
    town.work()
    assert rows_of(clerk.open("/admin/helpdesk")) == 1
