"""我的: a resident's own bookings, card and choices on one page, and where each is changed."""

from dataclasses import dataclass

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.handlers.h5 import bp, current
from botapp.lib.chinese import say_moment
from botapp.models.appointment import Appointment
from botapp.models.appointment import Status as Booked
from botapp.models.card import Application, Card, State
from botapp.models.card import Status as Stands
from botapp.models.reminder import Reminder

TONES = {State.VALID: "ok", State.EXPIRED: "soon", State.REVOKED: "bad"}
OVER = (Stands.ISSUED, Stands.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Booking:
    """One appointment as the page shows it."""

    when: str
    service: str
    point: str
    number: str
    word: str
    tone: str


@bp.get("/")
def start() -> Response:
    """The front door leads to one's own things."""
    return redirect(url_for("h5.me"))


@bp.get("/me")
def me() -> str:
    """What is booked, what is running, what is held."""
    resident = current()
    running = Application.latest(resident)
    return render_template(
        "h5/me.html",
        bookings=[_told(row) for row in Appointment.upcoming(resident)],
        card=Card.of(resident),
        tones=TONES,
        application=running if running and running.status not in OVER else None,
        reminders=len(Reminder.of(resident)),
        muted=resident.muted_at is not None,
    )


def _told(row: Appointment) -> Booking:
    tone = "ok" if row.status is Booked.APPROVED else "hold"
    when = say_moment(row.day, clock.local(row.starts_at).time())
    return Booking(when, row.service.name, row.point.name, row.number, row.status.word, tone)
