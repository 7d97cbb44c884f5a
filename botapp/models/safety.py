"""紧急事项: what the safety lines found, for staff to act on with a clock."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, case, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, db
from botapp.errors import Refusal
from botapp.models.audit import Audit
from botapp.models.calendar import answer_time, end_of_workday
from botapp.models.resident import Resident
from botapp.models.staff import Staff

AGAIN, SOON = timedelta(minutes=5), timedelta(hours=2)
ROUNDS = 1000  # how often one alert may sound again


class Priority(enum.StrEnum):
    """How soon a person must look: P0 within minutes, P1 within two hours, P2 within a working day."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"


class Alert(Model):
    """One urgent message of a resident; the sensitive rows are shown to reviewers and managers only."""

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    row: Mapped[int]
    title: Mapped[str] = mapped_column(String(64))
    priority: Mapped[Priority]
    restricted: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str | None] = mapped_column(Secret("alert.words"))
    raised_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str | None] = mapped_column(Secret("alert.outcome"))

    resident: Mapped[Resident] = relationship()

    @classmethod
    def open(cls) -> list["Alert"]:
        """Alerts without an outcome, most urgent and oldest first."""
        urgency = case({kind.value: n for n, kind in enumerate(Priority)}, value=cls.priority)
        return list(db.session.scalars(select(cls).where(cls.closed_at.is_(None)).order_by(urgency, cls.id)))

    @classmethod
    def closed(cls, limit: int = 50) -> list["Alert"]:
        """Alerts with an outcome, newest first."""
        rows = select(cls).where(cls.closed_at.is_not(None)).order_by(cls.closed_at.desc())
        return list(db.session.scalars(rows.limit(limit)))

    @classmethod
    def open_count(cls) -> int:
        """How many wait for an outcome."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.closed_at.is_(None))) or 0

    @classmethod
    def alarm(cls) -> int:
        """A number that grows with every P0 alert, and every five minutes while one is unseen; 0 for none."""
        unseen = (cls.priority == Priority.P0) & cls.seen_at.is_(None) & cls.closed_at.is_(None)
        newest, since = db.session.execute(
            select(func.max(cls.id), func.min(cls.raised_at)).where(unseen)
        ).one()
        return newest * ROUNDS + min((clock.now() - since) // AGAIN, ROUNDS - 1) if newest else 0

    @property
    def due_at(self) -> datetime:
        """By when a person must have seen it; nobody is promised to watch outside of office hours."""
        if self.priority is Priority.P2:
            return end_of_workday(self.raised_at, 1)
        return answer_time(self.raised_at, AGAIN if self.priority is Priority.P0 else SOON)

    @property
    def is_late(self) -> bool:
        """Whether nobody has seen it in time."""
        return self.seen_at is None and self.closed_at is None and clock.now() > self.due_at

    def acknowledge(self, by: Staff) -> None:
        """A person has seen it."""
        if self.seen_at is None:
            self.seen_at, self.staff_id = clock.now(), by.id
            Audit.record(by, "acknowledge", "alert", self.id, resident_id=self.resident_id)

    def close(self, by: Staff, outcome: str) -> None:
        """Record what was done. Raises `Refusal` without words or when already closed."""
        if self.closed_at is not None:
            raise Refusal("这条已经处理过了。")
        if not outcome.strip():
            raise Refusal("请写下处理结果。")
        self.acknowledge(by)
        self.closed_at, self.outcome, self.staff_id = clock.now(), outcome.strip(), by.id
        Audit.record(by, "close", "alert", self.id, resident_id=self.resident_id)
