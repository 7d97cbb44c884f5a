"""服务与时间: what is offered, at which hours, and how many seats; what is booked already is always kept."""

from datetime import time
from typing import Any

from flask import flash, render_template
from werkzeug.wrappers import Response

from botapp.forms.service import OpeningForm, ServiceForm
from botapp.handlers.admin import bp, done, filled, find, me, needs
from botapp.models.appointment import Appointment
from botapp.models.audit import Audit
from botapp.models.point import Point
from botapp.models.service import Opening, Service
from botapp.models.staff import Role

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")


@bp.get("/services")
def services() -> str:
    """Every service and every point."""
    return render_template("admin/service/list.html", rows=Service.all(), points=Point.all())


@bp.get("/services/<int:id_>")
def service(id_: int) -> str:
    """One service with its weekly hours, and who is booked outside of them."""
    row = find(Service, id_)
    return render_template(
        "admin/service/service.html",
        row=row,
        openings=sorted(row.openings, key=lambda one: (one.point_id, one.weekday, one.opens)),
        points=Point.all(),
        weekdays=WEEKDAYS,
        stranded=[one for point in Point.all() for one in Appointment.stranded(row, point)],
    )


@bp.post("/services/<int:id_>")
@needs(Role.REVIEWER)
def edit_service(id_: int) -> Response:
    """Change how a service is offered."""
    row, facts = find(Service, id_), filled(ServiceForm)
    Audit.record(me(), "edit", "service", row.id, **changed(row, facts))
    row.edit(**facts)
    return done("已保存。", "service", id_=id_)


@bp.post("/services/<int:id_>/openings")
@needs(Role.REVIEWER)
def add_opening(id_: int) -> Response:
    """Add weekly hours."""
    row, hours = find(Service, id_), _hours()
    opening = row.open_at(**hours)
    Audit.record(me(), "add", "opening", opening.id, **_plain(hours))
    return done("已加上这个时段。", "service", id_=id_)


@bp.post("/openings/<int:id_>")
@needs(Role.REVIEWER)
def edit_opening(id_: int) -> Response:
    """Change weekly hours; says how many booked residents no longer fit."""
    row, hours = find(Opening, id_), _hours()
    where = (row.service, row.point)
    Audit.record(me(), "edit", "opening", row.id, **changed(row, hours))
    row.edit(**hours)
    _warn(*where)
    return done("已保存。", "service", id_=row.service_id)


@bp.post("/openings/<int:id_>/remove")
@needs(Role.REVIEWER)
def remove_opening(id_: int) -> Response:
    """Close weekly hours; says how many booked residents are affected."""
    row = find(Opening, id_)
    where = (row.service, row.point)
    Audit.record(me(), "remove", "opening", row.id, service=row.service_id, weekday=row.weekday)
    row.remove()
    _warn(*where)
    return done("已去掉这个时段。", "service", id_=where[0].id)


def changed(row: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """What differs between a row and its new facts: [before, after] by name, for the audit."""
    pairs = {name: [_said(getattr(row, name)), _said(value)] for name, value in facts.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _hours() -> dict[str, Any]:
    facts = filled(OpeningForm)
    point = find(Point, facts.pop("point"))
    return {**facts, "point_id": point.id}


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: _said(value) for name, value in facts.items()}


def _said(value: Any) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _warn(service: Service, point: Point) -> None:
    """Say who is booked at a time that is no longer offered; nobody loses a booking by this."""
    count = len(Appointment.stranded(service, point))
    if count:
        flash(f"有 {count} 个已约好的不在新的时间里，都还保留着，名单在本页下方。", "wait")
