"""Booking on pages: choose, see what is kept, confirm, change, cancel; the same seats as in the chat."""

import re
from datetime import date, time

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.appointment import Appointment, Status
from botapp.models.consent import Consent, Purpose
from botapp.models.resident import Resident
from botapp.models.service import Service
from tests import cast
from tests.conftest import writing

WEDNESDAY = date(2026, 11, 25)
NINE = {"point": "centre", "day": "2026-11-25", "time": "2026-11-25T09:00"}


@pytest.fixture
def browser(app, say):
    """The resident's browser, let in by the bot's link."""
    window = cast.Browser(app)
    link = say("我的").partition('href="')[2].partition('"')[0]
    window.get(link[link.index("/h5/") :])
    return window


@pytest.fixture
def pages(browser):
    """Open and send, as text; what is not 200 after redirects must be expected."""

    class Pages:
        def open(self, path, code=200):
            return self._read(browser.get(path, follow_redirects=True), code)

        def send(self, path, code=200, **typed):
            db.session.rollback()
            return self._read(browser.post(path, data=typed, follow_redirects=True), code)

        @staticmethod
        def _read(answer, code):
            assert answer.status_code == code, answer.get_data(as_text=True)[-400:]
            return answer.get_data(as_text=True)

    return Pages()


def booked() -> Appointment:
    db.session.rollback()
    return db.session.query(Appointment).one()


def crowd(count: int) -> None:
    with writing():
        service = Service.named("screening")
        for n in range(count):
            starts_at = clock.at(WEDNESDAY, time(9))
            Appointment.request(Resident.meet(f"o_other{n}"), service, service.points[0], starts_at)


def test_from_the_list_of_services_to_the_booking(pages, say):
    assert "两癌筛查" in pages.open("/h5/book")
    picker = pages.open("/h5/book/screening?day=2026-11-25")
    assert 'value="2026-11-25T09:00"' in picker and "余6" in picker and "休" in picker
    summary = pages.send("/h5/book/screening", **NINE)
    assert "11月25日 周三 9:00" in summary and "为您留到" in summary and "避开经期" in summary
    done = pages.send("/h5/confirm")
    assert "约好了" in done and booked().status is Status.APPROVED
    assert "9:00" in say("我的预约")
    assert not Consent.holds(booked().resident, Purpose.REMINDER)


def test_reminders_are_off_unless_asked_for(pages):
    assert 'name="remind"' in pages.send("/h5/book/screening", **NINE)
    pages.send("/h5/confirm", remind="yes")
    assert Consent.holds(booked().resident, Purpose.REMINDER)


def test_a_seat_that_somebody_else_took_is_said_with_the_nearest_times(pages):
    pages.open("/h5/book/screening?day=2026-11-25")
    crowd(6)
    told = pages.send("/h5/book/screening", 409, **NINE)
    assert "约满了" in told and "8:45" in told and "9:15" in told
    assert 'value="2026-11-25T09:00" required disabled' in told


def test_what_was_kept_too_long_is_not_booked_silently(pages, town):
    pages.send("/h5/book/screening", **NINE)
    town.go(minutes=11)
    assert "时间过了" in pages.send("/h5/confirm", 409)
    assert "约哪项服务" in pages.open("/h5/confirm")


@pytest.mark.parametrize(
    "typed", [{}, {"time": "now"}, {"time": "2026-11-25T03:00"}, {"time": "2027-11-25T09:00"}]
)
def test_nonsense_is_explained_and_changes_nothing(pages, typed):
    code = 409 if "20" in typed.get("time", "") else 400
    assert 'role="alert"' in pages.send("/h5/book/screening", code, **typed)
    db.session.rollback()
    assert db.session.query(Appointment).count() == 0


def test_changing_is_a_swap_and_keeps_the_number(pages):
    pages.send("/h5/book/screening", **NINE)
    pages.send("/h5/confirm")
    row = booked()
    id_, number = str(row.id), row.number
    db.session.rollback()
    assert "改到哪一天" in pages.open(f"/h5/book/screening?move={id_}")
    later = NINE | {"time": "2026-11-25T10:00", "move": id_}
    assert "改到这个时间" in pages.send("/h5/book/screening", **later)
    assert "改好了" in pages.send("/h5/confirm", move=id_)
    assert (booked().number, clock.local(booked().starts_at).hour) == (number, 10)


def test_cancelling_asks_once_and_frees_the_seat(pages):
    pages.send("/h5/book/screening", **NINE)
    pages.send("/h5/confirm")
    id_ = booked().id
    db.session.rollback()
    assert "不用说原因" in pages.open(f"/h5/appointments/{id_}/cancel")
    assert "已取消" in pages.send(f"/h5/appointments/{id_}/cancel")
    assert booked().seat is None


def test_nobody_elses_appointment_opens(pages, app):
    crowd(1)
    id_ = booked().id
    db.session.rollback()
    pages.open(f"/h5/appointments/{id_}/cancel", 404)
    pages.open(f"/h5/appointments/{id_}.ics", 404)
    pages.open("/h5/book/nothing", 404)


def test_the_calendar_file_reveals_nothing_and_moves_with_the_appointment(pages):
    pages.send("/h5/book/screening", **NINE)
    pages.send("/h5/confirm")
    id_ = booked().id
    db.session.rollback()
    first = pages.open(f"/h5/appointments/{id_}.ics")
    assert "20261125T010000Z" in first and "两癌" not in first and "镇服务中心的预约" in first
    pages.send("/h5/book/screening", **NINE | {"time": "2026-11-25T10:00", "move": str(id_)})
    pages.send("/h5/confirm", move=str(id_))
    second = pages.open(f"/h5/appointments/{id_}.ics")
    uid = re.search(r"UID:(\S+)", first)[1]
    assert uid in second and "SEQUENCE:1" in second and "20261125T020000Z" in second
    pages.send(f"/h5/appointments/{id_}/cancel")
    third = pages.open(f"/h5/appointments/{id_}.ics")
    assert uid in third and "SEQUENCE:2" in third
    assert "METHOD:CANCEL" in third and "STATUS:CANCELLED" in third
    assert "从日历去掉" in pages.open("/h5/appointments")


def test_without_a_pass_the_pages_stay_closed(app):
    window = cast.Browser(app)
    db.session.rollback()
    assert window.get("/h5/book").status_code == 409
    assert window.post("/h5/book/screening", data=NINE).status_code == 409
