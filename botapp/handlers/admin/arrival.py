"""到场 for staff: today's code to hang up, the row of tickets, and tickets for who has no phone."""

from flask import render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from botapp import words
from botapp.handlers.admin import bp, done, find, me, typed
from botapp.lib import qr
from botapp.models.appointment import Appointment
from botapp.models.arrival import Ticket, code_of
from botapp.models.point import Point
from botapp.models.service import Service


@bp.get("/appointments/here")
def arrivals() -> str:
    """Who stands in the row of a point today, and the code that lets them in; fit for paper."""
    point = _point(request.args.get("point", ""))
    code = code_of(point)
    return render_template(
        "admin/appointment/here.html",
        point=point,
        points=Point.all(),
        code=code,
        picture=Markup(qr.svg(words.link(f"/h5/arrive/{code}"), "今天的签到码")),  # noqa: S704 - our own SVG
        rows=Ticket.row_at(point),
        services=[row for row in Service.offered() if point in row.points],
        waiting_count=Appointment.waiting_count(),
    )


@bp.post("/appointments/here")
def give_ticket() -> Response:
    """A number for somebody who stands at the window without a phone."""
    point, service = _point(typed("point")), Service.named(typed("service"))
    ticket = Ticket.take(None, service or Service.offered()[0], point)
    return done(f"取了 {ticket.number} 号，请告诉居民。", "arrivals", point=point.slug)


@bp.post("/tickets/<int:id_>/call")
def call_ticket(id_: int) -> Response:
    """Call a number."""
    row = find(Ticket, id_)
    row.call(me())
    return done(f"已叫 {row.number} 号。", "arrivals", point=row.point.slug)


@bp.post("/tickets/<int:id_>/serve")
def serve_ticket(id_: int) -> Response:
    """Done with a number."""
    row = find(Ticket, id_)
    row.serve(me())
    return done(f"{row.number} 号已办。", "arrivals", point=row.point.slug)


@bp.post("/tickets/<int:id_>/leave")
def leave_ticket(id_: int) -> Response:
    """Nobody answered to a number."""
    row = find(Ticket, id_)
    row.leave(me())
    return done(f"{row.number} 号过号了。", "arrivals", point=row.point.slug)


def _point(slug: str) -> Point:
    return Point.named(slug) or Point.all()[0]
