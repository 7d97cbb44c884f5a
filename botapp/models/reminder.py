"""提醒: what falls due when, claimed by one clock, checked again at the moment of sending."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, UniqueConstraint, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, db
from botapp.lib.hours import fitting
from botapp.models.consent import Consent, Purpose
from botapp.models.resident import Resident

PATIENCE = timedelta(minutes=2)


class Subject(enum.StrEnum):
    """What a reminder is about."""

    APPOINTMENT = "appointment"
    CARD = "card"
    PLAN = "plan"
    COMPANION = "companion"


class Status(enum.StrEnum):
    """How a reminder ended, or that it has not yet."""

    PLANNED = "planned"
    WRITTEN = "written"
    DROPPED = "dropped"


class Reminder(Model):
    """One occurrence of one reminder; (subject, its row, kind, moment) exists once."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("subject", "subject_id", "kind", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    subject: Mapped[Subject]
    subject_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    due_at: Mapped[datetime] = mapped_column(index=True)
    useful_until: Mapped[datetime]
    status: Mapped[Status] = mapped_column(default=Status.PLANNED)
    reason: Mapped[str] = mapped_column(String(200), default="")
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)

    resident: Mapped[Resident] = relationship()

    @classmethod
    def plan(
        cls,
        resident_id: int,
        subject: Subject,
        subject_id: int,
        kind: str,
        due_at: datetime,
        useful_until: datetime,
    ) -> None:
        """Plan one occurrence outside quiet hours, also one dropped before; none that would come too late."""
        resident = db.session.get_one(Resident, resident_id)
        when = fitting(due_at, useful_until, quiet=resident.quiet)
        if when is None or when <= clock.now():
            return
        occurrence = {"subject": subject, "subject_id": subject_id, "kind": kind, "due_at": when}
        dropped = db.session.scalar(select(cls).filter_by(**occurrence))
        reminder = dropped or cls(resident_id=resident_id, **occurrence)
        reminder.useful_until, reminder.status, reminder.reason = useful_until, Status.PLANNED, ""
        reminder.claimed_at = None
        db.session.add(reminder)
        db.session.flush()

    @classmethod
    def claim_due(cls, limit: int = 200) -> list[int]:
        """Take the reminders that are due now, for two minutes; each goes to one clock only."""
        free = or_(cls.claimed_at.is_(None), cls.claimed_at < clock.now() - PATIENCE)
        due = select(cls.id).where(cls.status == Status.PLANNED, cls.due_at <= clock.now(), free)
        next_ones = due.order_by(cls.due_at).limit(limit).with_for_update(skip_locked=True)
        claim = (
            update(cls)
            .where(cls.id.in_(next_ones), cls.status == Status.PLANNED, free)
            .values(claimed_at=clock.now(), attempts=cls.attempts + 1)
            .returning(cls.id)
            .execution_options(synchronize_session=False)
        )
        return list(db.session.scalars(claim))

    @classmethod
    def planned_for(cls, subject: Subject, subject_id: int) -> list["Reminder"]:
        """What is still planned about one case."""
        mine = select(cls).where(
            cls.subject == subject, cls.subject_id == subject_id, cls.status == Status.PLANNED
        )
        return list(db.session.scalars(mine.order_by(cls.due_at)))

    @classmethod
    def cancel(cls, subject: Subject, subject_id: int, reason: str) -> None:
        """Drop what is still planned about one case."""
        for reminder in cls.planned_for(subject, subject_id):
            reminder.drop(reason)

    @classmethod
    def fit_again(cls, resident: Resident) -> None:
        """Move what is planned out of the resident's new quiet hours; one of two at a time is enough."""
        taken: set[tuple[Subject, int, datetime]] = set()
        for reminder in cls.of(resident):
            when = fitting(reminder.due_at, reminder.useful_until, quiet=resident.quiet)
            place = (reminder.subject, reminder.subject_id, when or reminder.due_at)
            if when is None or when <= clock.now():
                reminder.drop("在居民的安静时间里，没有合适的时候")
            elif place in taken:
                reminder.drop("同一时间已经有一条")
            else:
                reminder.due_at = when
            taken.add(place)
        db.session.flush()

    @classmethod
    def of(cls, resident: Resident) -> list["Reminder"]:
        """What a resident will be reminded of, soonest first."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status == Status.PLANNED)
        return list(db.session.scalars(mine.order_by(cls.due_at)))

    @classmethod
    def history(cls, resident: Resident, limit: int = 100) -> list["Reminder"]:
        """What a resident was, was not and will be reminded of, latest first."""
        mine = select(cls).where(cls.resident_id == resident.id)
        return list(db.session.scalars(mine.order_by(cls.due_at.desc()).limit(limit)))

    @property
    def why_not(self) -> str:
        """Why it must not be sent now, in plain Chinese; empty when it is wanted."""
        if self.resident.left_at is not None:
            return "已取消关注"
        if self.resident.muted_at is not None:
            return "居民已退订"
        purpose = Purpose.FOLLOW_UP if self.subject is Subject.PLAN else Purpose.REMINDER
        if not Consent.holds(self.resident, purpose):
            return "居民没有同意接收提醒"
        if clock.now() > self.useful_until:
            return "已过时"
        return ""

    def drop(self, reason: str) -> None:
        """End it unsent, with the reason."""
        self.status, self.reason = Status.DROPPED, reason

    def mark_written(self) -> None:
        """It lies in the outbox now."""
        self.status = Status.WRITTEN
