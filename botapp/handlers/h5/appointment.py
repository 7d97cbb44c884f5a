"""约服务 as pages: choose a service, a day, a time; confirm what is kept; see, move, cancel."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import abort, redirect, render_template, request, url_for
from icalendar import Calendar, Event
from werkzeug.wrappers import Response

from botapp import clock
from botapp.db import begin_writing, db
from botapp.errors import Refusal
from botapp.forms.appointment import GIVERS
from botapp.handlers.h5 import bp, current
from botapp.lib.chinese import say_day, say_moment
from botapp.lib.slots import FreeTime, Slot, nearest
from botapp.models.appointment import Appointment, Status, check_limits, open_days, slots
from botapp.models.calendar import is_workday
from botapp.models.companion import tell_of_change
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service
from botapp.models.survey import Survey

HOLD = timedelta(minutes=10)
TEXT_VERSION = "2026-11"
NOON = time(12)
WEEKDAYS = "一二三四五六日"
PAST_SHOWN = 10
NEUTRAL = "镇服务中心的预约"  # whoever looks over a shoulder at a calendar learns nothing


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of the picker: what stands in it, and whether it can be chosen."""

    day: date
    weekday: str
    words: str
    can_choose: bool


@bp.get("/book")
def book() -> str:
    """Every service that can be booked, or a need to be written down instead."""
    current()
    return render_template("h5/book.html", services=Service.offered())


@bp.get("/book/<slug>")
def pick(slug: str) -> str:
    """Days and times of a service; `move` is the appointment that shall move there."""
    current()
    return _picker(_service(slug), request.args)


@bp.post("/book/<slug>")
def keep(slug: str) -> Response | tuple[str, int]:
    """Keep the seat for ten minutes; when somebody was faster, show the nearest times."""
    begin_writing()
    resident, service = current(), _service(slug)
    point, moving = _point(service, request.form), _moving(resident, request.form)
    starts_at = _moment(request.form)
    if starts_at is None:
        return _picker(service, request.form, said="请先选一个时间。"), 400
    try:
        if moving is None:
            check_limits(resident, service, clock.day_of(starts_at))
        wish = request.form.get("given_by", "")
        Appointment.hold(
            resident, service, point, starts_at, clock.now() + HOLD, wish if wish in GIVERS else ""
        )
    except Refusal as refusal:
        db.session.rollback()
        return _picker(service, request.form, said=str(refusal), wanted=starts_at), 409
    return redirect(url_for("h5.confirm", move=moving.id if moving else None))


@bp.get("/confirm")
def confirm() -> str | Response:
    """What is kept, until when, and the button that books it."""
    resident = current()
    held = Appointment.held_by(resident)
    if held is None:
        return redirect(url_for("h5.book"))
    return render_template(
        "h5/confirm.html",
        held=held,
        when=_say(held.starts_at),
        until=clock.local(held.held_until or clock.now()).strftime("%H:%M"),
        moving=_moving(resident, request.args),
        asks_reminder=Consent.may_be_asked(resident, Purpose.REMINDER)
        and not Consent.holds(resident, Purpose.REMINDER),
    )


@bp.post("/confirm")
def settle() -> Response:
    """Book it, or move the old appointment there."""
    begin_writing()
    resident = current()
    held = Appointment.held_by(resident)
    if held is None:
        raise Refusal("留给您的时间过了，没有约成。请重新选一个时间。")
    moving = _moving(resident, request.form)
    if moving is not None:
        moving.move(held.starts_at)
        tell_of_change(moving)
    else:
        Appointment.request(resident, held.service, held.point, held.starts_at)
    if request.form.get("remind") == "yes":
        Consent.record(resident, Purpose.REMINDER, Answer.AGREED, TEXT_VERSION)
    return redirect(url_for("h5.appointments", done="moved" if moving else "booked"))


@bp.get("/appointments")
def appointments() -> str:
    """What is to come, with what can be done about it, and what was."""
    resident = current()
    return render_template(
        "h5/appointments.html",
        coming=[(row, _say(row.starts_at)) for row in Appointment.upcoming(resident)],
        past=[(row, _say(row.starts_at)) for row in Appointment.past(resident, PAST_SHOWN)],
        ratable={case.id for case in Survey.open_to(resident) if case.about == "appointment"},
        done=request.args.get("done", ""),
        now=clock.now(),
        Status=Status,
    )


@bp.get("/appointments/<int:id_>/cancel")
def ask_to_cancel(id_: int) -> str:
    """Name what would be cancelled, and ask once."""
    row = _own(current(), id_)
    return render_template("h5/cancel.html", row=row, when=_say(row.starts_at))


@bp.post("/appointments/<int:id_>/cancel")
def cancel(id_: int) -> Response:
    """Give the seat back."""
    begin_writing()
    row = _own(current(), id_)
    row.cancel()
    tell_of_change(row)
    return redirect(url_for("h5.appointments", done="cancelled"))


