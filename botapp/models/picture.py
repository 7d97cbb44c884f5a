"""证件照片: a photo that a resident sent for a case, sealed, and dropped on schedule."""

import enum
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, SecretBytes
from botapp.models.resident import Resident


class Status(enum.StrEnum):
    """Where a photo stands."""

    PLANNED = "planned"
    KEPT = "kept"
    REFUSED = "refused"
    GONE = "gone"


class Picture(Model):
    """One photo: the platform's media id until it is fetched, then sealed bytes until its day."""

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("card_application.id"), index=True)
    media_id: Mapped[str | None] = mapped_column(Secret("picture.media_id"))
    status: Mapped[Status] = mapped_column(default=Status.PLANNED)
    reason: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(16), default="")
    content: Mapped[bytes | None] = mapped_column(SecretBytes("picture.content"))
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    purge_at: Mapped[datetime | None]

    resident: Mapped[Resident] = relationship()
