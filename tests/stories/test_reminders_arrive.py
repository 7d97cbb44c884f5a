"""Story: reminders come three days, one evening and two hours before; never at night, never unwanted."""

from datetime import date, datetime, time, timedelta

import pytest

from botapp import clock
from botapp.lib.hours import allowed_at
from botapp.models.appointment import Appointment
from tests import cast
from tests.conftest import writing

WEDNESDAY = date(2026, 12, 2)
HALF_AN_HOUR, QUARTER_OF_A_DAY = timedelta(minutes=30), timedelta(hours=6)


@pytest.fixture
def booked(say):
    """Wednesday 2 December, 14:00, with a yes to reminders."""
    say("预约避孕咨询 12月2日下午2点"), say("确认")
    return say("提醒我")


@pytest.fixture
def arrivals(town, platform):
    """Live through the days step by step; (local moment, words) of whatever reaches a phone.

    Nights are slept through unless they are what is looked at.
    """

    def live(
        until: datetime, step: timedelta = HALF_AN_HOUR, *, awake: bool = False
    ) -> list[tuple[str, str]]:
        heard: list[tuple[str, str]] = []
        while clock.now() < until:
            town.go_to(clock.now() + step)
            while not awake and not allowed_at(clock.now()):
                town.go_to(clock.now() + step)
            before = len(platform.words), len(platform.notices)
            town.work()
            fresh = [words for _, words in platform.words[before[0] :]]
            fresh += [str(facts) for _, facts in platform.notices[before[1] :]]
            heard += [(f"{clock.local(clock.now()):%m-%d %H:%M}", words) for words in fresh]
        return heard

    return live


def moments(heard: list[tuple[str, str]]) -> list[str]:
    return [moment for moment, _ in heard]


def test_three_reminders_and_no_more(booked, arrivals):
    heard = arrivals(clock.at(WEDNESDAY, time(20)))
    assert moments(heard) == ["11-29 14:00", "12-01 18:00", "12-02 12:00"]


def test_reminder_names_time_and_place_but_not_the_service(booked, arrivals):
    for _, words in arrivals(clock.at(WEDNESDAY, time(20))):
        assert "预约" in words and "避孕" not in words


def test_reminder_within_the_reply_window_says_how_to_change_or_stop(say, arrivals):
    say("预约两癌筛查 周三10点半"), say("确认"), say("提醒我")
    (_, evening), *_ = arrivals(clock.at(date(2026, 11, 24), time(19)))
    assert "11月25日 周三 10:30" in evening and "镇服务中心" in evening
    assert "取消预约" in evening and "改期" in evening and "退订" in evening


def test_early_appointment_is_reminded_the_evening_before_not_at_night(say, arrivals):
    say("预约两癌筛查 12月2日 8点半"), say("确认"), say("提醒我")
    heard = moments(arrivals(clock.at(WEDNESDAY, time(12))))
    assert heard == ["11-29 08:30", "12-01 18:00", "12-01 20:00"]


def test_nothing_leaves_between_half_past_eight_and_half_past_eight(booked, arrivals):
    for moment in moments(arrivals(clock.at(WEDNESDAY, time(20)), awake=True)):
        assert "08:30" <= moment[6:] < "20:30"


def test_letter_that_staff_write_at_night_waits_for_the_morning(say, town, platform):
    say("预约孕前检查 周三9点10分"), say("确认")
    town.go_to(clock.at(date(2026, 11, 23), time(21)))
    with writing():
        Appointment.waiting()[0].approve(cast.reviewer())
    town.work()
    assert platform.said() == ""
    town.go_to(clock.at(date(2026, 11, 24), time(8, 30)))
    town.work()
    assert "已确认" in platform.said()


def test_without_a_yes_nothing_is_sent(say, arrivals):
    say("预约避孕咨询 12月2日下午2点"), say("确认")
    assert arrivals(clock.at(WEDNESDAY, time(20))) == []


def test_no_means_no(say, arrivals):
    say("预约避孕咨询 12月2日下午2点"), say("确认"), say("不用提醒")
    assert arrivals(clock.at(WEDNESDAY, time(20))) == []


@pytest.mark.parametrize("word", ["退订", "TD", "不要再发了", "别提醒我了"])
def test_stop_word_acts_at_once_with_one_line(booked, say, arrivals, word):
    receipt = say(word)
    assert "已退订" in receipt and "\n" not in receipt
    assert arrivals(clock.at(WEDNESDAY, time(20))) == []


def test_stop_word_works_inside_a_form_which_stays_open(booked, say, arrivals):
    say("预约")
    assert "已退订" in say("退订")
    assert "哪一天" in say("1")
    assert arrivals(clock.at(WEDNESDAY, time(20))) == []


def test_reminders_can_be_wanted_again(booked, say, arrivals):
    say("退订")
    assert "3 条" in say("恢复提醒")
    assert len(arrivals(clock.at(WEDNESDAY, time(20)))) == 3


def test_who_leaves_is_left_alone(booked, phone, arrivals):
    phone.event("unsubscribe")
    assert arrivals(clock.at(WEDNESDAY, time(20))) == []


def test_cancelled_booking_reminds_nobody(booked, say, arrivals):
    say("取消预约"), say("1")
    assert arrivals(clock.at(WEDNESDAY, time(20))) == []


def test_moved_booking_reminds_of_the_new_time_only(booked, say, arrivals):
    say("改到12月4日下午2点"), say("确认")
    heard = moments(arrivals(clock.at(date(2026, 12, 4), time(20))))
    assert heard == ["12-01 14:00", "12-03 18:00", "12-04 12:00"]


def test_reminders_that_already_lie_behind_are_not_sent_late(say, arrivals):
    say("预约避孕咨询 周三下午2点"), say("确认"), say("提醒我")
    assert moments(arrivals(clock.at(date(2026, 11, 25), time(20)))) == ["11-24 18:00", "11-25 12:00"]


def test_worker_that_slept_through_sends_only_what_is_still_of_use(booked, town, platform):
    town.go_to(clock.at(WEDNESDAY, time(12, 30)))
    town.work()
    assert len(platform.notices) == 1
    town.work()
    assert len(platform.notices) == 1


def test_card_is_reminded_before_and_after_its_last_day(say, phone, arrivals, town):
    holder = cast.give_card(phone.openid)
    say("提醒我")
    town.work()
    ends = clock.today() + timedelta(days=365)
    town.go_to(clock.at(ends - timedelta(days=32), time(8, 30)))
    heard = arrivals(clock.at(ends + timedelta(days=9), time(12)), QUARTER_OF_A_DAY)
    days = [f"{ends + timedelta(days=days):%m-%d} 08:30" for days in (-30, -7, -1, 7)]
    assert moments(heard) == days
    assert holder.number in say("我的服务证")


def test_revoked_card_is_not_reminded(say, phone, arrivals, town, platform):
    holder = cast.give_card(phone.openid)
    say("提醒我")
    cast.revoke(holder)
    town.work()
    town.go_to(clock.at(clock.today() + timedelta(days=330), time(8, 30)))
    assert arrivals(clock.now() + timedelta(days=45), QUARTER_OF_A_DAY) == []


def test_two_residents_get_each_their_own(phones, arrivals, platform):
    for openid, hour in (("o_li", "2点"), ("o_wang", "3点")):
        phone = phones(openid)
        phone.follow()
        phone.say(f"预约避孕咨询 12月2日下午{hour}"), phone.say("确认"), phone.say("提醒我")
    arrivals(clock.at(WEDNESDAY, time(20)))
    assert sorted(openid for openid, _ in platform.notices) == ["o_li"] * 3 + ["o_wang"] * 3
