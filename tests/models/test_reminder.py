"""Planned reminders: dropped ones can be planned anew, and none is needed for a booking to stand."""

from datetime import UTC, datetime, time, timedelta

from botapp import clock
from botapp.db import db
from botapp.models.appointment import Appointment
from botapp.models.reminder import Reminder, Status, Subject
from botapp.models.resident import Resident
from botapp.models.service import Service
from tests.conftest import writing


def test_dropped_reminder_is_planned_anew_instead_of_twice(app):
    with writing():
        resident = Resident.meet("o_resident")
        due = clock.now() + timedelta(days=3)
        for _ in range(2):
            Reminder.plan(resident.id, Subject.CARD, 1, "7 days", due, due + timedelta(days=1))
            Reminder.cancel(Subject.CARD, 1, "服务证已撤销")
        Reminder.plan(resident.id, Subject.CARD, 1, "7 days", due, due + timedelta(days=1))
    rows = Reminder.planned_for(Subject.CARD, 1)
    assert [(row.status, row.reason) for row in rows] == [(Status.PLANNED, "")]
    db.session.rollback()


def test_first_slot_can_be_booked_at_night_when_no_reminder_fits_any_more(app, town):
    town.go_to(datetime(2026, 11, 23, 20, 0, tzinfo=UTC))  # four in the morning of the 24th in the township
    with writing():
        service = Service.named("screening")
        starts_at = clock.at(clock.today(), time(8, 30))
        booked = Appointment.request(Resident.meet("o_resident"), service, service.points[0], starts_at)
    assert booked.is_active and Reminder.planned_for(Subject.APPOINTMENT, booked.id) == []
    db.session.rollback()
