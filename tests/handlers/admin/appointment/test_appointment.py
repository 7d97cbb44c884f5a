"""Appointments: requests decided, the day's list by date, arrivals marked, cancellations explained."""

import pytest

from botapp.db import db
from botapp.models.appointment import Appointment, Status
from tests.conftest import number_in
from tests.handlers.admin.conftest import rows_of, tab_counts

DAY = "/admin/appointments/day?on=2026-11-25"


@pytest.fixture
def asked(say):
    """The id of a request that needs a decision, for Wednesday at half past eight."""
    say("预约孕前优生健康检查 周三上午8点半")
    return int(number_in(say("确认")).rpartition("-")[2])


@pytest.fixture
def booked(say):
    """The id of an appointment that needed none, for Wednesday at nine."""
    say("预约两癌筛查 周三上午9点")
    return int(number_in(say("确认")).rpartition("-")[2])


def status(id_):
    db.session.rollback()
    return db.session.get_one(Appointment, id_).status


def test_request_waits_for_a_decision_and_a_plain_booking_does_not(clerk, asked, booked):
    page = clerk.open("/admin/appointments")
    assert tab_counts(page) == {"待确认": 1}
    assert f"/appointments/{asked}/approve" in page and f"/appointments/{booked}/approve" not in page


def test_confirmation_is_told(clerk, asked, platform, town):
    clerk.click(f"/admin/appointments/{asked}/approve")
    town.work()
    assert status(asked) is Status.APPROVED and "已确认" in platform.said()


def test_decline_is_told_with_its_reason_and_frees_the_seat(clerk, asked, platform, town):
    clerk.click(f"/admin/appointments/{asked}/decline", 409, reason="其他原因", more="")
    assert status(asked) is Status.REQUESTED
    clerk.click(f"/admin/appointments/{asked}/decline", reason="当天医生不在", more="可改周五")
    town.work()
    assert "没能安排上：当天医生不在。可改周五" in platform.said()
    db.session.rollback()
    assert db.session.get_one(Appointment, asked).seat is None


def test_request_is_decided_once(clerk, asked):
    clerk.click(f"/admin/appointments/{asked}/approve")
    assert "已经是「已确认」" in clerk.click(f"/admin/appointments/{asked}/approve", 409)


def test_day_list_shows_that_day_only_and_leads_to_its_neighbours(clerk, asked, booked):
    page = clerk.open(DAY)
    assert rows_of(page) == 2 and "2 人" in page
    assert "on=2026-11-24" in page and "on=2026-11-26" in page
    assert rows_of(clerk.open("/admin/appointments/day?on=2026-11-26")) == 0


def test_day_off_is_named(clerk):
    assert "周末，这一天不开放预约" in clerk.open("/admin/appointments/day?on=2026-11-28")
    assert "元旦，这一天不开放预约" in clerk.open("/admin/appointments/day?on=2027-01-01")


def test_arrival_can_be_marked_and_corrected_but_absence_not_in_advance(clerk, booked, town):
    clerk.click(f"/admin/appointments/{booked}/mark", 409, outcome="missed")
    town.go(days=2)
    clerk.click(f"/admin/appointments/{booked}/mark", outcome="missed")
    assert status(booked) is Status.MISSED
    clerk.click(f"/admin/appointments/{booked}/mark", outcome="arrived")
    assert status(booked) is Status.ARRIVED and "已到" in clerk.open(DAY)


def test_mark_that_does_not_exist_is_refused(clerk, booked):
    clerk.click(f"/admin/appointments/{booked}/mark", 400, outcome="lost")
    assert status(booked) is Status.APPROVED


def test_cancellation_by_staff_is_told_with_its_reason(clerk, booked, platform, town, say):
    clerk.click(f"/admin/appointments/{booked}/cancel", reason="当天停诊")
    town.work()
    assert "取消了：当天停诊" in platform.said() and "没有" in say("我的预约")


def test_the_week_shows_how_full_each_slot_is(clerk, booked):
    page = clerk.open("/admin/appointments/week?service=screening&on=2026-11-25")
    assert ">1/6<" in page and ">0/6<" in page and "11月25日 周三" in page
    assert "不开放" in clerk.open("/admin/appointments/week?service=pre-pregnancy&on=2026-11-25")
    assert clerk.client.get("/admin/appointments/week?on=never").status_code == 404
