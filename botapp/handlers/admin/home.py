"""工作台: what is due, what is late, what went wrong; and the pulse that open pages listen to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response as Page
from flask import jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.handlers.admin import bp, inside
from botapp.handlers.admin.menu import waiting
from botapp.handlers.admin.words import Promise, promise
from botapp.models import appointment, card, helpdesk, need
from botapp.models.appointment import Appointment
from botapp.models.card import Application
from botapp.models.helpdesk import Conversation
from botapp.models.message import Message
from botapp.models.need import Need
from botapp.models.outbox import Outbox
from botapp.models.policy import Policy
from botapp.models.safety import Alert
from botapp.models.version import Version

THEMES = {"light": "浅色", "dark": "深色", "auto": "跟随系统"}
REMEMBERED_SECONDS = 365 * 24 * 3600
FRESH_FAILURES = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """One case that waits for staff, with the moment until which they promised to act."""

    kind: str
    title: str
    address: str
    by: datetime

    @property
    def promise(self) -> Promise:
        """How the promise stands now."""
        return promise(self.by)

    @property
    def is_today(self) -> bool:
        """Whether it falls due today, and is not late yet."""
        return not self.promise.late and clock.day_of(self.by) == clock.today()


@bp.get("/")
def home() -> str:
    """What waits for somebody, the soonest promise first."""
    alerts = Alert.open()
    cases = sorted(_applications() + _needs() + _conversations() + _requests(), key=lambda due: due.by)
    return render_template(
        "admin/home.html",
        alerts=alerts,
        newest_shown=Alert.alarm(),
        late=[due for due in cases if due.promise.late],
        today=[due for due in cases if due.is_today],
        later=[due for due in cases if not due.promise.late and not due.is_today],
        stale=[row for row in Policy.due_for_review(clock.today()) if row.review_due < clock.today()],
        submitted_count=Version.submitted_count(),
        expected=Appointment.on(clock.today()),
        broken=Message.failed_since(clock.now() - FRESH_FAILURES),
        troubled=Outbox.troubled(),
    )


@bp.get("/pulse")
def pulse() -> Page:
    """Counts for the menu and the alarm of unseen P0 alerts (0 for none), polled by open pages."""
    counts = waiting()
    return jsonify(counts=counts, total=sum(counts.values()), urgent=Alert.alarm())


@bp.post("/theme")
def theme() -> Response:
    """Remember light, dark or the system's choice in this browser."""
    wanted = request.form.get("theme", "auto")
    answer = make_response(redirect(inside(request.form.get("back", "")) or url_for("admin.home")))
    answer.set_cookie(
        "theme",
        wanted if wanted in THEMES else "auto",
        max_age=REMEMBERED_SECONDS,
        path="/admin",
        samesite="Lax",
        httponly=True,
    )
    return answer


@bp.context_processor
def _offer_theme() -> dict[str, object]:
    chosen = request.cookies.get("theme", "auto")
    return {"theme": chosen if chosen in THEMES else "auto", "themes": THEMES}


def _applications() -> list[Due]:
    return [
        Due("服务证申请", row.number, url_for("admin.application", id_=row.id), row.promised_at)
        for row in Application.queue(card.Status.SUBMITTED)
    ]


def _needs() -> list[Due]:
    return [
        Due("需求", row.number, url_for("admin.need", id_=row.id), row.promised_at)
        for status in need.OPEN
        for row in Need.queue(status)
    ]


def _conversations() -> list[Due]:
    return [
        Due("会话", f"第 {row.id} 号会话", url_for("admin.conversation", id_=row.id), row.promised_at)
        for row in Conversation.open()
        if row.status is helpdesk.Status.WAITING
    ]


def _requests() -> list[Due]:
    return [
        Due("预约待确认", f"{row.number} {row.service.name}", url_for("admin.appointments"), row.starts_at)
        for row in Appointment.waiting()
        if row.status is appointment.Status.REQUESTED
    ]
