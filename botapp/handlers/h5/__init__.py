"""Residents' pages in WeChat's browser, opened by a pass that the bot hands out."""

from flask import Blueprint, session

from botapp.db import db
from botapp.errors import Refusal
from botapp.handlers.page import door
from botapp.models.resident import Resident

bp = Blueprint("h5", __name__, url_prefix="/h5")
door(bp, "h5/refused.html")
EXPIRED = "链接过期了。请回到公众号，再要一次。"


def enter(text: str) -> Resident:
    """The resident behind a pass, remembered for this browser session. Raises `Refusal` for a bad one."""
    resident = Resident.by_pass(text)
    if resident is None:
        raise Refusal(EXPIRED)
    session["resident"] = resident.id
    return resident


def current() -> Resident:
    """The resident of this browser session. Raises `Refusal` when there is none."""
    resident = db.session.get(Resident, session.get("resident", 0))
    if resident is None or resident.openid is None:
        raise Refusal(EXPIRED)
    return resident