@bp.get("/appointments/<int:id_>.ics")
def calendar_file(id_: int) -> Response:
    """The appointment for the phone's own calendar (RFC 5545), under a title that reveals nothing.

    The same UID and a growing SEQUENCE: a file that is opened again moves the entry instead of doubling it;
    that of a cancelled appointment takes the entry out again (RFC 5546, CANCEL).
    """
    row, is_over = _any(current(), id_)
    event = Event()
    event.add("uid", f"{row.number}@{request.host}")
    event.add("sequence", row.moved_count + is_over)
    event.add("dtstamp", clock.now())
    event.add("dtstart", row.starts_at)
    event.add("dtend", row.starts_at + timedelta(minutes=row.service.minutes))
    event.add("summary", NEUTRAL)
    event.add("description", f"编号 {row.number}。要改期或取消，请在公众号回复「我的预约」。")
    certain = "CONFIRMED" if row.status is Status.APPROVED else "TENTATIVE"
    event.add("status", "CANCELLED" if is_over else certain)
    calendar = Calendar()
    calendar.add("prodid", "-//世代服务//zh-CN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_over else "PUBLISH")
    calendar.add_component(event)
    return Response(
        calendar.to_ical(),
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{row.number}.ics"'},
    )


def _picker(
    service: Service, asked: Mapping[str, str], said: str = "", wanted: datetime | None = None
) -> str:
    point, moving = _point(service, asked), _moving(current(), asked)
    found = slots(service, point, open_days(service))
    free = [FreeTime(day, slot.starts) for day, slot in found if slot.free]
    day = _day(asked.get("day", "")) or (free[0].day if free else clock.today())
    times = [slot for at, slot in found if at == day]
    return render_template(
        "h5/slots.html",
        service=service,
        point=point,
        moving=moving,
        weeks=_weeks(found, clock.today() + timedelta(days=service.horizon_days)),
        day=day,
        day_words=say_day(day),
        halves=[
            ("上午", [slot for slot in times if slot.starts < NOON]),
            ("下午", [slot for slot in times if slot.starts >= NOON]),
        ],
        givers=GIVERS if {row.given_by for row in service.openings} >= set(GIVERS) else {},
        is_free=any(slot.free for slot in times),
        said=said,
        near=_nearest(free, wanted),
    )


def _nearest(free: list[FreeTime], wanted: datetime | None) -> list[tuple[FreeTime, str]]:
    near = nearest(free, clock.local(wanted)) if wanted else []
    return [(at, say_moment(at.day, at.starts)) for at in near]


def _weeks(found: list[tuple[date, Slot]], last: date) -> list[list[Cell]]:
    """Whole weeks from this Monday until the horizon."""
    free: dict[date, int] = {}
    for day, slot in found:
        free[day] = free.get(day, 0) + slot.free
    monday = clock.today() - timedelta(days=clock.today().weekday())
    weeks = range((last - monday).days // 7 + 1)
    return [[_cell(monday + timedelta(days=7 * week + n), free, last) for n in range(7)] for week in weeks]


def _cell(day: date, free: dict[date, int], last: date) -> Cell:
    weekday = f"周{WEEKDAYS[day.weekday()]}"
    if day in free:
        return Cell(day, weekday, f"余{free[day]}" if free[day] else "约满", bool(free[day]))
    is_open = clock.today() <= day <= last and is_workday(day)
    return Cell(day, weekday, "未开" if is_open else ("休" if not is_workday(day) else "—"), False)


def _service(slug: str) -> Service:
    service = Service.named(slug)
    return service if service in Service.offered() and service is not None else abort(404)


def _point(service: Service, asked: Mapping[str, str]) -> Point:
    points = service.points
    return next((point for point in points if point.slug == asked.get("point")), points[0])


def _moving(resident: Resident, asked: Mapping[str, str]) -> Appointment | None:
    text = asked.get("move") or ""
    return _own(resident, int(text)) if text.isdecimal() and text.isascii() else None


def _own(resident: Resident, id_: int) -> Appointment:
    mine = (row for row in Appointment.upcoming(resident) if row.id == id_)
    return next(mine, None) or abort(404)


def _any(resident: Resident, id_: int) -> tuple[Appointment, bool]:
    """One of the resident's own, and whether it will not take place."""
    rows = [*Appointment.upcoming(resident), *Appointment.past(resident, PAST_SHOWN)]
    row = next((row for row in rows if row.id == id_), None) or abort(404)
    return row, row.status in (Status.CANCELLED, Status.DECLINED)


def _moment(asked: Mapping[str, str]) -> datetime | None:
    """The radio that was chosen, such as 2026-12-02T09:00."""
    try:
        chosen = datetime.fromisoformat(asked.get("time", ""))
    except ValueError:
        return None
    return clock.at(chosen.date(), chosen.time())


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _say(moment: datetime) -> str:
    local = clock.local(moment)
    return say_moment(local.date(), local.time())
