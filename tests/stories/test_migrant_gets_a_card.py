"""Story: a migrant applies for a service card in the chat; staff check, ask, decide, issue."""

from datetime import timedelta

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.card import Application, Card
from botapp.models.resident import Resident
from tests import cast
from tests.conftest import number_in, writing

ANSWERS = ("1", "李芳", "13800001234", "安徽阜阳临泉县", "新河村", "3组15号", "今年3月", "1", "跳过")


@pytest.fixture
def apply(say):
    """Answer every question and hand the application in."""

    def fill() -> str:
        say("办服务证"), say("同意")
        for answer in ANSWERS:
            say(answer)
        return say("确认")

    return fill


@pytest.fixture
def case(apply):
    """The row id of a fresh application."""
    return int(number_in(apply()).rpartition("-")[2])


def test_consent_comes_first_and_says_what_is_kept_and_for_whom(say):
    first = say("办服务证")
    assert "自愿" in first and "不是居住证" in first and "加密" in first and "2年" in first
    assert "1. 同意" in first and "2. 不同意" in first
    assert "姓名？" not in first


def test_no_ends_it_and_is_not_asked_again_for_thirty_days(say, town):
    say("办服务证")
    assert "没有提交" in say("2")
    again = say("办服务证")
    assert "1. 同意" not in again and "同意办服务证" in again
    town.go(days=30)
    assert "1. 同意" in say("办服务证")


def test_changed_mind_goes_on_without_a_second_question(say):
    say("办服务证"), say("不同意")
    assert "给谁办" in say("同意办服务证")


def test_every_question_says_why(say):
    say("办服务证")
    asked = [say("1"), *(say(answer) for answer in ANSWERS)]
    assert "别的成年人请用自己的微信办" in asked[0]
    assert "只显示姓" in asked[1] and "不公开" in asked[2]
    assert "不选也一样办证" in asked[8]


def test_document_number_is_never_asked(say):
    talk = say("办服务证") + say("1") + "".join(say(answer) for answer in ANSWERS)
    assert "身份证号不在这里收" in talk
    assert talk.count("身份证号") == 1


def test_back_edit_leave_and_return(say):
    say("办服务证"), say("1"), say("1"), say("李芳")
    assert "谁的名字" in say("上一步")
    say("李芳"), say("13800001234")
    assert "30天" in say("退出")
    assert "在的" in say("你好")
    assert "户籍在哪里" in say("继续")
    for answer in ANSWERS[3:]:
        summary = say(answer)
    assert "3. 手机号" in summary and "138****1234" in summary
    assert "手机号是多少" in say("改3")
    corrected = say("13900001111")
    assert "139****1111" in corrected and "李芳" in corrected


def test_draft_waits_for_days_and_is_gone_after_a_month(say, town):
    say("办服务证"), say("1"), say("1")
    town.go(days=3)
    assert "谁的名字" in say("继续")
    town.go(days=31)
    assert "没有没填完的内容" in say("继续")


def test_policy_question_in_the_middle_is_answered_and_the_form_goes_on(say):
    say("办服务证"), say("1"), say("1"), say("李芳"), say("13800001234")
    reply = say("居住证咋办")
    assert "《居住证暂行条例》" in reply
    assert "户籍在哪里" in reply.splitlines()[-2]
    assert "哪个村" in say("安徽阜阳临泉县")


def test_cancel_keeps_nothing(say, phone):
    say("办服务证"), say("1"), say("1"), say("李芳")
    assert "没有提交" in say("取消")
    assert "没有没填完的内容" in say("继续")
    assert "没有办理中的事" in say("进度")


@pytest.mark.parametrize("wrong", ["12345", "1380000123", "我没有手机"])
def test_wrong_phone_is_explained_in_words(say, wrong):
    say("办服务证"), say("1"), say("1"), say("李芳")
    assert "手机号是多少" in say(wrong)
    assert "户籍在哪里" in say("138 0000 1234")


@pytest.mark.parametrize("name", ["阿依古丽·买买提", "欧阳娜娜", "㛃茹", "Maria Chen"])
def test_every_name_is_a_name(say, name):
    say("办服务证"), say("1"), say("1")
    assert "手机号" in say(name)


def test_short_stay_is_told_at_once_and_may_still_be_handed_in(say):
    say("办服务证"), say("1")
    for answer in (*ANSWERS[:6], "上个月", *ANSWERS[7:]):
        summary = say(answer)
    assert "还差" in summary and "非法定条件" in summary
    assert "已提交" in say("确认")


