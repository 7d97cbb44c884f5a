"""到场: the code of a point on a day, and tickets for who comes without an appointment."""

import enum
from datetime import date, datetime
from math import ceil

from sqlalchemy import ForeignKey, Index, UniqueConstraint, delete, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, change, db, keys
from botapp.errors import Refusal
from botapp.models.audit import Audit
from botapp.models.calendar import office_is_open
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Opening, Service
from botapp.models.staff import Staff

TRIES = 20
WRONG_CODE = "签到码不对，或者不是今天的。请看窗口上今天的4位数字。"


class Status(enum.StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVED = "served"
    LEFT = "left"

    @property
    def word(self) -> str:
        """The status on screen."""
        return {"waiting": "等候", "called": "已叫到", "served": "已办", "left": "已离开"}[self.value]


OPEN = (Status.WAITING, Status.CALLED)
IS_OPEN = text("status IN ('waiting', 'called')")


class Ticket(Model):
    """现场号: a place in today's row at one point; numbers start at 1 every day."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("point_id", "day", "number"),
        Index(
            "uq_ticket_open",
            "resident_id",
            "day",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date]
    number: Mapped[int]
    status: Mapped[Status] = mapped_column(default=Status.WAITING)
    taken_at: Mapped[datetime] = mapped_column(default=clock.now)
    called_at: Mapped[datetime | None]

    service: Mapped[Service] = relationship()
    point: Mapped[Point] = relationship()

    @classmethod
    def take(cls, resident: Resident | None, service: Service, point: Point) -> "Ticket":
        """Stand at the end of today's row. Raises `Refusal` when nobody serves, or one is in it already."""
        if not office_is_open(clock.now()):
            raise Refusal("现在不是办公时间，取不了号。")
        if point not in service.points:
            raise Refusal(f"{point.name}不办{service.name}。")
        if resident is not None and (mine := cls.of(resident)):
            raise Refusal(f"您已经取了 {mine.number} 号。不等了回复「不等了」，再重新取。")
        for _ in range(TRIES):
            ticket = cls._next(resident, service, point)
            if ticket is not None:
                return ticket
        raise Refusal("现在取号的人太多，请过一会儿再试。")

    @classmethod
    def _next(cls, resident: Resident | None, service: Service, point: Point) -> "Ticket | None":
        """The next number, unless somebody else took it at the same moment."""
        here = select(func.max(cls.number)).where(cls.point_id == point.id, cls.day == clock.today())
        number = (db.session.scalar(here) or 0) + 1
        owner = resident.id if resident else None
        ticket = cls(
            resident_id=owner, service_id=service.id, point_id=point.id, day=clock.today(), number=number
        )
        try:
            with db.session.begin_nested():
                db.session.add(ticket)
        except IntegrityError as error:
            if "resident" in str(error.orig) or "uq_ticket_open" in str(error.orig):
                raise Refusal("您已经取了号。回复「我的号」查看。") from error
            return None
        return ticket

    @classmethod
    def of(cls, resident: Resident) -> "Ticket | None":
        """The ticket that a resident holds today."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.day == clock.today())
        return db.session.scalar(mine.where(cls.status.in_(OPEN)))

    @classmethod
    def row_at(cls, point: Point) -> list["Ticket"]:
        """Who stands in today's row at a point, in order."""
        rows = select(cls).where(cls.point_id == point.id, cls.day == clock.today(), cls.status.in_(OPEN))
        return list(db.session.scalars(rows.order_by(cls.number)))

    @classmethod
    def purge(cls, before: date) -> int:
        """Drop the rows of earlier days; how many."""
        return change(delete(cls).where(cls.day < before))

    @property
    def ahead(self) -> int:
        """How many wait for the same service at the same point before this one."""
        rows = select(func.count(Ticket.id)).where(
            Ticket.point_id == self.point_id, Ticket.service_id == self.service_id, Ticket.day == self.day
        )
        earlier = rows.where(Ticket.number < self.number, Ticket.status == Status.WAITING)
        return db.session.scalar(earlier) or 0

    @property
    def minutes(self) -> int:
        """About how long it takes until this one is called, at the pace of the weekly hours."""
        hours = Opening.at(self.service_id, self.point_id)
        paces = [row.every_minutes / row.seats for row in hours if row.weekday == self.day.weekday()]
        return ceil(self.ahead * (min(paces) if paces else self.service.minutes))

    def call(self, by: Staff) -> None:
        """Staff call this number; calling again is no mistake."""
        self._check_open()
        self.status, self.called_at = Status.CALLED, clock.now()
        Audit.record(by, "call", "ticket", self.id)

    def serve(self, by: Staff) -> None:
        """Staff are done with it."""
        self._check_open()
        self.status = Status.SERVED
        Audit.record(by, "serve", "ticket", self.id)

    def leave(self, by: Staff | None = None) -> None:
        """Who held it does not wait any more, or was not there."""
        self._check_open()
        self.status = Status.LEFT
        if by is not None:
            Audit.record(by, "left", "ticket", self.id)

    def _check_open(self) -> None:
        if self.status not in OPEN or self.day != clock.today():
            raise Refusal(f"{self.number} 号{self.status.word}。")


def code_of(point: Point) -> str:
    """The four digits on the window of a point today; whoever types them has seen them."""
    told = keys().index(f"{point.slug} {clock.today().isoformat()}", "arrival")
    return f"{int(told, 16) % 10_000:04d}"


def point_with(code: str) -> Point:
    """The point whose code of today this is. Raises `Refusal` when there is none."""
    found = next((point for point in Point.all() if code_of(point) == code), None)
    if found is None:
        raise Refusal(WRONG_CODE)
    return found
