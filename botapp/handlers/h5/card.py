"""服务证 as a page: its face, its QR, who checked it, and the switch for public verification."""

from flask import current_app, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from botapp import words
from botapp.errors import Refusal
from botapp.handlers.h5 import bp, current, enter
from botapp.lib import qr
from botapp.lib.code import Claims, parse_card_keys, sign, to_text
from botapp.models.card import Card

NO_CARD = "还没有服务证。"


@bp.get("/card")
def card() -> str | Response:
    """The card; a pass in the address is taken and removed from it."""
    if "pass" in request.args:
        enter(request.args["pass"])
        return redirect(url_for("h5.card", font=request.args.get("font")))
    mine = _mine()
    svg = Markup(qr.svg(words.link(f"/verify/#{code(mine)}"), "服务证核验二维码"))  # noqa: S704 - our own SVG
    return render_template("h5/card.html", card=mine, qr=svg, large=request.args.get("font") == "lg")


@bp.post("/card/public")
def switch() -> Response:
    """The holder allows or forbids that anyone checks the card."""
    mine = _mine()
    mine.public_check = request.form.get("public") == "yes"
    return redirect(url_for("h5.card"))


def code(card: Card) -> str:
    """The signed code of a card as text; the same card gives the same text."""
    claims = Claims(
        card.number, card.masked_name, current_app.config["TOWN_NAME"], card.issued_on, card.expires_on
    )
    return to_text(sign(claims, parse_card_keys(current_app.config["CARD_KEYS"])[0]))


def _mine() -> Card:
    mine = Card.of(current())
    if mine is None:
        raise Refusal(NO_CARD)
    return mine
