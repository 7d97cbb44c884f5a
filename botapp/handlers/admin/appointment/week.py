"""一周: how full each slot is; seats edited in place, copied to other weeks; who is booked keeps theirs."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import abort, flash, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.db import db
from botapp.errors import Refusal
from botapp.handlers.admin import bp, done, here, me, needs, typed
from botapp.models.appointment import Appointment, DaySeats, week_of
from botapp.models.audit import Audit
from botapp.models.calendar import CalendarDay
from botapp.models.point import Point
from botapp.models.service import Service
from botapp.models.staff import Role

WEEK = timedelta(days=7)
MOST_SEATS, MOST_WEEKS = 200, 8
AFFECTED = {"ask": "减名额，并请这些居民改期", "keep": "只减名额，约好的都保留"}
WHY = "这个时间的名额减少了"


@bp.get("/appointments/week")
def appointments_of_week() -> str:
    """A service at a point over a week: how many seats of each slot are taken; `edit` makes them fields."""
    service, point = _asked(request.args)
    monday = _monday(request.args.get("on", ""))
    cells = {(at, slot.starts): slot for at, slot in week_of(service, point, monday)}
    days = [monday + timedelta(days=n) for n in range(7)]
    return render_template(
        "admin/appointment/week.html",
        services=Service.offered(),
        service=service,
        point=point,
        days=days,
        times=sorted({starts for _, starts in cells}),
        cells=cells,
        open_days={day for day, _ in cells},
        changed=DaySeats.of(service, point, days),
        holidays=CalendarDay.between(days[0], days[-1]),
        before=monday - WEEK,
        after=monday + WEEK,
        today=clock.today(),
        edits=bool(request.args.get("edit")) and me().role.covers(Role.REVIEWER),
        most_seats=MOST_SEATS,
        most_weeks=MOST_WEEKS,
    )


@bp.post("/appointments/week")
@needs(Role.REVIEWER)
def put_seats() -> Response | str:
    """Save the fields of a week; fewer seats than are taken show who is affected, before anything changes."""
    service, point = _asked(request.form)
    wanted = {at: _seats(typed(name)) for name, at in _slots_in(request.form)}
    return _settle(service, point, wanted, _monday(typed("on")))


@bp.post("/appointments/week/copy")
@needs(Role.REVIEWER)
def copy_week() -> Response | str:
    """Give the coming weeks the seats of the one that is shown; days off are not copied, and not opened."""
    service, point = _asked(request.form)
    monday, weeks = _monday(typed("on")), typed("weeks")
    if not weeks.isdecimal() or int(weeks) not in range(1, MOST_WEEKS + 1):
        raise Refusal(f"请写复制到后面几周，1 到 {MOST_WEEKS}。")
    shown = {(day, slot.starts): slot.seats for day, slot in week_of(service, point, monday)}
    wanted: dict[tuple[date, time], int] = {}
    for ahead in range(1, int(weeks) + 1):
        there = {(day, slot.starts) for day, slot in week_of(service, point, monday + ahead * WEEK)}
        open_there, open_here = {day for day, _ in there}, {day + ahead * WEEK for day, _ in shown}
        copied = {(day + ahead * WEEK, starts): seats for (day, starts), seats in shown.items()}
        closed = {at: 0 for at in there if at not in copied and at[0] in open_here}
        wanted |= {at: seats for at, seats in copied.items() if at[0] in open_there} | closed
    return _settle(service, point, wanted, monday)


def day_in(text: str) -> date:
    """A day from an address, today without one, or the 404 page."""
    try:
        day = date.fromisoformat(text) if text else clock.today()
    except ValueError:
        abort(404)
    return day if abs(day - clock.today()) < timedelta(days=3660) else abort(404)


def _settle(
    service: Service, point: Point, wanted: dict[tuple[date, time], int], monday: date
) -> Response | str:
    """Change the seats; who would lose one is named first, and asked to move where staff say so."""
    wanted = {at: seats for at, seats in wanted.items() if at[0] >= clock.today()}
    before = {row.id for row in Appointment.stranded(service, point)}
    trial = db.session.begin_nested()
    count = DaySeats.put(service, point, wanted) if wanted else 0
    left = [row for row in Appointment.stranded(service, point) if row.id not in before]
    shown: dict[str, Any] = {"service": service.slug, "point": point.slug, "on": monday.isoformat()}
    choice = typed("affected")
    if left and choice not in AFFECTED:
        trial.rollback()
        here(url_for("admin.appointments_of_week", **shown))
        return render_template(
            "admin/appointment/shrink.html", left=left, wanted=wanted, affected=AFFECTED, shown=shown
        )
    trial.commit()
    Audit.record(me(), "edit", "opening", service=service.name, count=count)
    if left and choice == "ask":
        for row in left:
            row.ask_to_move(me(), WHY)
        flash(f"已请 {len(left)} 位居民改期，已告诉居民；没改的仍在名单上。", "ok")
    elif left:
        flash(f"{len(left)} 个已约好的都保留着。", "wait")
    return done(f"改了 {count} 个时间的名额。" if count else "没有改动。", "appointments_of_week", **shown)


def _asked(asked: Any) -> tuple[Service, Point]:
    services = Service.offered()
    service = next((row for row in services if row.slug == asked.get("service")), None)
    service = service or (services[0] if services else abort(404))
    return service, next((one for one in service.points if one.slug == asked.get("point")), service.points[0])


def _monday(text: str) -> date:
    day = day_in(text)
    return day - timedelta(days=day.weekday())


def _slots_in(form: Any) -> list[tuple[str, tuple[date, time]]]:
    """The fields that are named by a moment, such as 2026-12-02T09:00."""
    found = []
    for name in form:
        try:
            moment = datetime.fromisoformat(name)
        except ValueError:
            continue
        found.append((name, (moment.date(), moment.time())))
    return found


def _seats(text: str) -> int:
    if not text:
        return 0
    if not (text.isdecimal() and text.isascii() and int(text) <= MOST_SEATS):
        raise Refusal(f"名额请写 0 到 {MOST_SEATS} 的数字；0 就是这个时间不开放。")
    return int(text)
