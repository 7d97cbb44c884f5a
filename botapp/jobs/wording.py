"""说法: ask the language model for plainer words, and keep only what adds nothing."""

from botapp import phrasing
from botapp.db import db
from botapp.jobs import door
from botapp.lib.faithful import added
from botapp.models import wording
from botapp.models.version import Version

GOOD = "可以用，请先读一遍"
REFUSED = "没有采用："


def fetch(id_: int) -> None:
    """One draft, one question; the network is asked between two transactions."""
    with door():
        row = db.session.get(Version, id_)
        approved = row.facts["text"] if row and row.wording_note == wording.ASKED else ""
    if not approved:
        return
    words, note = _asked(approved)
    with door():
        wording.propose(db.session.get_one(Version, id_), words, note)


def _asked(approved: str) -> tuple[str, str]:
    """The words and a note for staff; no words when they may not be used."""
    try:
        words = phrasing.plainer(approved)
    except phrasing.Unavailable as error:
        return "", f"{REFUSED}{error}"
    reasons = added(words, approved)
    return ("", REFUSED + "；".join(reasons)) if reasons else (words, GOOD)
