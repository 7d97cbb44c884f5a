"""发件箱: everything that leaves for a resident is a row first; every ending has a name and a reason."""

import enum
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, String, event, func, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column, relationship

from botapp import clock, queue
from botapp.db import Model, SecretFacts, db
from botapp.errors import Refusal
from botapp.models.resident import Resident

LEASE = timedelta(minutes=2)
REPEATABLE = timedelta(minutes=8)
BACK_OFF = (10, 30, 120, 600, 1800)
FRESH = "fresh outbox rows"


class Status(enum.StrEnum):
    """Where a letter stands."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    WAITING = "waiting"
    UNREACHABLE = "unreachable"
    DEAD = "dead"
    DROPPED = "dropped"
    UNKNOWN = "unknown"


TROUBLED = (Status.DEAD, Status.UNKNOWN, Status.UNREACHABLE)


class Outbox(Model):
    """One message to one resident: a kind and facts; templates turn them into words when it leaves."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))
    facts: Mapped[dict[str, Any]] = mapped_column(SecretFacts("outbox.facts"))
    status: Mapped[Status] = mapped_column(default=Status.PLANNED)
    reason: Mapped[str] = mapped_column(String(200), default="")
    channel: Mapped[str] = mapped_column(String(16), default="")
    urgent: Mapped[bool] = mapped_column(default=False)
    msgid: Mapped[str | None] = mapped_column(String(64), index=True)
    rid: Mapped[str] = mapped_column(String(64), default="")
    called_at: Mapped[datetime | None]
    called_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    first_sending_at: Mapped[datetime | None]
    sending_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)

    resident: Mapped[Resident] = relationship()

    @classmethod
    def write(cls, resident: Resident, kind: str, **facts: Any) -> "Outbox":
        """Plan a message in the running transaction."""
        letter = cls(resident_id=resident.id, kind=kind, facts=facts)
        db.session.add(letter)
        db.session.flush()
        return letter

    @staticmethod
    def fresh_count() -> int:
        """How many rows the running transaction has written."""
        return len(db.session.info.get(FRESH, []))

    @staticmethod
    def take_fresh() -> list[int]:
        """After a commit: the ids of the rows that it wrote."""
        fresh: list[int] = db.session.info.pop(FRESH, [])
        return fresh

    @classmethod
    def hand_over(cls) -> None:
        """After a commit: give the new rows' ids to the workers at once; the clock finds what is missed."""
        for id_ in cls.take_fresh():
            queue.enqueue("botapp.jobs.outbox.send", id_)

    @staticmethod
    def forget_fresh() -> None:
        """After a rollback: there is nothing to hand over."""
        db.session.info.pop(FRESH, None)

    @classmethod
    def due(cls, limit: int = 100) -> list[int]:
        """Ids of rows that should leave now, and of those whose sender died in the middle."""
        planned = (cls.status == Status.PLANNED) & (cls.due_at <= clock.now())
        stranded = (cls.status == Status.SENDING) & (cls.sending_at < clock.now() - LEASE)
        rows = select(cls.id).where(or_(planned, stranded)).order_by(cls.due_at).limit(limit)
        return list(db.session.scalars(rows))

    @classmethod
    def claim(cls, id_: int) -> "Outbox | None":
        """Take one row for sending: one worker at a time, its attempt counted before anything leaves."""
        now = clock.now()
        planned = (cls.status == Status.PLANNED) & (cls.due_at <= now)
        stranded = (cls.status == Status.SENDING) & (cls.sending_at < now - LEASE)
        claim = (
            update(cls)
            .where(cls.id == id_, or_(planned, stranded))
            .values(status=Status.SENDING, sending_at=now, attempts=cls.attempts + 1)
            .returning(cls.id)
            .execution_options(synchronize_session=False)
        )
        taken = db.session.scalar(claim)
        return db.session.get_one(cls, id_, populate_existing=True) if taken else None

    @classmethod
    def waiting_for(cls, resident: Resident) -> list["Outbox"]:
        """Messages that found no way out and are shown at the next contact."""
        if resident.lacks(cls):
            return []
        mine = select(cls).where(cls.resident_id == resident.id, cls.status == Status.WAITING)
        return list(db.session.scalars(mine.order_by(cls.id).limit(5)))

    @classmethod
    def sent_as(cls, msgid: str) -> "Outbox | None":
        """The row behind the platform's message id."""
        return db.session.scalar(select(cls).where(cls.msgid == msgid))

    @classmethod
    def drop_all_for(cls, resident: Resident, reason: str) -> None:
        """Stop everything that has not left yet."""
        unsent = (Status.PLANNED, Status.WAITING)
        mine = select(cls).where(cls.resident_id == resident.id, cls.status.in_(unsent))
        for letter in db.session.scalars(mine):
            letter.end(Status.DROPPED, reason)

    @classmethod
    def hold_all_for(cls, resident: Resident, reason: str) -> None:
        """退订: reminders end; results of the resident's own cases wait for the next contact."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status == Status.PLANNED)
        for letter in db.session.scalars(mine):
            letter.end(Status.DROPPED if letter.kind.endswith("_reminder") else Status.WAITING, reason)

    @classmethod
    def recent(cls, status: Status | None = None, limit: int = 100) -> list["Outbox"]:
        """Newest rows for staff, of one status or all."""
        rows = select(cls) if status is None else select(cls).where(cls.status == status)
        return list(db.session.scalars(rows.order_by(cls.id.desc()).limit(limit)))

    @classmethod
    def counts(cls) -> dict[Status, int]:
        """How many there are of each status."""
        rows = db.session.execute(select(cls.status, func.count(cls.id)).group_by(cls.status))
        return dict.fromkeys(Status, 0) | dict(rows.all())

    @classmethod
    def troubled(cls, limit: int = 50) -> list["Outbox"]:
        """Letters that did not arrive and that staff should look at, newest first."""
        rows = select(cls).where(cls.status.in_(TROUBLED)).order_by(cls.id.desc())
        return list(db.session.scalars(rows.limit(limit)))

    @classmethod
    def troubled_count(cls) -> int:
        """How many letters staff should look at."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.status.in_(TROUBLED))) or 0

    def end(self, status: Status, reason: str = "") -> None:
        """Give the row its ending (or its waiting place) and the reason in plain Chinese."""
        self.status, self.reason = status, reason[:200]

    def mark_sent(self, channel: str, msgid: str = "") -> None:
        """The platform accepted it."""
        self.end(Status.SENT)
        self.channel, self.msgid, self.sent_at = channel, msgid or None, clock.now()

    def try_later(self, reason: str, seconds: int | None = None) -> None:
        """Plan another attempt, later each time; after the last one the row is dead."""
        if self.attempts > len(BACK_OFF):
            return self.end(Status.DEAD, f"多次重试仍未成功：{reason}")
        wait = BACK_OFF[self.attempts - 1] if seconds is None else seconds
        self.end(Status.PLANNED, reason)
        self.due_at = clock.now() + timedelta(seconds=wait)
        return None

    def retry(self) -> None:
        """Staff ask for another attempt. Raises `Refusal` unless it failed."""
        if self.status not in TROUBLED:
            raise Refusal("只有没发出去的才能重新发送。")
        self.end(Status.PLANNED, "工作人员重新发送")
        self.attempts, self.due_at = 0, clock.now()
        self.channel, self.first_sending_at = "", None

    def hurry(self) -> None:
        """Staff say that it cannot wait for the morning. Raises `Refusal` unless it is still to be sent."""
        if self.status is not Status.PLANNED:
            raise Refusal("只有待发的才能改成马上发。")
        self.urgent, self.due_at = True, clock.now()

    @property
    def may_be_repeated(self) -> bool:
        """Whether the platform still recognises a repeat of this row (10 min, less a margin)."""
        return self.first_sending_at is None or clock.now() - self.first_sending_at < REPEATABLE


@event.listens_for(Outbox, "after_insert")
def _note(_mapper: Mapper[Outbox], connection: Connection, letter: Outbox) -> None:
    session = Session.object_session(letter)
    if session is not None:
        session.info.setdefault(FRESH, []).append(letter.id)
