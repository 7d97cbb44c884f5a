"""开启通知: a resident's yes to subscription messages, given to WeChat itself; we only learn the answer.

developers.weixin.qq.com, doc/service/guide/h5/opentag (wx-open-subscribe). What was accepted comes as an
event of the platform; what the page hears from the phone is shown and not counted.
"""

from dataclasses import dataclass

from flask import Response, current_app, make_response, render_template, request

from botapp import log, wechat, words
from botapp.errors import Trouble
from botapp.handlers.h5 import bp, current
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from botapp.wechat import jsapi

SDK = "https://res.wx.qq.com"
# The tag draws itself with styles of its own; no other page of ours lets foreign scripts or such styles in.
POLICY = (
    f"default-src 'none'; script-src 'self' {SDK}; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' data: {SDK}; connect-src 'self' {SDK}; frame-src {SDK}; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
TITLES = {"appointment": "预约确认、改动和提醒"}
OTHER = "办事进度和提醒"


@dataclass(frozen=True, slots=True)
class Offer:
    """One kind of notice: the platform's id, what it is about, and how it stands."""

    id: str
    title: str
    left: int
    long_term: bool
    refused: bool


@bp.get("/notify")
def notify() -> Response:
    """What may be subscribed to, with the button that asks WeChat's own question."""
    resident = current()
    is_simulated = bool(current_app.config["SIMULATOR"])
    page = render_template(
        "h5/notify.html",
        offers=_offers(resident),
        is_simulated=is_simulated,
        signature={} if is_simulated else _signature(),
        sdk=SDK,
        muted=resident.muted_at is not None,
    )
    response = make_response(page)
    if not is_simulated:
        response.headers["Content-Security-Policy"] = POLICY
    return response


def _offers(resident: Resident) -> list[Offer]:
    offered = (
        (name, template)
        for name, template in wechat.templates().items()
        if template.via == wechat.SUBSCRIPTION
    )
    held = {row.template: row for row in Subscription.of(resident)}
    return [_offer(name, template, held.get(template.id)) for name, template in offered]


def _offer(name: str, template: wechat.Template, held: Subscription | None) -> Offer:
    left = held.balance if held else 0
    is_open = bool(held and held.long_term)
    refused = bool(held and held.refused_at and not left and not is_open)
    return Offer(template.id, TITLES.get(name, OTHER), left, is_open, refused)


def _signature() -> dict[str, str | int]:
    """What the page tells WeChat's script about itself; empty when the platform is out of reach."""
    if not wechat.current().app_id:
        return {}
    asked = request.full_path.rstrip("?")
    try:
        return jsapi.signature(words.link(asked))
    except Trouble as trouble:
        log.get().warning("the page cannot be signed", code=trouble.code, rid=trouble.rid)
        return {}
