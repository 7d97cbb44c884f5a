"""日历: the days of a year that do not follow their weekday; what staff say wins over the official notice."""

from datetime import date

from flask import abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.forms.calendar import DayForm
from botapp.handlers.admin import bp, done, filled, here, me, needs, typed
from botapp.lib import holiday
from botapp.models.appointment import ACTIVE, Appointment
from botapp.models.audit import Audit
from botapp.models.calendar import CalendarDay, Kind
from botapp.models.staff import Role

YEARS_AHEAD = 1
AFFECTED = {"ask": "关这一天，并请这些居民改期", "keep": "只关这一天，预约先保留"}


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
def put_day() -> Response | str:
    """Say what a day is; closing a day on which somebody is booked shows who, before anything is changed."""
    facts = filled(DayForm)
    day, kind, choice = facts["day"], Kind(facts["kind"]), typed("affected")
    booked = [row for row in Appointment.on(day) if row.status in ACTIVE] if kind is Kind.OFF else []
    if booked and choice not in AFFECTED:
        here(url_for("admin.calendar", year=day.year))
        return render_template("admin/calendar/closing.html", facts=facts, booked=booked, affected=AFFECTED)
    CalendarDay.put(day, kind, facts["name"])
    Audit.record(me(), "edit", "calendar", day=day.isoformat(), kind=kind.value, name=facts["name"])
    if choice == "ask":
        for row in booked:
            row.ask_to_move(me(), facts["name"])
        flash(f"已请 {len(booked)} 位居民改期，已告诉居民；没改的仍在名单上。", "ok")
    elif booked:
        flash(f"这一天的 {len(booked)} 个预约都还保留着。", "wait")
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
