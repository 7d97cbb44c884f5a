"""One push of the platform and what was answered: deduplication, trace and transcript in one row."""

import enum
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypedDict, cast

from sqlalchemy import ForeignKey, String, Table, exists, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, Secret, change, connection, db

FOLLOWS = timedelta(minutes=10)


class Outcome(enum.StrEnum):
    """How the handling of a message ended."""

    ANSWERED = "answered"
    SILENT = "silent"
    LATE = "late"
    FAILED = "failed"


class Pushed(TypedDict):
    """What was pushed; `key` is a digest."""

    key: str
    kind: str
    words: str | None
    received_at: datetime


class Trace(TypedDict):
    """What became of a push; names and counts beside the reply, no content."""

    resident_id: int | None
    reply: str | None
    outcome: Outcome
    handler: str
    state_before: str
    state_after: str
    milliseconds: int
    queued_count: int
    topic: str
    entry: str


class Message(Model):
    """A push is handled once: its key is unique, and a repeat gets the stored reply."""

    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    words: Mapped[str | None] = mapped_column(Secret("message.words"))
    reply: Mapped[str | None] = mapped_column(Secret("message.reply"))
    outcome: Mapped[Outcome]
    handler: Mapped[str] = mapped_column(String(64), default="")
    state_before: Mapped[str] = mapped_column(String(64), default="")
    state_after: Mapped[str] = mapped_column(String(64), default="")
    milliseconds: Mapped[int] = mapped_column(default=0)
    queued_count: Mapped[int] = mapped_column(default=0)
    topic: Mapped[str] = mapped_column(String(8), default="")
    entry: Mapped[str] = mapped_column(String(64), default="")
    received_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    @staticmethod
    def store(push: "Pushed", told: "Trace") -> None:
        """Write a push and what became of it, in one statement."""
        connection().execute(STORING, {**push, **told})

    @classmethod
    def is_stored(cls, key: str) -> bool:
        """Whether a push with this digest was handled before."""
        return db.session.scalar(select(exists().where(cls.key == key))) is True

    @classmethod
    def answered_before(cls, key: str) -> "Message":
        """The row of a push that came again, by its digest."""
        return db.session.scalars(select(cls).where(cls.key == key)).one()

    @classmethod
    def topic_before(cls, resident_id: int) -> str:
        """The topic that this resident was last told about within ten minutes, such as T7; empty for none."""
        since = clock.now() - FOLLOWS
        told = select(cls.topic).where(
            cls.resident_id == resident_id, cls.received_at > since, cls.topic != ""
        )
        return db.session.scalar(told.order_by(cls.id.desc()).limit(1)) or ""

    @classmethod
    def answered_since(cls, moment: datetime) -> dict[str, int]:
        """How often each policy entry answered since a moment, by short name."""
        told = select(cls.entry, func.count()).where(cls.received_at >= moment, cls.entry != "")
        return {slug: int(count) for slug, count in db.session.execute(told.group_by(cls.entry))}

    @staticmethod
    def digest(key: str) -> str:
        """The stored form of a push's key: no openid lies in it."""
        return sha256(key.encode()).hexdigest()

    @classmethod
    def transcript(cls, resident_id: int, since: datetime, limit: int = 100) -> list["Message"]:
        """What was said since a moment, oldest first."""
        mine = select(cls).where(cls.resident_id == resident_id, cls.received_at >= since)
        return list(reversed(db.session.scalars(mine.order_by(cls.id.desc()).limit(limit)).all()))

    @classmethod
    def latest(cls, resident_id: int, limit: int = 50) -> list["Message"]:
        """The newest messages of a resident, oldest first."""
        mine = select(cls).where(cls.resident_id == resident_id).order_by(cls.id.desc())
        return list(reversed(db.session.scalars(mine.limit(limit)).all()))

    @classmethod
    def erase_words(cls, resident_id: int) -> None:
        """Drop what a resident said and was told; the trace without content stays."""
        mine = update(cls).where(cls.resident_id == resident_id).values(words=None, reply=None, topic="")
        db.session.execute(mine)

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop the content of messages older than a moment; how many."""
        old = (cls.received_at < before) & or_(cls.words.is_not(None), cls.reply.is_not(None))
        return change(update(cls).where(old).values(words=None, reply=None, topic=""))

    @classmethod
    def failed_since(cls, moment: datetime, limit: int = 50) -> list["Message"]:
        """Messages whose handler broke after a moment, newest first."""
        broken = select(cls).where(cls.outcome == Outcome.FAILED, cls.received_at >= moment)
        return list(db.session.scalars(broken.order_by(cls.id.desc()).limit(limit)))

    @classmethod
    def failed(cls, limit: int = 50) -> list["Message"]:
        """Messages whose handler broke, newest first."""
        rows = select(cls).where(cls.outcome == Outcome.FAILED).order_by(cls.id.desc())
        return list(db.session.scalars(rows.limit(limit)))


# The hot path speaks to the table, not to the unit of work, in a statement that is made once.
STORING = insert(cast(Table, Message.__table__)).inline()
SILENT: Trace = {
    "resident_id": None,
    "reply": None,
    "outcome": Outcome.SILENT,
    "handler": "",
    "state_before": "",
    "state_after": "",
    "milliseconds": 0,
    "queued_count": 0,
    "topic": "",
    "entry": "",
}
