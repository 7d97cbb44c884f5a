"""核验: whether a service card is valid, for anyone, without a login."""

import re
from unicodedata import normalize

from flask import Response, current_app, jsonify, render_template, request

from botapp import queue, words
from botapp.db import begin_writing
from botapp.handlers.public import bp
from botapp.lib.code import Forged, UnknownKey, from_text, parse_card_keys, public_keys, verify
from botapp.models.card import Card, State

TRIES, SECONDS = 30, 60
LONGEST = 1000
NUMBER = re.compile(r"FW-?([0-9]{4})-?([0-9]{6,9})", re.IGNORECASE)
RESULTS = {
    State.VALID: ("valid", "有效", "这张服务证有效。"),
    State.EXPIRED: ("expired", "已过期", "这张服务证过了有效期，持证人可以续办。"),
    State.REVOKED: ("revoked", "已撤销", "这张服务证已撤销。"),
}
UNKNOWN = ("unknown", "无法确认", "没有查到这张证，或持证人关闭了公开核验。不能据此认为证是假的。")
FORGED = ("forged", "不是本镇签发", "二维码内容不是本镇签发的，或者已经损坏。")
EMPTY = ("empty", "没有收到内容", "请填证上印的证号，或粘贴扫码得到的链接。")
BUSY = ("busy", "请稍后再试", "查得太频繁了，请过一分钟再查。")


@bp.get("/verify/")
def verify_page() -> str:
    """The page that a QR opens; the code stays in the fragment, which no server sees."""
    return render_template("public/verify.html", result=None)


@bp.post("/verify/")
def verify_form() -> tuple[str, int]:
    """The same check without JavaScript: by the number on the card or the pasted link."""
    typed = request.form.get("code", "")[:LONGEST].strip()
    result = check(typed.rpartition("#")[2])
    return render_template("public/verify.html", result=result, typed=typed), _status(result)


@bp.post("/verify/check")
def verify_code() -> tuple[Response, int]:
    """The result for a code read from the fragment, as JSON."""
    body = request.get_json(silent=True)
    result = check(str(body.get("code", ""))[:LONGEST] if isinstance(body, dict) else "")
    return jsonify(result), _status(result)


def check(code: str) -> dict[str, str]:
    """State, words and the masked facts of a card; nothing that is not on its face."""
    if not queue.count_within(f"verify:{request.remote_addr}", TRIES, SECONDS):
        return _told(*BUSY)
    if not code.strip():
        return _told(*EMPTY)
    try:
        number, signed = _number(code)
    except UnknownKey:
        return _told(*UNKNOWN)
    except Forged:
        return _told(*FORGED)
    return _look_up(number, signed=signed)


def _number(code: str) -> tuple[str, bool]:
    """The card's number, and whether a signed code said it. Raises `Forged` or `UnknownKey`."""
    typed = NUMBER.fullmatch(normalize("NFKC", code).strip())
    if typed:
        return f"FW-{typed[1]}-{typed[2]}", False
    keys = public_keys(parse_card_keys(current_app.config["CARD_KEYS"]))
    return verify(from_text(code), keys).number, True


def _look_up(number: str, *, signed: bool) -> dict[str, str]:
    """Numbers can be guessed one after the other: the name is told only to who holds the card's code."""
    begin_writing()
    card = Card.numbered(number)
    if card is None or not card.public_check:
        return _told(*UNKNOWN)
    card.scanned()
    name = {"name": card.masked_name} if signed else {}
    return _told(*RESULTS[card.state]) | _face(card) | name


def _face(card: Card) -> dict[str, str]:
    ends = card.expires_on.isoformat()
    return {
        "number": card.number,
        "township": current_app.config["TOWN_NAME"],
        "expires_on": ends,
        "until": words.day(ends),
    }


def _told(state: str, title: str, words: str) -> dict[str, str]:
    return {"state": state, "title": title, "words": words}


def _status(result: dict[str, str]) -> int:
    return 429 if result["state"] == BUSY[0] else 200
