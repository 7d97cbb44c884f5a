"""A half-filled form: kept encrypted, one open at a time, resumed on any worker."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, String, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, SecretFacts, db
from botapp.models.resident import Resident

IDLE = timedelta(hours=12)
KEPT = timedelta(days=30)


class Draft(Model):
    """Answers so far, the question that is open, and the version of the form they belong to."""

    __tablename__ = "draft"
    __table_args__ = (Index("uq_draft_resident_form", "resident_id", "form", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    form: Mapped[str] = mapped_column(String(64))
    version: Mapped[int]
    answers: Mapped[dict[str, Any]] = mapped_column(SecretFacts("draft.answers"), default=dict)
    asking: Mapped[str] = mapped_column(String(64), default="")
    editing: Mapped[bool] = mapped_column(default=False)
    paused: Mapped[bool] = mapped_column(default=False)
    touched_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def open_for(cls, resident: Resident) -> "Draft | None":
        """The form that the next words answer; one left alone for half a day waits for 继续."""
        if resident.lacks(cls):
            return None
        mine = select(cls).where(cls.resident_id == resident.id, cls.paused.is_(False))
        fresh = mine.where(cls.touched_at > clock.now() - IDLE)
        return db.session.scalar(fresh.order_by(cls.touched_at.desc()).limit(1))

    @classmethod
    def to_resume(cls, resident: Resident) -> "Draft | None":
        """The form that 继续 goes on with."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.touched_at > clock.now() - KEPT)
        return db.session.scalar(mine.order_by(cls.paused, cls.touched_at.desc()).limit(1))

    @classmethod
    def begin(cls, resident: Resident, form: str, version: int) -> "Draft":
        """A fresh draft of this form; other open forms wait for 继续."""
        for draft in db.session.scalars(select(cls).where(cls.resident_id == resident.id)).all():
            if draft.form == form:
                draft.discard()
            else:
                draft.paused = True
        db.session.flush()
        draft = cls(resident_id=resident.id, form=form, version=version, answers={})
        db.session.add(draft)
        db.session.flush()
        return draft

    @classmethod
    def forget_all(cls, resident: Resident) -> None:
        """Drop every draft of a resident."""
        for draft in db.session.scalars(select(cls).where(cls.resident_id == resident.id)).all():
            draft.discard()

    @classmethod
    def purge(cls) -> int:
        """Drop drafts that nobody touched for 30 days; how many."""
        old = db.session.scalars(select(cls).where(cls.touched_at <= clock.now() - KEPT)).all()
        for draft in old:
            draft.discard()
        return len(old)

    def keep(self, name: str, answer: Any) -> None:
        """Remember one answer."""
        self.answers = {**self.answers, name: answer}

    def forget(self, *names: str) -> None:
        """Drop answers, so that their questions come again."""
        self.answers = {name: answer for name, answer in self.answers.items() if name not in names}

    def touch(self) -> None:
        """Note that the resident is at it."""
        self.touched_at, self.paused = clock.now(), False

    def discard(self) -> None:
        """Throw the draft away."""
        db.session.delete(self)
