"""说法: the plainer words that a language model proposes for a draft, and what became of them."""

from sqlalchemy import select

from botapp.db import db
from botapp.errors import Refusal
from botapp.models.staff import Staff
from botapp.models.version import Status, Version

ASKED = "已请模型改写，几秒到一分钟后刷新"


def ask(row: Version) -> None:
    """Have a draft's text said in plainer words. Raises `Refusal` for what is no draft or has no text."""
    if row.status is not Status.DRAFT or not row.facts["text"].strip():
        raise Refusal("草稿里有正文，才能请模型改写。")
    row.wording, row.wording_note = "", ASKED


def asked_for() -> list[int]:
    """The drafts whose words are still to come."""
    waiting = select(Version.id).where(Version.wording_note == ASKED, Version.status == Status.DRAFT)
    return list(db.session.scalars(waiting))


def propose(row: Version, wording: str, note: str) -> None:
    """Keep what came back, or why it may not be used; a draft that was asked for no more keeps nothing."""
    if row.wording_note == ASKED:
        row.wording, row.wording_note = wording, note[:200]


def take(row: Version, by: Staff) -> None:
    """Use the proposed words, marked as a model's. Raises `Refusal` when there are none."""
    if not row.wording:
        raise Refusal("没有可以用的说法。")
    row.edit(by, {"text": row.wording, "generated": "yes"})
    row.wording = row.wording_note = ""
