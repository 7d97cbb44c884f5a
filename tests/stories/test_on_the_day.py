"""Story: who comes says so with the digits at the window; who has no appointment takes a number."""

import re
from datetime import date, time

import pytest

from botapp import clock, queue
from botapp.db import db
from botapp.models.appointment import Appointment, Status
from botapp.models.arrival import Ticket, code_of
from botapp.models.point import Point
from botapp.models.staff import Role
from tests.conftest import number_in

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def booked(say, town):
    """The id of an appointment; it is the morning of its day."""
    say("预约两癌筛查 周三上午9点")
    id_ = int(number_in(say("确认")).rpartition("-")[2])
    town.go_to(clock.at(WEDNESDAY, time(8, 50)))
    return id_


@pytest.fixture
def morning(town):
    """Wednesday, shortly before nine."""
    town.go_to(clock.at(WEDNESDAY, time(8, 50)))


def code():
    found = code_of(Point.named("centre"))
    db.session.rollback()
    return found


def status(id_):
    db.session.rollback()
    return db.session.get_one(Appointment, id_).status


def test_the_code_at_the_window_keeps_the_appointment(booked, say):
    assert "4位签到码" in say("我到了")
    assert "签到好了：9:00 两癌筛查" in say(f"签到{code()}")
    assert status(booked) is Status.ARRIVED
    assert "没有预约" in say(f"签到 {code()}")


def test_a_wrong_code_and_the_code_of_yesterday_are_refused(booked, say, town):
    wrong = f"{(int(code()) + 1) % 10_000:04d}"
    assert "签到码不对" in say(f"签到{wrong}")
    old = code()
    town.go(days=1)
    assert "签到码不对" in say(f"签到{old}") or old == code()
    assert status(booked) is Status.APPROVED


def test_nobody_checks_in_on_another_day(say, town):
    say("预约两癌筛查 周四上午9点"), say("确认")
    town.go_to(clock.at(WEDNESDAY, time(9)))
    assert "没有预约" in say(f"签到{code()}")


def test_guessing_the_code_ends_soon(morning, say, monkeypatch):
    monkeypatch.setattr(queue, "count_within", lambda name, limit, seconds: False)
    assert "次数太多" in say(f"签到{code()}") and "次数太多" in say(f"取号{code()}")


def test_who_did_not_come_is_offered_another_time_and_nothing_is_held_against_them(
    booked, say, town, platform, desks
):
    say("提醒我")
    town.go(hours=2)
    desks(Role.CLERK).click(f"/admin/appointments/{booked}/mark", outcome="missed")
    town.work()
    assert "没等到您，没关系" in platform.said() and "两癌" not in platform.said()
    assert "请核对" in say("预约两癌筛查 周五上午9点")


def test_who_agreed_to_nothing_is_not_written_to(booked, town, platform, desks):
    town.go(hours=2)
    desks(Role.CLERK).click(f"/admin/appointments/{booked}/mark", outcome="missed")
    town.work()
    assert "没等到您" not in platform.said()


def test_a_ticket_has_a_number_a_place_and_an_estimate(morning, phones, say):
    first = phones("o_first")
    first.follow()
    assert "1 号" in first.say(f"取号{code()} 两癌筛查")
    assert re.search(r"2 号.*前面还有 1 位，大约等 3 分钟", say(f"取号 {code()} 两癌筛查"))
    assert "前面还有 1 位" in say("我的号")
    first.say("不等了")
    assert "下一个就是您" in say("我的号")


def test_without_a_service_the_services_are_offered(morning, say):
    assert "要办什么" in say(f"取号{code()}")
    assert "您的现场号：1 号" in say("1")
    assert "您已经取了" in say(f"取号{code()} 两癌筛查")


def test_no_ticket_when_nobody_serves(say, town):
    town.go_to(clock.at(WEDNESDAY, time(20)))
    assert "不是办公时间" in say(f"取号{code()} 两癌筛查")


def test_numbers_start_again_every_day(morning, say, town):
    say(f"取号{code()} 两癌筛查")
    town.go(days=1)
    assert "没有取号" in say("我的号")
    assert "1 号" in say(f"取号{code()} 两癌筛查")


def test_staff_call_serve_and_give_numbers(morning, say, desks):
    desk = desks(Role.CLERK)
    say(f"取号{code()} 两癌筛查")
    page = desk.open("/admin/appointments/here")
    assert code() in page and "1 号" in page and "<svg" in page
    id_ = db.session.query(Ticket.id).scalar()
    db.session.rollback()
    desk.click(f"/admin/tickets/{id_}/call")
    assert "叫到您了" in say("我的号")
    desk.click(f"/admin/tickets/{id_}/serve")
    desk.click(f"/admin/tickets/{id_}/leave", 409)
    assert "没有取号" in say("我的号")
    desk.click("/admin/appointments/here", point="centre", service="screening")
    assert "2 号" in desk.open("/admin/appointments/here")


def test_said_in_the_middle_of_a_form_it_is_done_at_once(booked, say):
    say("预约")
    assert "签到好了" in say(f"签到{code()}")
