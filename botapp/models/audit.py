"""审计: who changed or revealed what, when and why."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, change, db
from botapp.models.staff import Staff


class Audit(Model):
    """One act of a member of staff (or of the town itself); rows are only ever added."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(32), index=True)
    subject_id: Mapped[int | None] = mapped_column(index=True)
    resident_id: Mapped[int | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(String(200), default="")
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    staff: Mapped[Staff | None] = relationship()

    @classmethod
    def record(
        cls,
        by: Staff | None,
        action: str,
        subject: str,
        subject_id: int | None = None,
        *,
        resident_id: int | None = None,
        reason: str = "",
        **changes: Any,
    ) -> None:
        """Add a row in the running transaction; `changes` hold no personal facts."""
        db.session.add(
            cls(
                staff_id=by.id if by else None,
                action=action,
                subject=subject,
                subject_id=subject_id,
                resident_id=resident_id,
                reason=reason[:200],
                changes=changes,
            )
        )

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop rows older than a moment; how many."""
        return change(delete(cls).where(cls.at < before))

    @classmethod
    def about(cls, subject: str, subject_id: int) -> list["Audit"]:
        """What happened to one case, oldest first."""
        rows = select(cls).where(cls.subject == subject, cls.subject_id == subject_id)
        return list(db.session.scalars(rows.order_by(cls.id)))

    @classmethod
    def recent(cls, limit: int = 200, subject: str = "", before: int = 0) -> list["Audit"]:
        """Newest rows first; of one subject only, or those older than a row, where asked."""
        rows = select(cls).order_by(cls.id.desc()).limit(limit)
        rows = rows.where(cls.subject == subject) if subject else rows
        return list(db.session.scalars(rows.where(cls.id < before) if before else rows))

    @classmethod
    def subjects(cls) -> list[str]:
        """What there are rows about."""
        return list(db.session.scalars(select(cls.subject).distinct().order_by(cls.subject)))
