"""提醒: what fell due becomes a row of the outbox, if it is still wanted at this moment."""

from botapp import queue
from botapp.db import db
from botapp.jobs import door
from botapp.models.appointment import Appointment
from botapp.models.card import Card, State
from botapp.models.companion import Companion
from botapp.models.outbox import Outbox
from botapp.models.plan import Plan
from botapp.models.plan import Status as Stands
from botapp.models.reminder import Reminder, Status, Subject


def send(*ids: int) -> None:
    """Write some reminders, or drop them with the reason; each is a transaction of its own."""
    fresh: list[int] = []
    for id_ in ids:
        with door(fresh):
            reminder = db.session.get(Reminder, id_, with_for_update=True)
            if reminder is not None and reminder.status is Status.PLANNED:
                _write(reminder)
    queue.enqueue_all("botapp.jobs.outbox.send", fresh)


def _write(reminder: Reminder) -> None:
    why_not = reminder.why_not
    if why_not:
        return reminder.drop(why_not)
    return WRITERS[reminder.subject](reminder)


def _about_appointment(reminder: Reminder) -> None:
    appointment = db.session.get(Appointment, reminder.subject_id)
    if appointment is None or not appointment.is_active:
        return reminder.drop("预约已结束")
    return _remind_of(appointment, reminder)


def _remind_of(appointment: Appointment, reminder: Reminder) -> None:
    Outbox.write(
        reminder.resident,
        "appointment_reminder",
        number=appointment.number,
        starts_at=appointment.starts_at.isoformat(),
        point=appointment.point.name,
    )
    return reminder.mark_written()


def _about_card(reminder: Reminder) -> None:
    card = db.session.get(Card, reminder.subject_id)
    if card is None or card.state is State.REVOKED or card != Card.of(reminder.resident):
        return reminder.drop("服务证已换发或撤销")
    Outbox.write(
        reminder.resident, "card_reminder", number=card.number, expires_on=card.expires_on.isoformat()
    )
    return reminder.mark_written()


def _about_plan(reminder: Reminder) -> None:
    plan = db.session.get(Plan, reminder.subject_id)
    if plan is None or plan.status is not Stands.ACTIVE:
        return reminder.drop("计划已停")
    if Plan.has_told_enough(reminder.resident):
        return reminder.drop("本周已发够")  # what was sent this week leads to a list that shows this day, too
    Outbox.write(reminder.resident, "plan_reminder")
    return reminder.mark_written()


def _about_companion(reminder: Reminder) -> None:
    row = db.session.get(Companion, reminder.subject_id)
    if row is None or not row.is_expected:
        return reminder.drop("不同来了，或预约已结束")
    return _remind_of(row.appointment, reminder)


WRITERS = {
    Subject.APPOINTMENT: _about_appointment,
    Subject.CARD: _about_card,
    Subject.PLAN: _about_plan,
    Subject.COMPANION: _about_companion,
}
