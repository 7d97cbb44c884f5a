"""Residents' pages in WeChat's browser, opened by a pass that the bot hands out or by the silent login."""

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from botapp import clock
from botapp.db import db
from botapp.handlers.page import door, large_print
from botapp.models.resident import Resident

bp = Blueprint("h5", __name__, url_prefix="/h5")
door(bp, "h5/refused.html")
large_print(bp)
STAYS_OPEN = timedelta(minutes=30)
STALE = "页面放得太久，这一步没有办成。"


class Unknown(Exception):
    """Nobody has said who opened this page, or it was too long ago; `login` finds out or refuses."""


@bp.before_request
def take_pass() -> Response | None:
    """A pass in the address is taken and removed from it, whichever page it opens."""
    if "pass" not in request.args or request.method != "GET":
        return None
    enter(request.args["pass"])
    return redirect(url_for(str(request.endpoint), **request.view_args or {}, font=request.args.get("font")))


def enter(text: str) -> None:
    """Let the resident in whose pass this is. Raises `Unknown` when it is forged or too old."""
    resident = Resident.by_pass(text) if text.isascii() else None
    if resident is None:
        raise Unknown
    remember(resident)


def remember(resident: Resident) -> None:
    """Know this browser's resident for half an hour, by a signed cookie that scripts cannot read."""
    session["resident"], session["resident_until"] = resident.id, (clock.now() + STAYS_OPEN).timestamp()


def current() -> Resident:
    """The resident who opened this browser's pages. Raises `Unknown` when there is none, or no longer."""
    known = clock.now().timestamp() < session.get("resident_until", 0)
    resident = db.session.get(Resident, session["resident"]) if known else None
    if resident is None or resident.openid is None:
        raise Unknown
    return resident


@bp.errorhandler(CSRFError)
def refuse_stale(_error: CSRFError) -> tuple[str, int]:
    """A form that outlived its session, or was not ours."""
    return render_template("h5/refused.html", words=STALE), 400
