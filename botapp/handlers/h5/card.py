"""服务证 as a page: its face, its QR, who checked it, and the switch for public verification."""

from dataclasses import dataclass

from flask import current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from botapp import words
from botapp.db import begin_writing
from botapp.errors import Refusal
from botapp.handlers.h5 import bp, current
from botapp.lib import qr
from botapp.lib.code import Claims, parse_card_keys, sign, to_text
from botapp.models.card import Card, State

NO_CARD = "您还没有服务证。想办请回到公众号，回复「办服务证」；不办也不影响办事。"
RENEW = "还需要的话，在公众号回复「办服务证」续办；不需要不用理会，不影响您办其他事。"


@dataclass(frozen=True, slots=True)
class Look:
    """How a state is shown: colour, icon and word together, and what the holder can do about it."""

    colour: str
    icon: str
    word: str
    advice: str = ""


SOON = Look("soon", "clock", "即将到期", RENEW)
LOOKS = {
    State.VALID: Look("ok", "check", "有效"),
    State.EXPIRED: Look("hold", "clock", "已过期", RENEW),
    State.REVOKED: Look(
        "bad", "cross", "已撤销", "这张证已撤销。不同意可在公众号回复「人工」，或打 12345。不影响您办其他事。"
    ),
}


@bp.get("/card")
def card() -> str:
    """The card."""
    mine = _mine()
    look = SOON if mine.ends_soon else LOOKS[mine.state]
    return render_template("h5/card.html", card=mine, look=look, qr=_picture(mine))


@bp.post("/card/public")
def switch() -> Response:
    """The holder allows or forbids that anyone checks the card."""
    begin_writing()
    _mine().public_check = request.form.get("public") == "yes"
    return redirect(url_for("h5.card"))


def code(card: Card) -> str:
    """The signed code of a card as text; the same card gives the same text."""
    claims = Claims(
        card.number, card.masked_name, current_app.config["TOWN_NAME"], card.issued_on, card.expires_on
    )
    return to_text(sign(claims, parse_card_keys(current_app.config["CARD_KEYS"])[0]))


def _picture(card: Card) -> Markup | None:
    """The QR of a card that holds; one that has ended shows none."""
    if card.state is not State.VALID:
        return None
    address = words.link(f"/verify/#{code(card)}")
    return Markup(qr.svg(address, "服务证核验二维码"))  # noqa: S704 - our own SVG


def _mine() -> Card:
    mine = Card.of(current())
    if mine is None:
        raise Refusal(NO_CARD)
    return mine
