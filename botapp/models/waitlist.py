"""候补: who would come if a seat were free, in the order in which they asked; offers pass on alone."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, delete, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, change, db
from botapp.errors import Refusal
from botapp.lib.hours import fitting
from botapp.models.appointment import Appointment, check_limits, open_days, slots
from botapp.models.audit import Audit
from botapp.models.outbox import Outbox
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service
from botapp.models.staff import Staff

OFFER = timedelta(hours=2)  # how long an offered seat is kept, in hours at which messages may go out
LIMIT = 3


class Status(enum.StrEnum):
    """Where a wish for a seat stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    BOOKED = "booked"
    PASSED = "passed"
    LEFT = "left"


IS_OPEN = text("status IN ('waiting', 'offered')")


class Wait(Model):
    """One resident waits for a seat of one service at one point: at a moment, or at any."""

    __tablename__ = "waitlist"
    __table_args__ = (
        Index(
            "uq_waitlist_open",
            "resident_id",
            "service_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    wanted_at: Mapped[datetime | None]
    status: Mapped[Status] = mapped_column(default=Status.WAITING, index=True)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    offered_at: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]

    resident: Mapped[Resident] = relationship()
    service: Mapped[Service] = relationship()
    point: Mapped[Point] = relationship()

    @classmethod
    def join(cls, resident: Resident, service: Service, point: Point, wanted_at: datetime | None) -> "Wait":
        """Stand at the end of the row; asking again for the same service changes what is wanted.

        Raises `Refusal` for a moment that is over or not offered, and for too many wishes.
        """
        if wanted_at and wanted_at not in _times(service, point):
            raise Refusal("这个时间不能候补。回复「预约」看能约的时间。")
        mine = cls.of(resident)
        wait = next((row for row in mine if row.service_id == service.id), None)
        if wait is None and len(mine) >= LIMIT:
            raise Refusal(f"最多同时候补{LIMIT}项。回复「退出候补」退掉一项再来。")
        if wait is None:
            wait = cls(resident_id=resident.id, service_id=service.id, point_id=point.id)
            db.session.add(wait)
        if wait.status is not Status.OFFERED:
            wait.point_id, wait.wanted_at = point.id, wanted_at
        db.session.flush()
        return wait

    @classmethod
    def of(cls, resident: Resident) -> list["Wait"]:
        """What a resident waits for, oldest wish first."""
        mine = select(cls).where(cls.resident_id == resident.id, IS_OPEN)
        return list(db.session.scalars(mine.order_by(cls.id)))

    @classmethod
    def open(cls) -> list["Wait"]:
        """Everybody who waits, in the order in which they will be asked."""
        rows = select(cls).where(IS_OPEN).order_by(cls.is_urgent.desc(), cls.joined_at, cls.id)
        return list(db.session.scalars(rows))

    @classmethod
    def lately(cls, resident: Resident) -> list["Wait"]:
        """Wishes that a seat was offered for within two days."""
        since = clock.now() - timedelta(days=2)
        return list(
            db.session.scalars(select(cls).where(cls.resident_id == resident.id, cls.offered_at > since))
        )

    @classmethod
    def offer_to(cls, resident: Resident) -> "Wait | None":
        """The seat that is offered to a resident now."""
        mine = cls.of(resident)
        return next((wait for wait in mine if wait.status is Status.OFFERED and wait.is_good), None)

    @classmethod
    def pass_on(cls) -> int:
        """End the offers that nobody took, and offer what is free to who is next; how many were made.

        A second clock passes over the rows that the first is looking at.
        """
        rows = select(cls).where(IS_OPEN).order_by(cls.is_urgent.desc(), cls.joined_at, cls.id)
        free: dict[tuple[int, int], list[datetime]] = {}
        made = 0
        for wait in db.session.scalars(rows.with_for_update(skip_locked=True, of=cls)):
            if wait._is_over():
                wait.status = Status.PASSED
            elif wait.status is Status.WAITING:
                here = (wait.service_id, wait.point_id)
                if here not in free:
                    free[here] = _times(wait.service, wait.point, only_free=True)
                if wait._could_offer(free[here]):
                    made += 1
                    del free[here]
        return made

    @classmethod
    def forget_all(cls, resident: Resident) -> None:
        """The resident waits no more."""
        for wait in cls.of(resident):
            wait.leave()

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop wishes that ended and were told before a moment; how many."""
        return change(
            delete(cls).where(cls.joined_at < before, cls.status.not_in((Status.WAITING, Status.OFFERED)))
        )

    @property
    def is_good(self) -> bool:
        """Whether the seat that was offered is still kept."""
        return self.offered_until is not None and self.offered_until > clock.now()

    @property
    def place(self) -> int:
        """How many wait for the same service at the same point up to this one."""
        rows = [w for w in Wait.open() if (w.service_id, w.point_id) == (self.service_id, self.point_id)]
        return rows.index(self) + 1

    def take(self) -> Appointment:
        """Book the seat that was offered. Raises `Refusal` when it is kept no more."""
        if self.status is not Status.OFFERED or not self.is_good or self.offered_at is None:
            raise Refusal("这个名额已经给了下一位。还想等请回复「候补」。")
        kept = Appointment.offered_to(self.resident, self.service)
        if kept is None:
            raise Refusal("这个名额已经给了下一位。还想等请回复「候补」。")
        booked = Appointment.request(self.resident, self.service, self.point, kept.starts_at)
        self.status = Status.BOOKED
        return booked

    def leave(self) -> None:
        """Wait no more; a seat that was offered goes to the next."""
        kept = Appointment.offered_to(self.resident, self.service)
        if kept is not None:
            db.session.delete(kept)
        self.status = Status.LEFT
        db.session.flush()

    def put_first(self, by: Staff, is_urgent: bool) -> None:
        """Staff say that it cannot wait, or that it can."""
        self.is_urgent = is_urgent
        Audit.record(by, "put first" if is_urgent else "put back", "waitlist", self.id)

    def _is_over(self) -> bool:
        missed = self.wanted_at is not None and self.wanted_at <= clock.now()
        return missed or (self.status is Status.OFFERED and not self.is_good)

    def _could_offer(self, free: list[datetime]) -> bool:
        """Offer the first free seat that fits; whether there was one."""
        for starts_at in (at for at in free if self.wanted_at in (None, at)):
            asked_at = fitting(clock.now(), starts_at, clock.now(), self.resident.quiet)
            if asked_at is None:
                continue
            try:
                check_limits(self.resident, self.service, clock.day_of(starts_at))
                until = asked_at + OFFER
                Appointment.offer(self.resident, self.service, self.point, starts_at, until)
            except Refusal:
                continue
            self._offered(starts_at, asked_at)
            return True
        return False

    def _offered(self, starts_at: datetime, asked_at: datetime) -> None:
        self.status, self.offered_at, self.offered_until = Status.OFFERED, asked_at, asked_at + OFFER
        Outbox.write(
            self.resident,
            "waitlist_offered",
            service=self.service.name,
            point=self.point.name,
            starts_at=starts_at.isoformat(),
            until=self.offered_until.isoformat(),
        )


def _times(service: Service, point: Point, *, only_free: bool = False) -> list[datetime]:
    found = slots(service, point, open_days(service))
    return [clock.at(day, slot.starts) for day, slot in found if slot.free or not only_free]
