"""What follows from an appointment: letters that tell of it, and reminders of its time."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from botapp import clock
from botapp.lib.hours import ladder
from botapp.models.consent import Consent, Purpose
from botapp.models.outbox import Outbox
from botapp.models.reminder import Reminder, Subject

if TYPE_CHECKING:
    from botapp.models.appointment.appointment import Appointment


def tell(row: Appointment, kind: str, **facts: str) -> None:
    """Write to the resident about it."""
    Outbox.write(
        row.resident,
        kind,
        number=row.number,
        service=row.service.name,
        point=row.where,
        starts_at=row.starts_at.isoformat(),
        preparation=row.service.preparation,
        **facts,
    )


def offer_another(row: Appointment) -> None:
    """A kind word to who did not come and agreed to be reminded; nothing is held against anybody."""
    if Consent.holds(row.resident, Purpose.REMINDER):
        tell(row, "appointment_missed")


def plan_reminders(row: Appointment) -> None:
    """For who booked it."""
    remind_before(row.starts_at, row.resident_id, Subject.APPOINTMENT, row.id)


def remind_before(starts_at: datetime, resident_id: int, subject: Subject, subject_id: int) -> None:
    """Three days, one evening and two hours before, as far as they still lie ahead."""
    rungs = ladder(starts_at, clock.now())
    ends = [*(due for _, due in rungs), starts_at][1:]
    for (kind, due), useful_until in zip(rungs, ends, strict=True):
        Reminder.plan(resident_id, subject, subject_id, kind, due, useful_until)
