"""居民: what is personal lies masked; who wants to see it says why, sees it for a minute, and is recorded."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request, session, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.errors import Refusal
from botapp.handlers.admin import bp, find, inside, me, typed
from botapp.models.appointment import Appointment
from botapp.models.audit import Audit
from botapp.models.card import Application
from botapp.models.need import Need
from botapp.models.outbox import Outbox
from botapp.models.picture import Picture
from botapp.models.question import Question
from botapp.models.safety import Alert
from botapp.models.staff import Role, Staff

SHOWN_SECONDS = 60
REASONS = ("核对申请材料", "联系居民本人", "窗口核验", "处理紧急事项", "核实投诉或更正")


@dataclass(frozen=True, slots=True)
class Veil:
    """What of one kind of row lies masked, and who may lift it."""

    table: type[Any]
    fields: frozenset[str]
    may: Callable[[Staff, Any], bool] = lambda staff, row: True


def reviewers_only(staff: Staff, row: Any) -> bool:
    """Whether this member of staff may see what only reviewers and managers may."""
    return staff.role.covers(Role.REVIEWER)


VEILS = {
    "application": Veil(Application, frozenset({"name", "phone", "address"})),
    "picture": Veil(Picture, frozenset({"content"})),
    "appointment": Veil(Appointment, frozenset({"phone"})),
    "question": Veil(Question, frozenset({"words"})),
    "need": Veil(Need, frozenset({"phone"})),
    "alert": Veil(Alert, frozenset({"words", "outcome"}), reviewers_only),
    "outbox": Veil(Outbox, frozenset({"words"}), reviewers_only),
    "call": Veil(Outbox, frozenset({"phone"}), lambda staff, row: row in Outbox.to_call()),
}


@bp.post("/reveal/<subject>/<int:id_>/<field>")
def reveal(subject: str, id_: int, field: str) -> Response:
    """Show one masked fact for 60 seconds; who, what and why go into the audit."""
    veil = VEILS.get(subject) or abort(404)
    row = find(veil.table, id_)
    if field not in veil.fields:
        abort(404)
    if not veil.may(me(), row):
        abort(403)
    reason = typed("reason")
    if reason not in REASONS:
        raise Refusal("请先选查看的原因。")
    Audit.record(me(), "reveal", subject, row.id, resident_id=row.resident_id, reason=reason, field=field)
    session["revealed"] = _running() | {_name(subject, id_, field): _moment() + SHOWN_SECONDS}
    return redirect((inside(request.form.get("back", "")) or url_for("admin.home")) + f"#{field}-{id_}")


def seconds_shown(subject: str, id_: int, field: str) -> int:
    """For how many seconds more a masked fact is open to this session; 0 when it is masked."""
    return max(0, round(_running().get(_name(subject, id_, field), 0) - _moment()))


@bp.context_processor
def _offer_veils() -> dict[str, object]:
    return {"seconds_shown": seconds_shown, "reveal_reasons": REASONS}


def _running() -> dict[str, float]:
    """What is open now; kept in the session by name only, never with its content."""
    return {name: until for name, until in session.get("revealed", {}).items() if until > _moment()}


def _name(subject: str, id_: int, field: str) -> str:
    return f"{subject}.{id_}.{field}"


def _moment() -> float:
    return clock.now().timestamp()
