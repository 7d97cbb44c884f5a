"""Story: another adult comes along by their own yes, may withdraw without a word, and hears of changes."""

import re

import pytest

from botapp.db import db
from botapp.models.companion import Companion, Status


@pytest.fixture
def booked(say):
    """The pair's check on Wednesday."""
    say("预约孕前优生健康检查 周三上午8点半")
    return say("确认")


@pytest.fixture
def other(phones):
    phone = phones("o_other")
    phone.follow()
    return phone


@pytest.fixture
def code(booked, say):
    return re.search(r"\d{6}", say("请人同来"))[0]


def status():
    db.session.rollback()
    found = db.session.query(Companion.status).scalar()
    db.session.rollback()
    return found


def test_the_booking_says_that_two_may_come(booked):
    assert "请人同来" in booked


def test_the_other_reads_what_it_is_and_says_yes_on_their_own_phone(code, other):
    asked = other.say(f"同来{code}")
    assert "11月25日 周三 8:30" in asked and "您自己定" in asked
    assert status() is Status.INVITED
    assert "记下了" in other.say("1")
    assert status() is Status.JOINED and "8:30" in other.say("同来")


def test_who_booked_cannot_say_yes_for_the_other(code, say):
    assert "自己的手机上" in say(f"确认同来{code}")
    assert status() is Status.INVITED


def test_leaving_is_silent(code, other, say, platform, town):
    other.say(f"同来{code}"), other.say("1")
    assert "不会告诉" in other.say("不同来")
    town.work()
    assert status() is Status.LEFT and platform.said() == ""
    assert "8:30" in say("我的预约")


def test_a_code_ends_after_two_days_and_with_the_appointment(code, other, say, town):
    say("取消预约"), say("1")
    assert "已经过期" in other.say(f"同来{code}")
    assert "已经过期" in other.say("同来000000")


def test_the_other_is_reminded_if_they_wish_and_never_of_what_was_left(code, other, platform, town, desks):
    other.say(f"同来{code}"), other.say("1"), other.say("提醒我")
    town.go(days=1, hours=9)
    town.work(), town.work()
    assert any(openid == "o_other" and "有一个预约" in words for openid, words in platform.words)
    other.say("不同来")
    before = len(platform.words)
    town.go(hours=13)
    town.work(), town.work()
    assert not [words for openid, words in platform.words[before:] if openid == "o_other"]


def test_who_comes_along_hears_that_it_was_cancelled_or_moved(code, other, say, platform, town):
    other.say(f"同来{code}"), other.say("1")
    say("改期")
    moved = say("12月2日 8点半")
    assert "请核对" in moved
    say("确认")
    town.work()
    assert any(openid == "o_other" and "改到" in words for openid, words in platform.words)
    say("取消预约"), say("1")
    town.work()
    assert any(openid == "o_other" and "不用去了" in words for openid, words in platform.words)


@pytest.mark.parametrize("words", ["帮我老婆预约两癌筛查", "给我妈约个号", "替别人预约"])
def test_nobody_is_booked_for_another_adult(say, words):
    told = say(words)
    assert "本人同意" in told and "请核对" not in told


def test_a_service_for_one_is_for_one(say):
    say("预约两癌筛查 周三上午9点"), say("确认")
    assert "先约好时间" in say("请人同来")


def test_deleting_ones_things_ends_it(code, other):
    other.say(f"同来{code}"), other.say("1")
    other.say("确认删除资料")
    assert status() is Status.LEFT
