"""证件照片: a photo that a resident sent for a case, sealed, and dropped on schedule.

Identity documents are never asked for and need no photo: the window sees them once. What may be sent is the
evidence of residence (a lease, a certificate, a receipt) that staff asked for in a correction.
"""

import enum
import re
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, SecretBytes, change, db
from botapp.errors import Refusal
from botapp.lib.picture import Photo
from botapp.models.card import Application
from botapp.models.card import Status as Stands
from botapp.models.resident import Resident

MOST = 6
LEASE = timedelta(minutes=2)
BACK_OFF = (30, 120, 600, 3600, 6 * 3600)  # seconds
PLATFORM_KEEPS = timedelta(days=3)
AFTER_DECISION, WITHOUT_CASE, UNDECIDED = timedelta(days=30), timedelta(days=3), timedelta(days=180)
PAPERS = re.compile("证明|合同|回执|照片|材料")


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
    content: Mapped[bytes | None] = mapped_column(SecretBytes("picture.content"), deferred=True)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    purge_at: Mapped[datetime | None]

    resident: Mapped[Resident] = relationship()
    application: Mapped[Application | None] = relationship()

    @staticmethod
    def wanted_from(resident: Resident) -> Application | None:
        """The application for which staff asked this resident for papers; None when no photo is wanted."""
        running = Application.open_for(resident)
        if running is None or running.status is not Stands.CORRECTING:
            return None
        return running if any(PAPERS.search(item) for item in running.missing) else None

    @classmethod
    def receive(cls, application: Application, media_id: str) -> "Picture":
        """Plan to fetch a photo for an application. Raises `Refusal` when there are enough already."""
        kept = select(func.count(cls.id)).where(
            cls.application_id == application.id, cls.status.in_((Status.PLANNED, Status.KEPT))
        )
        if (db.session.scalar(kept) or 0) >= MOST:
            raise Refusal(f"照片已有{MOST}张，够了，这张没有保存。回复「补正」再交，或回复「人工」。")
        picture = cls(resident_id=application.resident_id, application_id=application.id, media_id=media_id)
        db.session.add(picture)
        db.session.flush()
        return picture

    @classmethod
    def due(cls, limit: int = 20) -> list[int]:
        """Ids of photos to be fetched now, and of those whose worker died in the middle."""
        waiting = select(cls.id).where(cls.status == Status.PLANNED, cls.due_at <= clock.now())
        return list(db.session.scalars(waiting.order_by(cls.due_at).limit(limit)))

    @classmethod
    def claim(cls, id_: int) -> "Picture | None":
        """Take one photo for fetching: one worker at a time, its attempt counted before anything is asked."""
        now = clock.now()
        claim = (
            update(cls)
            .where(cls.id == id_, cls.status == Status.PLANNED, cls.due_at <= now)
            .values(attempts=cls.attempts + 1, due_at=now + LEASE)
            .returning(cls.id)
            .execution_options(synchronize_session=False)
        )
        taken = db.session.scalar(claim)
        return db.session.get_one(cls, id_, populate_existing=True) if taken else None

    @classmethod
    def of(cls, application: Application) -> list["Picture"]:
        """What was sent for an application, oldest first."""
        mine = select(cls).where(cls.application_id == application.id)
        return list(db.session.scalars(mine.order_by(cls.id)))

    @classmethod
    def count_of(cls, resident: Resident) -> int:
        """How many photos of a resident are kept."""
        mine = select(func.count(cls.id)).where(cls.resident_id == resident.id, cls.status == Status.KEPT)
        return db.session.scalar(mine) or 0

    @classmethod
    def forget_all(cls, resident: Resident) -> int:
        """Drop every photo of a resident, fetched or not; how many there were."""
        return _drop(cls.resident_id == resident.id)

    @classmethod
    def purge(cls) -> int:
        """Drop photos whose day has come; how many."""
        undated = select(cls).where(cls.status != Status.GONE, cls.purge_at.is_(None))
        for picture in db.session.scalars(undated):
            picture.purge_at = picture._end
        db.session.flush()
        return _drop(cls.purge_at <= clock.now())

    @property
    def is_open(self) -> bool:
        """Whether it is still to be fetched: nobody has left and nothing was deleted meanwhile."""
        return self.status is Status.PLANNED

    @property
    def is_lost(self) -> bool:
        """Whether the platform has thrown it away by now."""
        return clock.now() - self.received_at >= PLATFORM_KEEPS

    def keep(self, photo: Photo) -> None:
        """The cleaned photo is here; the platform's id is no longer needed."""
        self.status, self.kind, self.content, self.media_id = Status.KEPT, photo.kind, photo.content, None

    def refuse(self, reason: str) -> None:
        """It cannot be kept; the reason is for residents and staff alike."""
        self.status, self.reason, self.media_id = Status.REFUSED, reason[:200], None

    def try_later(self, seconds: int = 0) -> bool:
        """Plan another attempt after so many seconds, or after growing pauses; False after the last one."""
        if self.attempts > len(BACK_OFF):
            return False
        self.due_at = clock.now() + timedelta(seconds=seconds or BACK_OFF[self.attempts - 1])
        return True

    def put_off(self, seconds: int) -> None:
        """Not its own fault: wait so long without counting the attempt."""
        self.attempts -= 1
        self.due_at = clock.now() + timedelta(seconds=seconds)

    @property
    def _end(self) -> datetime | None:
        """When it must go: 30 days after the decision, 3 days without a case, 180 if nothing is decided."""
        if self.application is None or self.application.status is Stands.WITHDRAWN:
            return self.received_at + WITHOUT_CASE
        if self.application.decided_at is not None:
            return self.application.decided_at + AFTER_DECISION
        abandoned_at = self.received_at + UNDECIDED
        return abandoned_at if abandoned_at <= clock.now() else None


def _drop(which: object) -> int:
    gone = {"status": Status.GONE, "content": None, "media_id": None, "reason": ""}
    return change(update(Picture).where(Picture.status != Status.GONE, which).values(gone))  # type: ignore[arg-type]
