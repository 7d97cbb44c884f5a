"""转诊 for staff: write a slip, ask the resident, give the receiver a link, read what comes back."""

from typing import Any

from flask import abort, flash, render_template, request, session, url_for
from werkzeug.wrappers import Response

from botapp import words
from botapp.forms.referral import FEEDBACK, LABELS, PLAIN, REASONS, SLIP, URGENCIES, ReferralForm
from botapp.handlers.admin import bp, done, filled, find, here, me
from botapp.models.appointment import Appointment
from botapp.models.audit import Audit
from botapp.models.helpdesk import Conversation
from botapp.models.need import Need
from botapp.models.referral import Referral
from botapp.models.resident import Resident
from botapp.models.staff import Role

# Where staff meet a resident for whom a slip is written.
SUBJECTS: dict[str, type[Any]] = {"need": Need, "appointment": Appointment, "conversation": Conversation}


@bp.get("/referrals")
def referrals() -> str:
    """Slips that are under way, late ones first; or those that ended."""
    ended = request.args.get("folder") == "ended"
    return render_template(
        "admin/referral/queue.html", rows=Referral.queue(ended=ended), ended=ended, urgencies=URGENCIES
    )


@bp.get("/referrals/new/<subject>/<int:id_>")
def new_referral(subject: str, id_: int) -> str:
    """An empty slip for the resident of a case."""
    _resident(subject, id_)
    return render_template(
        "admin/referral/new.html",
        address=url_for("admin.write_referral", subject=subject, id_=id_),
        urgencies=URGENCIES,
        reasons=REASONS,
        labels=LABELS,
    )


@bp.post("/referrals/new/<subject>/<int:id_>")
def write_referral(subject: str, id_: int) -> Response:
    """Keep the slip; the resident is asked in a step of its own."""
    resident, facts = _resident(subject, id_), filled(ReferralForm)
    place, urgency = facts.pop("to_place"), facts.pop("urgency")
    row = Referral.write(me(), resident, urgency, place, facts)
    return done(f"已存 {row.number}。核对无误后请居民同意。", "referral", id_=row.id)


@bp.get("/referrals/<int:id_>")
def referral(id_: int) -> str:
    """One slip: what it says, what the resident sees, every step. Reading it is recorded."""
    row = find(Referral, id_)
    may_read = me().id == row.staff_id or me().role.covers(Role.REVIEWER)
    if may_read:
        Audit.record(me(), "read", "referral", id_, resident_id=row.resident_id)
    here(url_for("admin.referral", id_=id_))
    preview = words.of("referral_asked", {"number": row.number, "place": row.to_place, "state": ""})
    return render_template(
        "admin/referral/referral.html",
        row=row,
        may_read=may_read,
        slip=_lines(row.slip, (*PLAIN, *SLIP) if may_read else PLAIN),
        feedback=_lines(row.feedback or {}, FEEDBACK if may_read else ()),
        urgency=URGENCIES[row.urgency],
        preview=preview,
        link=session.pop(f"referral.{id_}", ""),
        steps=Audit.about("referral", id_),
    )


@bp.post("/referrals/<int:id_>/ask")
def ask_about_referral(id_: int) -> Response:
    """Ask the resident for the yes."""
    find(Referral, id_).ask(me())
    return done("已告诉居民，等居民同意。没同意以前对方什么都看不到。", "referral", id_=id_)


@bp.post("/referrals/<int:id_>/link")
def link_referral(id_: int) -> Response:
    """A link for the receiver, shown once."""
    text = find(Referral, id_).link(me())
    session[f"referral.{id_}"] = words.link(f"/public/referral/{text}")
    flash("链接只显示这一次，请当面或打电话给对方；重新生成后旧的就打不开。", "ok")
    return done("已生成链接。", "referral", id_=id_)


def _lines(facts: dict[str, Any], names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(LABELS[name], facts[name]) for name in names if facts.get(name)]


def _resident(subject: str, id_: int) -> Resident:
    row = find(SUBJECTS.get(subject) or abort(404), id_)
    resident: Resident = row.resident
    return resident
