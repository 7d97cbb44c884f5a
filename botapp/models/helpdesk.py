"""人工: a conversation between a resident and a member of staff."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, change, db
from botapp.errors import Refusal
from botapp.models.audit import Audit
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from botapp.models.staff import Staff

LONGEST_REPLY = 600
ERASED = "（已删除）"


class Status(enum.StrEnum):
    """Who holds the conversation."""

    WAITING = "waiting"
    HELD = "held"
    CLOSED = "closed"


# Written out: SQLite compiles a statement anew for each value that might let it use a partial index.
IS_OPEN = text("status != 'closed'")


class Conversation(Model):
    """One call for a person, from 人工 until it is handed back to the bot."""

    __tablename__ = "conversation"
    __table_args__ = (
        Index(
            "uq_conversation_open",
            "resident_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    status: Mapped[Status] = mapped_column(default=Status.WAITING, index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    promised_at: Mapped[datetime]
    shares_history: Mapped[bool] = mapped_column(default=False)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    taken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    resident: Mapped[Resident] = relationship()
    staff: Mapped[Staff | None] = relationship()
    lines: Mapped[list["Line"]] = relationship(order_by="Line.id")

    @classmethod
    def open_for(cls, resident: Resident) -> "Conversation | None":
        """The conversation that this resident waits in or is held in."""
        if resident.lacks(cls):
            return None
        return db.session.scalar(select(cls).where(cls.resident_id == resident.id, IS_OPEN))

    @classmethod
    def call(cls, resident: Resident, promised_at: datetime) -> "Conversation":
        """Ask for a person; asking again changes nothing."""
        conversation = cls.open_for(resident)
        if conversation is None:
            conversation = cls(resident_id=resident.id, promised_at=promised_at)
            db.session.add(conversation)
            db.session.flush()
        return conversation

    @classmethod
    def hold_elsewhere(cls, resident: Resident) -> None:
        """The platform's own customer service talks to the resident: the bot is silent until it ends."""
        conversation = cls.call(resident, clock.now())
        conversation.status, conversation.taken_at = Status.HELD, conversation.taken_at or clock.now()

    @classmethod
    def erase_words(cls, resident: Resident) -> None:
        """Drop what a resident said and was told in every conversation; that there was one stays."""
        theirs = select(cls.id).where(cls.resident_id == resident.id)
        db.session.execute(
            update(Line).where(Line.conversation_id.in_(theirs)).values(words=ERASED, outbox_id=None)
        )

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop what was said in conversations before a moment; how many lines."""
        return change(delete(Line).where(Line.said_at < before))

    @classmethod
    def open(cls) -> list["Conversation"]:
        """Conversations that are not closed, those without a person first."""
        rows = select(cls).where(cls.status != Status.CLOSED)
        return list(db.session.scalars(rows.order_by(cls.status.desc(), cls.asked_at)))

    @classmethod
    def finished(cls, limit: int = 50) -> list["Conversation"]:
        """Conversations that were handed back or ended, newest first."""
        rows = select(cls).where(cls.status == Status.CLOSED).order_by(cls.closed_at.desc())
        return list(db.session.scalars(rows.limit(limit)))

    @classmethod
    def waiting_count(cls) -> int:
        """How many wait for a person."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.status == Status.WAITING)) or 0

    @property
    def place(self) -> int:
        """How many residents have waited at least as long."""
        ahead = select(func.count(Conversation.id)).where(
            Conversation.status == Status.WAITING, Conversation.id <= self.id
        )
        return db.session.scalar(ahead) or 1

    def hear(self, words: str) -> None:
        """Keep what the resident says while a person is asked for or there."""
        db.session.add(Line(conversation_id=self.id, words=words))
        db.session.flush()

    def take(self, by: Staff) -> None:
        """A member of staff takes over; the bot falls silent. Raises `Refusal` when another holds it."""
        db.session.refresh(self, with_for_update=True)  # of two who click at once the second sees the first
        if self.status is Status.CLOSED:
            raise Refusal("这个会话已经结束。")
        if self.status is Status.HELD and self.staff_id != by.id:
            raise Refusal(f"{self.staff.name if self.staff else '同事'}已经接手。")
        if self.status is Status.WAITING:
            self.status, self.staff_id, self.taken_at = Status.HELD, by.id, clock.now()
            Outbox.write(self.resident, "helpdesk_taken", name=by.name)
            Audit.record(by, "take", "conversation", self.id, resident_id=self.resident_id)

    def say(self, by: Staff, words: str) -> None:
        """Write to the resident. Raises `Refusal` unless this member of staff holds the conversation."""
        if self.status is not Status.HELD or self.staff_id != by.id:
            raise Refusal("请先接手，再回复。")
        if not words.strip():
            raise Refusal("请写下要回复的话。")
        if len(words) > LONGEST_REPLY:
            raise Refusal(f"一次最多 {LONGEST_REPLY} 字，请分开发送。")
        letter = Outbox.write(self.resident, "helpdesk_reply", words=words.strip())
        db.session.add(
            Line(conversation_id=self.id, words=words.strip(), staff_id=by.id, outbox_id=letter.id)
        )
        Audit.record(by, "reply", "conversation", self.id, resident_id=self.resident_id)

    def exchange(self, line_id: int) -> tuple[str, str]:
        """What the resident said last before a line of staff, and that line. Raises `Refusal` for another."""
        at = next((n for n, line in enumerate(self.lines) if line.id == line_id and line.staff_id), None)
        if at is None or self.lines[at].words == ERASED:
            raise Refusal("这句话已经不在了。")
        before = [line.words for line in self.lines[:at] if line.staff_id is None]
        return before[-1] if before else "", self.lines[at].words

    def put_back(self, by: Staff, promised_at: datetime) -> None:
        """Let a colleague take it. Raises `Refusal` unless this member of staff holds the conversation."""
        if self.status is not Status.HELD or self.staff_id != by.id:
            raise Refusal("只有接手的人能转给同事。")
        self._wait_again(promised_at)
        Audit.record(by, "put back", "conversation", self.id, resident_id=self.resident_id)

    @classmethod
    def put_back_forgotten(cls, before: datetime, promised_at: datetime) -> int:
        """Let somebody else take what a resident has said last, before a moment, to staff who are away."""
        held = select(cls.id).where(cls.status == Status.HELD, cls.staff_id.is_not(None))
        newest = (
            select(func.max(Line.id)).where(Line.conversation_id.in_(held)).group_by(Line.conversation_id)
        )
        waits = (Line.id.in_(newest)) & Line.staff_id.is_(None) & (Line.said_at < before)
        theirs = select(cls).join(Line, Line.conversation_id == cls.id).where(waits)
        rows = db.session.scalars(theirs.with_for_update(of=cls)).all()
        for conversation in rows:
            conversation._wait_again(promised_at)
        return len(rows)

    def _wait_again(self, promised_at: datetime) -> None:
        self.status, self.staff_id, self.taken_at = Status.WAITING, None, None
        self.promised_at = promised_at
        Outbox.write(self.resident, "helpdesk_moved")

    def hand_back(self, by: Staff) -> None:
        """Return the resident to the bot. Raises `Refusal` when it is already closed."""
        if self.status is Status.CLOSED:
            raise Refusal("这个会话已经结束。")
        self.close()
        Outbox.write(self.resident, "helpdesk_returned")
        Audit.record(by, "hand back", "conversation", self.id, resident_id=self.resident_id)

    def close(self) -> None:
        """End it; the bot answers again."""
        self.status, self.closed_at = Status.CLOSED, clock.now()


class Line(Model):
    """One utterance in a conversation."""

    __tablename__ = "conversation_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversation.id"), index=True)
    words: Mapped[str] = mapped_column(Secret("conversation_line.words"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outbox_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))
    said_at: Mapped[datetime] = mapped_column(default=clock.now)

    letter: Mapped[Outbox | None] = relationship()
