"""预约: requests to confirm, and the day's list with who came and who did not."""

from datetime import timedelta

from flask import abort, render_template, request
from werkzeug.wrappers import Response

from botapp import clock
from botapp.handlers.admin import bp, done, find, me, typed
from botapp.handlers.admin.appointment.week import day_in
from botapp.lib.identity import mask_phone
from botapp.models.appointment import Appointment, Status
from botapp.models.calendar import CalendarDay, is_workday
from botapp.models.companion import tell_of_change
from botapp.models.waitlist import Wait

DECLINES = (
    "当天医生不在",
    "这个时间已经排满",
    "请先带材料来窗口预审",
    "这项服务请到镇卫生院办理",
    "其他原因",
)
CANCELS = ("当天停诊", "设备检修", "天气原因暂停服务", "其他原因")


@bp.get("/appointments")
def appointments() -> str:
    """Requests for staff to decide, soonest first."""
    return render_template(
        "admin/appointment/queue.html",
        rows=Appointment.waiting(),
        waits=Wait.open(),
        declines=DECLINES,
        mask_phone=mask_phone,
    )


@bp.get("/appointments/day")
def appointments_of_day() -> str:
    """Everyone expected on a day, by time; fit for paper."""
    day = day_in(request.args.get("on", ""))
    return render_template(
        "admin/appointment/day.html",
        day=day,
        today=clock.today(),
        before=day - timedelta(days=1),
        after=day + timedelta(days=1),
        rows=Appointment.on(day),
        waiting_count=Appointment.waiting_count(),
        closed=not is_workday(day),
        holiday=CalendarDay.between(day, day).get(day),
        cancels=CANCELS,
        now=clock.now(),
        mask_phone=mask_phone,
        Status=Status,
    )


@bp.post("/appointments/<int:id_>/approve")
def approve_appointment(id_: int) -> Response:
    """Confirm a request; the resident is told and reminded."""
    row = find(Appointment, id_)
    row.approve(me())
    return done(f"已确认 {row.number}，已告诉居民。", "appointments")


@bp.post("/appointments/<int:id_>/decline")
def decline_appointment(id_: int) -> Response:
    """Say that it cannot be arranged, and why; the seat is free again."""
    row = find(Appointment, id_)
    row.decline(me(), _reason(DECLINES))
    tell_of_change(row)
    return done(f"{row.number} 未能安排，已告诉居民原因，名额已放出。", "appointments")


@bp.post("/appointments/<int:id_>/cancel")
def cancel_appointment(id_: int) -> Response:
    """Cancel what was confirmed, and say why."""
    row = find(Appointment, id_)
    row.cancel_by(me(), _reason(CANCELS))
    tell_of_change(row)
    return done(f"已取消 {row.number}，已告诉居民原因。", "appointments_of_day", on=row.day.isoformat())


@bp.post("/appointments/<int:id_>/mark")
def mark_appointment(id_: int) -> Response:
    """Note who came and who did not."""
    row = find(Appointment, id_)
    outcome = typed("outcome")
    row.mark(me(), Status(outcome) if outcome in list(Status) else abort(400))
    words = f"{row.number} 记为「{row.status.word}」。"
    return done(words, "appointments_of_day", on=row.day.isoformat())


@bp.post("/appointments/waits/<int:id_>/first")
def put_wait_first(id_: int) -> Response:
    """Let somebody who cannot wait be asked before the others, or take that back."""
    row = find(Wait, id_)
    row.put_first(me(), not row.is_urgent)
    return done("已排到最前。" if row.is_urgent else "已按先后排。", "appointments")


def _reason(known: tuple[str, ...]) -> str:
    chosen = typed("reason") if typed("reason") in known[:-1] else ""
    return "。".join(filter(None, [chosen, typed("more")]))
