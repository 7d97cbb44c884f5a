"""同意: what a resident agreed to, purpose by purpose, with the version of the text they read."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Select, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, db
from botapp.models.resident import Resident

COOL_DOWN = timedelta(days=30)


class Purpose(enum.StrEnum):
    """What a consent is for; one consent never covers another purpose."""

    REMINDER = "reminder"
    CARD = "card"
    APPOINTMENT = "appointment"
    TRANSCRIPT = "transcript"
    PHONE = "phone"
    LEARNING = "learning"
    FOLLOW_UP = "follow_up"


class Answer(enum.StrEnum):
    """What the resident said, or did later."""

    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    OPEN = "open"  # asked, and not answered: silence is an answer, too


class Consent(Model):
    """One answer to one request for consent; the newest row of a purpose holds."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    purpose: Mapped[Purpose]
    answer: Mapped[Answer]
    text_version: Mapped[str] = mapped_column(String(32))
    answered_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def latest(cls, resident: Resident, purpose: Purpose) -> "Consent | None":
        """The answer that holds for this purpose."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.purpose == purpose)
        return db.session.scalar(mine.order_by(cls.id.desc()).limit(1))

    @classmethod
    def of(cls, resident: Resident) -> list["Consent"]:
        """The answers that hold, one a purpose."""
        latest = (cls.latest(resident, purpose) for purpose in Purpose)
        return [consent for consent in latest if consent]

    @classmethod
    def holds(cls, resident: Resident, purpose: Purpose) -> bool:
        """Whether the resident agrees to this purpose now."""
        latest = cls.latest(resident, purpose)
        return latest is not None and latest.answer is Answer.AGREED

    @classmethod
    def who_agrees(cls, purpose: Purpose) -> Select[int]:
        """The ids of the residents who agree to this purpose now."""
        latest = select(func.max(cls.id)).where(cls.purpose == purpose).group_by(cls.resident_id)
        return select(cls.resident_id).where(cls.id.in_(latest), cls.answer == Answer.AGREED)

    @classmethod
    def may_be_asked(cls, resident: Resident, purpose: Purpose) -> bool:
        """False within 30 days of a refusal (网络数据安全管理条例 §22(5): do not keep asking)."""
        latest = cls.latest(resident, purpose)
        refused = latest is not None and latest.answer is not Answer.AGREED
        return not refused or clock.now() - latest.answered_at >= COOL_DOWN  # type: ignore[union-attr]

    @classmethod
    def ask_to_phone(cls, resident: Resident, text_version: str) -> bool:
        """Whether to ask now for leave to phone, which is noted: only who left a number, never after 退订."""
        if resident.phone is None or resident.muted_at is not None:
            return False
        if cls.holds(resident, Purpose.PHONE) or not cls.may_be_asked(resident, Purpose.PHONE):
            return False
        asked = {"purpose": Purpose.PHONE, "answer": Answer.OPEN, "text_version": text_version}
        db.session.add(cls(resident_id=resident.id, **asked))
        db.session.flush()
        return True

    @classmethod
    def record(cls, resident: Resident, purpose: Purpose, answer: Answer, text_version: str) -> None:
        """Keep an answer; writing the same answer twice keeps the first."""
        latest = cls.latest(resident, purpose)
        if latest is None or (latest.answer, latest.text_version) != (answer, text_version):
            db.session.add(
                cls(resident_id=resident.id, purpose=purpose, answer=answer, text_version=text_version)
            )
            db.session.flush()
