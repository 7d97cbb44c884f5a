"""Residents widen their own quiet hours, and answer a reminder with one word."""

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.appointment import Appointment
from botapp.models.reminder import Reminder, Status


@pytest.fixture
def booked(say):
    """An appointment on Friday at ten, with reminders."""
    say("预约两癌筛查 周五10点"), say("确认"), say("提醒我")


def hours() -> list[str]:
    db.session.rollback()
    rows = db.session.query(Reminder).filter_by(status=Status.PLANNED).order_by(Reminder.due_at)
    return [f"{clock.local(row.due_at):%d %H:%M}" for row in rows]


def test_own_hours_move_what_is_planned(say, booked):
    assert hours() == ["24 10:00", "26 18:00", "26 20:00"]
    assert "17:00 到第二天" in say("下午5点以后别发消息")
    assert hours() == ["24 10:00", "26 16:30"]  # two that would come at once are one
    assert "到第二天 10:30" in say("早上10点半以前不要提醒我")
    assert hours() == ["23 16:30", "26 16:30"]  # half an hour before the evening before


def test_nothing_goes_out_in_them(say, booked, town, platform):
    say("下午5点以后别发")
    town.go(days=3, hours=7, minutes=30)
    town.work()
    assert "有一个预约" not in platform.said()


def test_they_can_only_be_longer_than_the_towns(say, booked):
    assert "只能再多安静些" in say("晚上10点以后别发")
    assert "一般的时间" in say("恢复时间")


def test_a_word_answers_the_reminder_and_staff_see_it(say, booked, clerk):
    assert "等您" in say("会来")
    assert "回复了会来" in clerk.open("/admin/appointments/day?on=2026-11-27")
    say("改到周五11点"), say("确认")
    db.session.rollback()
    assert db.session.query(Appointment).one().confirmed_at is None


def test_without_a_booking_the_word_confirms_nothing(say):
    assert "等您" not in say("会来")
