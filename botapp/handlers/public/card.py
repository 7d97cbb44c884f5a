"""核验: whether a service card is valid, for anyone, without a login."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Response, current_app, jsonify, render_template, request

from botapp import queue
from botapp.db import begin_writing
from botapp.handlers.public import bp
from botapp.lib.code import Forged, UnknownKey, from_text, parse_card_keys, public_keys, verify
from botapp.models.card import Card, State

TRIES, MINUTE = 30, 60
NO_GATE = "自愿办理，任何单位不得因无此证拒绝服务、租房、用工"
RESULTS = {
    State.VALID: ("valid", "有效", "这张服务证有效。"),
    State.EXPIRED: ("expired", "已过期", "这张服务证过了有效期，持证人可以续办。"),
    State.REVOKED: ("revoked", "已撤销", "这张服务证已撤销。"),
}
UNKNOWN = ("unknown", "无法确认", "没有查到这张证，或持证人关闭了公开核验。不能据此认为证是假的。")
FORGED = ("forged", "不是本镇签发", "二维码内容不是本镇签发的，或者已经损坏。")


@bp.get("/verify/")
def verify_page() -> str:
    """The page that a QR opens; the code stays in the fragment, which no server sees."""
    return render_template("public/verify.html", result=None, no_gate=NO_GATE)


@bp.post("/verify/")
def verify_form() -> tuple[str, int]:
    """The same check without JavaScript: by the number on the card or the pasted link."""
    typed = request.form.get("code", "").strip()
    result = check(typed.rpartition("#")[2])
    return render_template("public/verify.html", result=result, no_gate=NO_GATE, typed=typed), 200


@bp.post("/verify/check")
def verify_code() -> tuple[Response, int]:
    """The result for a code read from the fragment, as JSON."""
    body = request.get_json(silent=True) or {}
    return jsonify(check(str(body.get("code", ""))[:600])), 200


def check(code: str) -> dict[str, str]:
    """State, words and the masked facts of a card; nothing that is not on its face."""
    if not queue.count_within(f"verify:{request.remote_addr}", TRIES, MINUTE):
        return _told("busy", "请稍后再试", "查得太频繁了，请过一分钟再查。")
    begin_writing()
    number = code if code.upper().startswith("FW-") else ""
    try:
        number = number or verify(from_text(code), _keys()).number
    except UnknownKey:
        return _told(*UNKNOWN)
    except Forged:
        return _told(*FORGED)
    card = Card.numbered(number)
    if card is None or not card.public_check:
        return _told(*UNKNOWN)
    card.scanned()
    return _told(*RESULTS[card.state]) | _face(card)


def _face(card: Card) -> dict[str, str]:
    return {
        "number": card.number,
        "name": card.masked_name,
        "township": current_app.config["TOWN_NAME"],
        "expires_on": card.expires_on.isoformat(),
    }


def _told(state: str, title: str, words: str) -> dict[str, str]:
    return {"state": state, "title": title, "words": words}


def _keys() -> dict[bytes, Ed25519PublicKey]:
    return public_keys(parse_card_keys(current_app.config["CARD_KEYS"]))