def test_several_wishes_are_kept(say, phone):
    say("办服务证"), say("1")
    for answer in (*ANSWERS[:8], "1 3"):
        summary = say(answer)
    assert "孕前检查、儿童保健" in summary
    assert "已提交" in say("确认")


def test_handed_in_gets_a_number_and_a_day(apply, say):
    told = apply()
    number = number_in(told)
    assert number.startswith("SQ-261123-") and "11月30日 周一" in told
    assert number in say("进度") and "待审核" in say("进度")
    assert number in say("我的服务证")


def test_second_application_is_refused_while_one_runs(apply, say):
    number = number_in(apply())
    reply = say("办服务证")
    assert number in reply and "正在办理" in reply


def test_resident_may_take_it_back(apply, say):
    apply()
    assert "已撤回" in say("撤回申请")
    assert "1. 同意" in say("办服务证") or "给谁办" in say("办服务证")


def test_answers_lie_encrypted(apply, phone):
    apply()
    raw = db.session.connection().exec_driver_sql("SELECT answers FROM card_application").scalar_one()
    assert "李芳".encode() not in bytes(raw) and b"13800001234" not in bytes(raw)
    db.session.rollback()


def test_staff_see_it_masked_until_they_say_why(case, clerk):
    page = clerk.open(f"/admin/card/applications/{case}")
    assert "李*" in page and "138****1234" in page
    assert "13800001234" not in page


def test_all_that_is_missing_is_asked_in_one_go_and_corrected(case, clerk, say, platform, town):
    with writing():
        db.session.get_one(Application, case).ask_for(cast.reviewer(), ["户籍写到县", "门牌号"])
    town.work()
    assert "1. 户籍写到县" in platform.said() and "2. 门牌号" in platform.said()
    assert "户籍写到县、门牌号" in say("进度")
    summary = say("补正")
    assert "户籍写到县" in summary and "李芳" in summary
    say("改4"), say("安徽省阜阳市临泉县")
    told = say("确认")
    assert "已提交" in told and int(number_in(told).rpartition("-")[2]) == case
    assert "临泉县" in clerk.open(f"/admin/card/applications/{case}")


def test_approved_checked_at_the_window_and_issued(case, clerk, say, platform, town):
    clerk.click(f"/admin/card/applications/{case}/approve")
    town.work()
    assert "审核通过" in platform.said()
    assert "带证件原件到服务窗口" in say("进度")
    clerk.click(f"/admin/card/applications/{case}/issue", seen="yes", document=cast.DOCUMENT)
    town.work()
    assert "办好了" in platform.said() and "FW-2026-" in platform.said()
    card = say("我的服务证")
    assert "李*" in card and "有效" in card and "2027年11月23日" in card and "李芳" not in card


def test_window_keeps_a_hash_and_four_digits_of_the_document(case, clerk):
    clerk.click(f"/admin/card/applications/{case}/issue", seen="yes", document=cast.DOCUMENT)
    db.session.rollback()
    row = db.session.get_one(Application, case)
    kept = str({column.name: getattr(row, column.name) for column in Application.__table__.columns})
    assert row.identity_last4 == cast.DOCUMENT[-4:]
    assert cast.DOCUMENT not in kept and cast.DOCUMENT[6:14] not in kept
    db.session.rollback()


def test_wrong_document_number_issues_nothing(case, clerk):
    clerk.click(f"/admin/card/applications/{case}/issue", 409, seen="yes", document=cast.DOCUMENT[:-1] + "5")
    db.session.rollback()
    assert Card.of(Resident.known_as("o_resident")) is None
    db.session.rollback()


def test_refusal_needs_a_reason_which_the_resident_reads(case, say, platform, town):
    with writing():
        db.session.get_one(Application, case).refuse(cast.reviewer(), "本镇户籍，不用办这张证")
    town.work()
    assert "本镇户籍，不用办这张证" in platform.said() and "12345" in platform.said()
    assert "本镇户籍，不用办这张证" in say("进度")


def test_renewal_replaces_the_old_card(say, phone, town, apply):
    old = cast.give_card(phone.openid)
    town.go_to(clock.morning_of(clock.today()) + timedelta(days=340))
    assert "续办" in say("我的服务证")
    apply()
    with writing():
        running = Application.open_for(Resident.known_as(phone.openid))
        assert running
        running.issue(cast.reviewer(), cast.DOCUMENT)
    assert old.number not in say("我的服务证")
