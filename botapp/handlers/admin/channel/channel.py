"""通道: how the line to the platform stands, what it refused, what staff can do about it."""

from datetime import timedelta

from flask import render_template
from werkzeug.wrappers import Response

from botapp import clock
from botapp.db import db
from botapp.errors import Trouble
from botapp.handlers.admin import bp, done, find, me, needs
from botapp.handlers.admin.channel import advice, asking, health, phone
from botapp.lib.errcode import meaning
from botapp.models.audit import Audit
from botapp.models.channel import Incident, Tally, Trace, misses
from botapp.models.staff import Role
from botapp.wechat import usage

DAYS = 7


@bp.get("/channel")
@needs(Role.REVIEWER)
def channel() -> str:
    """The line as our own rows know it: the platform is not asked."""
    return _page()


@bp.get("/channel/allowance")
@needs(Role.REVIEWER)
def allowance() -> str:
    """The same with what the platform counts of today's calls."""
    return _page(used=_used())


@bp.get("/channel/rid/<rid>")
@needs(Role.REVIEWER)
def look_up(rid: str) -> str:
    """The same with what the platform knows about one refused call."""
    with asking():
        call = usage.look_up(rid)
    return _page(call=call, rid=rid)


@bp.post("/channel/incidents/<int:id_>/close")
@needs(Role.REVIEWER)
def close_incident(id_: int) -> Response:
    """Somebody has mended it; the interface is used again at once."""
    row = find(Incident, id_)
    row.close(me())
    Audit.record(me(), "close", "incident", row.id, endpoint=row.endpoint, code=row.code)
    return done("已处理。停用的接口马上恢复使用。", "channel")


def _page(**more: object) -> str:
    shown, since = health.signs(), clock.today() - timedelta(days=DAYS - 1)
    late = misses(DAYS)
    return render_template(
        "admin/channel/channel.html",
        headline=health.headline(shown),
        signs=shown,
        incidents=Incident.open(),
        account=Incident.about("account", 5),
        late=late,
        most=max(late.values()),
        refused=_refused(Tally.since(since, "refused:")),
        traces=Trace.latest(),
        called=advice.called,
        advice=advice.advice,
        days=DAYS,
        **phone.state(),
        **more,
    )


def _refused(counts: dict[str, int]) -> list[tuple[str, str, int]]:
    """(code, words, count) of each reason, the most frequent first."""
    return [(code, _words(code), count) for code, count in counts.items()]


def _words(code: str) -> str:
    return meaning(int(code)).words if code.removeprefix("-").isdecimal() else code


def _used() -> list[tuple[str, usage.Allowance | None, str]]:
    """(interface, allowance, why not) of each; a line that is broken is not tried again and again."""
    db.session.rollback()  # nobody waits for our rows while the platform is asked
    rows: list[tuple[str, usage.Allowance | None, str]] = []
    for endpoint in advice.COUNTED:
        try:
            rows.append((endpoint, usage.allowance(endpoint), ""))
        except Trouble as trouble:
            rows.append((endpoint, None, trouble.told))
            if not trouble.code:
                break
    return rows
