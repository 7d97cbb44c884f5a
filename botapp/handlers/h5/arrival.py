"""到场 as a page: what the code at the window opens; one tap says that one is here, or takes a ticket."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.db import begin_writing
from botapp.errors import Refusal
from botapp.handlers.h5 import bp, current
from botapp.models.appointment import Appointment
from botapp.models.arrival import Ticket, point_with
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service


@bp.get("/arrive/<code>")
def arrival(code: str) -> str:
    """Today's appointments here, the ticket that is held, or the services that one can wait for."""
    resident, point = current(), point_with(code)
    return render_template(
        "h5/arrive.html",
        point=point,
        code=code,
        booked=[(row, f"{clock.local(row.starts_at):%H:%M}") for row in _here(resident, point)],
        ticket=Ticket.of(resident),
        services=[row for row in Service.offered() if point in row.points],
        done=request.args.get("done", ""),
    )


@bp.post("/arrive/<code>")
def arrive(code: str) -> Response:
    """Every appointment of today at this point is kept."""
    begin_writing()
    booked = _here(current(), point_with(code))
    if not booked:
        raise Refusal("今天在这里没有要签到的预约。")
    for row in booked:
        row.arrive()
    return redirect(url_for("h5.arrival", code=code, done="here"))


@bp.post("/arrive/<code>/ticket")
def take_ticket(code: str) -> Response:
    """Stand in the row."""
    begin_writing()
    resident, point = current(), point_with(code)
    service = Service.named(request.form.get("service", ""))
    if service is None:
        raise Refusal("请选要办的服务。")
    Ticket.take(resident, service, point)
    return redirect(url_for("h5.arrival", code=code))


@bp.post("/arrive/<code>/leave")
def leave_row(code: str) -> Response:
    """Wait no more."""
    begin_writing()
    ticket = Ticket.of(current())
    if ticket is None:
        raise Refusal("您今天没有取号。")
    ticket.leave()
    return redirect(url_for("h5.arrival", code=code, done="left"))


def _here(resident: Resident, point: Point) -> list[Appointment]:
    return Appointment.of_today(resident, point)
