"""日历: the days of a year that do not follow their weekday; what staff say wins over the official notice."""

from datetime import date

from flask import abort, flash, render_template, request
from werkzeug.wrappers import Response

from botapp import clock
from botapp.forms.calendar import DayForm
from botapp.handlers.admin import bp, done, filled, me, needs
from botapp.lib import holiday
from botapp.models.appointment import ACTIVE, Appointment
from botapp.models.audit import Audit
from botapp.models.calendar import CalendarDay, Kind
from botapp.models.staff import Role

YEARS_AHEAD = 1


@bp.get("/calendar")
def calendar() -> str:
    """The exceptional days of one year."""
    this_year = clock.today().year
    year = request.args.get("year", this_year, type=int)
    if year not in range(this_year, this_year + YEARS_AHEAD + 1):
        abort(404)
    rows = CalendarDay.between(date(year, 1, 1), date(year, 12, 31))
    return render_template(
        "admin/calendar/year.html",
        year=year,
        years=range(this_year, this_year + YEARS_AHEAD + 1),
        rows=sorted(rows.values(), key=lambda row: row.day),
        has_notice=holiday.has_notice(year),
        official={row.day for row in holiday.days(year)},
        Kind=Kind,
    )


@bp.post("/calendar")
@needs(Role.REVIEWER)
def put_day() -> Response:
    """Say what a day is; booked residents are counted, not cancelled."""
    facts = filled(DayForm)
    day, kind = facts["day"], Kind(facts["kind"])
    CalendarDay.put(day, kind, facts["name"])
    Audit.record(me(), "edit", "calendar", day=day.isoformat(), kind=kind.value, name=facts["name"])
    booked = [row for row in Appointment.on(day) if row.status in ACTIVE]
    if kind is Kind.OFF and booked:
        flash(f"这一天已有 {len(booked)} 个预约，都还保留着。请在「预约」里逐个联系或取消。", "wait")
    return done("已保存。", "calendar", year=day.year)


@bp.post("/calendar/<day>/remove")
@needs(Role.REVIEWER)
def remove_day(day: str) -> Response:
    """Take back what staff said about a day."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        abort(404)
    CalendarDay.remove(wanted)
    Audit.record(me(), "remove", "calendar", day=day)
    return done("已恢复成原来的安排。", "calendar", year=wanted.year)
