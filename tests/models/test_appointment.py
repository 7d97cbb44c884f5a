"""A seat is sold once, whoever asks at the same moment, on both databases."""

import threading
from datetime import date, time

import pytest
from sqlalchemy import func, select

from botapp import clock
from botapp.db import db
from botapp.errors import Refusal
from botapp.models.appointment import Appointment, Status
from botapp.models.point import Point
from botapp.models.reminder import Reminder, Subject
from botapp.models.resident import Resident
from botapp.models.service import Service
from tests.conftest import writing

DAY = date(2026, 12, 2)
NINE = time(9)


def book(openid: str, hour: time = NINE, day: date = DAY, service: str = "screening") -> Appointment:
    with writing():
        row = Service.named(service)
        return Appointment.request(Resident.meet(openid), row, row.points[0], clock.at(day, hour))


def test_of_twenty_at_once_six_get_the_six_seats(app):
    won, lost = [], []

    def ask(openid: str) -> None:
        with app.app_context():
            try:
                book(openid)
                won.append(openid)
            except Refusal:
                db.session.rollback()
                lost.append(openid)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=ask, args=(f"o_{n}",)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(won), len(lost)) == (6, 14)
    assert db.session.scalar(select(func.count(Appointment.id))) == 6


def test_a_cancelled_seat_is_free_again(app):
    booked = [book(f"o_{n}") for n in range(6)]
    with pytest.raises(Refusal):
        book("o_late")
    db.session.rollback()
    with writing():
        db.session.get_one(Appointment, booked[2].id).cancel()
    assert book("o_late").seat == 3


def test_a_move_that_fails_keeps_the_old_seat(app):
    for n in range(6):
        book(f"o_{n}", time(10))
    mine = book("o_mine")
    with writing(), pytest.raises(Refusal):
        mine.move(clock.at(DAY, time(10)))
    db.session.expire_all()
    assert mine.starts_at == clock.at(DAY, NINE) and mine.seat == 1


def test_a_move_frees_the_old_seat_and_plans_the_reminders_anew(app):
    mine = book("o_mine")
    with writing():
        mine.move(clock.at(date(2026, 12, 3), time(10)))
    assert {other.seat for other in [book(f"o_{n}") for n in range(6)]} == {1, 2, 3, 4, 5, 6}
    planned = Reminder.planned_for(Subject.APPOINTMENT, mine.id)
    assert [clock.local(row.due_at).day for row in planned] == [30, 2, 2]


@pytest.mark.parametrize(
    ("day", "hour"),
    [
        (date(2026, 12, 5), NINE),  # a Saturday
        (DAY, time(9, 5)),  # between two slots
        (DAY, time(14)),  # not in the hours of this service
        (date(2026, 12, 30), NINE),  # beyond the horizon
        (date(2026, 11, 20), NINE),  # past
    ],
)
def test_what_is_not_offered_is_refused(app, day, hour):
    with pytest.raises(Refusal):
        book("o_mine", hour, day)


def test_second_booking_of_a_service_on_one_day_is_refused(app):
    book("o_mine")
    with pytest.raises(Refusal, match="这一天"):
        book("o_mine", time(10))


def test_a_service_that_needs_approval_holds_the_seat_while_it_waits(app):
    first = book("o_0", time(8, 30), service="pre-pregnancy")
    assert first.status is Status.REQUESTED and first.seat == 1
    assert Reminder.planned_for(Subject.APPOINTMENT, first.id) == []
    assert book("o_1", time(8, 30), service="pre-pregnancy").seat == 2


def test_an_address_that_nobody_confirmed_is_said_to_be_unverified(app):
    assert "待核实" in Point.named("centre").whereabouts
