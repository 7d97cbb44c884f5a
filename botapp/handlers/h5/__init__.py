"""Residents' pages in WeChat's browser, opened by a pass that the bot hands out."""

from datetime import timedelta

from flask import Blueprint, render_template, session
from flask_wtf.csrf import CSRFError

from botapp import clock
from botapp.db import db
from botapp.errors import Refusal
from botapp.handlers.page import door, large_print
from botapp.models.resident import Resident

bp = Blueprint("h5", __name__, url_prefix="/h5")
door(bp, "h5/refused.html")
large_print(bp)
STAYS_OPEN = timedelta(minutes=30)
EXPIRED = "链接过期了。请回到公众号，再要一次。"
STALE = "页面放得太久，这一步没有办成。"


def enter(text: str) -> Resident:
    """The resident behind a pass, remembered in this browser for half an hour. Raises `Refusal`."""
    resident = Resident.by_pass(text) if text.isascii() else None
    if resident is None:
        raise Refusal(EXPIRED)
    session["resident"], session["resident_until"] = resident.id, (clock.now() + STAYS_OPEN).timestamp()
    return resident


def current() -> Resident:
    """The resident who opened this browser's pages. Raises `Refusal` when there is none, or no longer."""
    known = clock.now().timestamp() < session.get("resident_until", 0)
    resident = db.session.get(Resident, session["resident"]) if known else None
    if resident is None or resident.openid is None:
        raise Refusal(EXPIRED)
    return resident


@bp.errorhandler(CSRFError)
def refuse_stale(_error: CSRFError) -> tuple[str, int]:
    """A form that outlived its session, or was not ours."""
    return render_template("h5/refused.html", words=STALE), 400
