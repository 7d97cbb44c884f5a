"""Story: news goes to those who follow its topic, written by one person, sent by another, stopped by any."""

from datetime import date, time

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.campaign import AT_ONCE, Campaign, CampaignLetter, Interest
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from botapp.models.staff import Role
from tests.conftest import writing

NEWS = {"topic": "vaccination", "title": "周六补种", "words": "周六上午在镇服务中心补种，带接种本。"}


@pytest.fixture
def author(desks):
    return desks(Role.CLERK)


@pytest.fixture
def other(desks):
    return desks(Role.REVIEWER)


def written(author):
    author.click("/admin/campaigns", **NEWS)
    db.session.rollback()
    id_ = db.session.query(Campaign.id).order_by(Campaign.id.desc()).first()[0]
    db.session.rollback()
    return id_


def sent(author, other):
    id_ = written(author)
    other.click(f"/admin/campaigns/{id_}/send")
    return id_


def counted(table):
    db.session.rollback()
    count = db.session.query(table).count()
    db.session.rollback()
    return count


def test_a_topic_is_followed_and_left_by_a_word(say):
    assert "1. 接种" in say("订阅")
    assert "订好了：接种" in say("1")
    assert "✓ 接种" in say("订阅")
    assert "已退订「接种」" in say("退订接种")
    assert "✓ 接种" not in say("订阅")


@pytest.mark.parametrize("word", ["订阅疫苗", "订阅接种通知", "我要订阅打疫苗"])
def test_topics_have_everyday_names(say, word):
    assert "订好了：接种" in say(word)


def test_leaving_one_topic_is_not_leaving_all(say):
    say("订阅接种"), say("订阅活动")
    say("退订接种")
    assert "✓ 活动讲座" in say("订阅")
    assert "已退订，不会再主动" in say("退订")


def test_leaving_acts_inside_a_form(say):
    say("订阅接种"), say("预约")
    assert "已退订「接种」" in say("退订接种")


def test_only_followers_are_written_to(phones, author, other, town, platform):
    for openid in ("o_yes", "o_no"):
        phones(openid).follow()
    phones("o_yes").say("订阅接种")
    sent(author, other)
    town.work(), town.work()
    heard = [openid for openid, words in platform.words if "周六补种" in words]
    assert heard == ["o_yes"]
    assert "退订接种" in next(words for _, words in platform.words if "周六补种" in words)


def test_the_second_person_is_another_one(say, author, other):
    say("订阅接种")
    id_ = written(author)
    author.click(f"/admin/campaigns/{id_}/send", 403)
    own = written(other)
    other.click(f"/admin/campaigns/{own}/send", 409)
    other.click(f"/admin/campaigns/{id_}/send")
    other.click(f"/admin/campaigns/{id_}/send", 409)


def test_staff_see_the_audience_and_the_words_before_anything_is_kept(say, author):
    say("订阅接种")
    page = author.click("/admin/campaigns/preview", 200, **NEWS)
    assert "接种（1 人会收到）" in page and "【接种】周六补种" in page
    assert counted(Campaign) == 0


@pytest.mark.parametrize(
    "wrong", [{"topic": "married"}, {"title": "一"}, {"words": "短"}, {"words": "长" * 301}]
)
def test_what_is_missing_or_too_long_is_refused(author, wrong):
    author.click("/admin/campaigns", 409, **NEWS | wrong)
    assert counted(Campaign) == 0


def test_stop_holds_back_what_has_not_left(say, author, other, town, platform):
    say("订阅接种")
    town.go_to(clock.at(date(2026, 11, 23), time(21)))
    id_ = sent(author, other)
    town.work()
    author.click(f"/admin/campaigns/{id_}/stop")
    town.go_to(clock.at(date(2026, 11, 24), time(9)))
    town.work()
    assert "周六补种" not in platform.said()
    assert "没有发 1" in author.open("/admin/campaigns")


@pytest.mark.parametrize("word", ["退订接种", "退订"])
def test_who_leaves_before_it_goes_gets_nothing_ever(say, author, other, town, platform, word):
    say("订阅接种")
    town.go_to(clock.at(date(2026, 11, 23), time(21)))
    sent(author, other)
    town.work()
    say(word)
    town.go_to(clock.at(date(2026, 11, 24), time(9)))
    town.work()
    assert "周六补种" not in platform.said() + say("帮助")


def test_at_most_two_a_week(say, author, other, town, platform):
    say("订阅接种")
    for _ in range(3):
        sent(author, other)
        town.work(), town.work()
    assert sum("周六补种" in words for _, words in platform.words) == 2
    assert "本周已发够 1" in author.open("/admin/campaigns")


def test_everybody_is_written_to_once_however_many_ticks_it_takes(author, other):
    with writing():
        for n in range(AT_ONCE + 30):
            Interest.follow(Resident.meet(f"o_{n}"), "vaccination")
    sent(author, other)
    for _ in range(4):
        with writing():
            Campaign.spread()
    assert counted(CampaignLetter) == counted(Outbox) == AT_ONCE + 30


def test_no_page_lists_who_follows_what(author, say, phone):
    say("订阅接种")
    assert phone.openid not in author.open("/admin/campaigns")


def test_deleting_ones_things_ends_every_interest(say):
    say("订阅接种")
    assert "订阅的话题：接种" in say("我的资料")
    say("确认删除资料")
    assert "✓ 接种" not in say("订阅")
