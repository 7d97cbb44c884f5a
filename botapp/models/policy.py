"""政策: entries that answers come from, each with its source, dates and confidence."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from time import monotonic
from typing import Any, cast

from sqlalchemy import JSON, String, Table, Text, event, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from botapp import words
from botapp.db import Model, connection, db
from botapp.lib.answer import Answerer
from botapp.lib.facts import plain, typed
from botapp.lib.knowledge import Entry, join

FRESH_SECONDS = 1.0
PAGES = "/public/policy/"  # where each entry has its page
SOON = timedelta(days=30)


class Policy(Model):
    """One published entry of the knowledge base."""

    __tablename__ = "policy"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    topic: Mapped[str] = mapped_column(String(8), index=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[str] = mapped_column(String(8))
    verified_on: Mapped[date]
    review_due: Mapped[date]
    source: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def put(cls, entry: Entry) -> None:
        """Publish an entry that is not there yet; one that staff may have changed is left alone."""
        if cls.named(entry.slug) is None:
            db.session.add(cls(**_as_columns(entry)))

    @classmethod
    def publish(cls, entry: Entry) -> int:
        """Answer from this entry from now on, in place of the one of its name; the number of its version."""
        row = cls.named(entry.slug)
        if row is None:
            row = cls(**_as_columns(entry))
            db.session.add(row)
        else:
            for name, value in _as_columns(entry).items():
                setattr(row, name, value)
            row.version += 1
        db.session.flush()
        return row.version

    @classmethod
    def entries(cls) -> list[Entry]:
        """Everything published, as the answering engine reads it."""
        return join(row.entry for row in db.session.scalars(select(cls).order_by(cls.id)))

    @classmethod
    def edition(cls) -> tuple[int, int]:
        """Changes whenever what is published changes."""
        count, versions = connection().execute(EDITION).one()
        return count, versions or 0

    @classmethod
    def all(cls) -> list["Policy"]:
        """Every entry by topic."""
        rows = db.session.scalars(select(cls)).all()
        return sorted(rows, key=lambda row: (int(row.topic.lstrip("T") or 0), row.id))

    @classmethod
    def due_for_review(cls, today: date) -> list["Policy"]:
        """Entries whose check is overdue or falls due within 30 days, the longest overdue first."""
        due = select(cls).where(cls.review_due <= today + SOON)
        return list(db.session.scalars(due.order_by(cls.review_due, cls.id)))

    @classmethod
    def named(cls, slug: str) -> "Policy | None":
        """The entry with this short name."""
        return db.session.scalar(select(cls).where(cls.slug == slug))

    @classmethod
    def engine(cls) -> Answerer:
        """The answering engine of this process, rebuilt within a second when what is published changes."""
        if monotonic() - _Shelf.looked_at > FRESH_SECONDS:
            _Shelf.look(cls.edition(), cls.entries)
        return _Shelf.engine

    @staticmethod
    def engine_at_hand() -> Answerer:
        """The engine that answered last, without a look at the database; it may be a second old."""
        return _Shelf.engine

    @property
    def entry(self) -> Entry:
        """The row as the answering engine reads it."""
        facts = {name: getattr(self, name) for name in COLUMNS}
        return Entry(**facts, **{name: typed(name, value) for name, value in self.source.items()})


class _Shelf:
    """The engine, the edition that it answers from, and when that edition was last compared."""

    edition: tuple[int, int] = (0, 0)
    engine: Answerer = Answerer([])
    looked_at = 0.0

    @classmethod
    def look(cls, edition: tuple[int, int], entries: Callable[[], list[Entry]]) -> None:
        """Answer from this edition."""
        if cls.edition != edition:
            cls.engine, cls.edition = Answerer(entries(), words.link(PAGES)), edition
        cls.looked_at = monotonic()


@event.listens_for(Policy, "after_insert")
@event.listens_for(Policy, "after_update")
@event.listens_for(Policy, "after_delete")
def _look_again(_mapper: Mapper[Policy], _connection: Connection, _row: Policy) -> None:
    """What this process publishes itself it answers from at once."""
    _Shelf.looked_at = 0.0


TABLE = cast(Table, Policy.__table__)  # the hot path speaks to the table, not to the unit of work
EDITION = select(func.count(TABLE.c.id), func.sum(TABLE.c.version))
COLUMNS = ("slug", "topic", "title", "text", "status", "confidence", "verified_on", "review_due")


def _as_columns(entry: Entry) -> dict[str, Any]:
    facts = asdict(entry)
    rest = {name: plain(value) for name, value in facts.items() if name not in COLUMNS}
    return {name: facts[name] for name in COLUMNS} | {"source": rest}
