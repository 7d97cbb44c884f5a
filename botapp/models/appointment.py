"""预约: a seat in a slot, held by a unique row on both databases."""

import enum
from collections import Counter
from datetime import date, datetime, time, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, change, db
from botapp.errors import Refusal
from botapp.lib.hours import ladder
from botapp.lib.slots import Opening as Hours
from botapp.lib.slots import Slot
from botapp.lib.slots import slots as slots_of
from botapp.models.audit import Audit
from botapp.models.calendar import CalendarDay, Kind, end_of_workday, workdays
from botapp.models.outbox import Outbox
from botapp.models.point import Point
from botapp.models.reminder import Reminder, Subject
from botapp.models.resident import Resident
from botapp.models.service import Opening, Service
from botapp.models.staff import Staff

HORIZON_DAYS = 14
NOTICE = timedelta(hours=2)
LIMIT = 3


class Status(enum.StrEnum):
    """Where an appointment stands."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    ARRIVED = "arrived"
    MISSED = "missed"

    @property
    def word(self) -> str:
        """The status on screen."""
        return TITLES[self]


TITLES = {
    Status.REQUESTED: "待确认",
    Status.APPROVED: "已确认",
    Status.DECLINED: "未能安排",
    Status.CANCELLED: "已取消",
    Status.ARRIVED: "已到",
    Status.MISSED: "未到",
}
ACTIVE = (Status.REQUESTED, Status.APPROVED)
IS_ACTIVE = text("status IN ('requested', 'approved')")


class Appointment(Model):
    """One resident, one service, one seat; the seat is given back when the appointment ends."""

    __tablename__ = "appointment"
    __table_args__ = (
        UniqueConstraint("service_id", "point_id", "starts_at", "seat"),
        Index(
            "uq_appointment_resident_service_day",
            "resident_id",
            "service_id",
            "day",
            unique=True,
            sqlite_where=IS_ACTIVE,
            postgresql_where=IS_ACTIVE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[datetime]
    seat: Mapped[int | None]
    status: Mapped[Status] = mapped_column(default=Status.REQUESTED, index=True)
    phone: Mapped[str | None] = mapped_column(Secret("appointment.phone"))
    note: Mapped[str | None] = mapped_column(Secret("appointment.note"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    moved_count: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]

    resident: Mapped[Resident] = relationship()
    service: Mapped[Service] = relationship()
    point: Mapped[Point] = relationship()

    @classmethod
    def request(
        cls, resident: Resident, service: Service, point: Point, starts_at: datetime, phone: str | None = None
    ) -> "Appointment":
        """Take a seat. Raises `Refusal` when the slot is not offered or full, or the limit is reached."""
        seats = _seats(service, point, starts_at)
        _check_limits(resident, service, clock.day_of(starts_at))
        status = Status.REQUESTED if service.needs_approval else Status.APPROVED
        appointment = cls(
            resident_id=resident.id,
            service_id=service.id,
            point_id=point.id,
            status=status,
            phone=phone,
        )
        appointment._sit(starts_at, seats)
        if status is Status.APPROVED:
            appointment._plan_reminders()
        return appointment

    @classmethod
    def upcoming(cls, resident: Resident) -> list["Appointment"]:
        """What the resident has booked and not yet had, soonest first."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status.in_(ACTIVE))
        return list(db.session.scalars(mine.where(cls.starts_at > clock.now()).order_by(cls.starts_at)))

    @classmethod
    def waiting(cls) -> list["Appointment"]:
        """Requests for staff to decide, soonest first."""
        rows = select(cls).where(cls.status == Status.REQUESTED).order_by(cls.starts_at)
        return list(db.session.scalars(rows))

    @classmethod
    def waiting_count(cls) -> int:
        """How many requests wait for a decision."""
        return db.session.scalar(select(func.count(cls.id)).where(cls.status == Status.REQUESTED)) or 0

    @classmethod
    def on(cls, day: date) -> list["Appointment"]:
        """Everyone expected on a day, and how it ended, by time."""
        shown = (*ACTIVE, Status.ARRIVED, Status.MISSED)
        rows = select(cls).where(cls.day == day, cls.status.in_(shown))
        return list(db.session.scalars(rows.order_by(cls.starts_at, cls.seat)))

    @classmethod
    def stranded(cls, service: Service, point: Point) -> list["Appointment"]:
        """Coming appointments that the hours of today no longer offer a seat; they are kept all the same."""
        here = (cls.service_id == service.id) & (cls.point_id == point.id) & cls.status.in_(ACTIVE)
        coming = select(cls).where(here, cls.starts_at > clock.now()).order_by(cls.starts_at)
        rows = db.session.scalars(coming).all()
        offered = _offered(service, point, sorted({row.day for row in rows}))
        seats = {clock.at(day, slot.starts): slot.seats for day, slot in offered}
        return [row for row in rows if (row.seat or 0) > seats.get(row.starts_at, 0)]

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop appointments that lie before a moment; how many."""
        return change(delete(cls).where(cls.starts_at < before))

    @property
    def number(self) -> str:
        """The number that the resident is told."""
        return f"YY-{clock.day_of(self.asked_at):%y%m%d}-{self.id:04d}"

    @property
    def is_active(self) -> bool:
        """Whether it is still to come as booked."""
        return self.status in ACTIVE and self.starts_at > clock.now()

    def approve(self, by: Staff) -> None:
        """Staff confirm. Raises `Refusal` when it is already decided."""
        self._decide(Status.APPROVED, by)
        self._plan_reminders()
        self._tell("appointment_approved")

    def decline(self, by: Staff, reason: str) -> None:
        """Staff cannot arrange it; the seat is free again. Raises `Refusal` without a reason."""
        if not reason.strip():
            raise Refusal("请写明原因，居民会看到。")
        self._decide(Status.DECLINED, by, reason)
        self._stand_up("工作人员未能安排")
        self._tell("appointment_declined", reason=self.reason)

    def cancel(self) -> None:
        """The resident gives the seat back. Raises `Refusal` after the start or when it has ended."""
        self._check_open()
        self.status = Status.CANCELLED
        self._stand_up("预约已取消")

    def cancel_by(self, by: Staff, reason: str) -> None:
        """Staff have to cancel a confirmed appointment; the resident is told why."""
        self._check_open()
        if not reason.strip():
            raise Refusal("请写明原因，居民会看到。")
        self.status, self.reason = Status.CANCELLED, reason.strip()[:200]
        self._stand_up("工作人员取消")
        Audit.record(by, "cancel", "appointment", self.id, resident_id=self.resident_id, reason=reason)
        self._tell("appointment_cancelled", reason=self.reason)

    def move(self, starts_at: datetime) -> None:
        """Swap the seat for another in one step; when that fails the old one is kept."""
        self._check_open()
        seats = _seats(self.service, self.point, starts_at)
        self._sit(starts_at, seats)
        self.moved_count += 1
        Reminder.cancel(Subject.APPOINTMENT, self.id, "已改期")
        if self.status is Status.APPROVED:
            self._plan_reminders()

    def mark(self, by: Staff, status: Status) -> None:
        """Staff note who came and who did not."""
        if self.status not in (Status.APPROVED, Status.ARRIVED, Status.MISSED):
            raise Refusal("只有已确认的预约可以登记到场。")
        if status not in (Status.ARRIVED, Status.MISSED):
            raise Refusal("请选择已到或未到。")
        if status is Status.MISSED and self.starts_at > clock.now():
            raise Refusal("还没到预约时间，不能登记未到。")
        self.status = status
        Audit.record(by, status.value, "appointment", self.id, resident_id=self.resident_id)

    def _decide(self, status: Status, by: Staff, reason: str = "") -> None:
        if self.status is not Status.REQUESTED:
            raise Refusal(f"这个预约已经是「{self.status.word}」。")
        self.status, self.reason, self.decided_at = status, reason.strip()[:200], clock.now()
        Audit.record(by, status.value, "appointment", self.id, resident_id=self.resident_id, reason=reason)

    def _tell(self, kind: str, **facts: str) -> None:
        Outbox.write(
            self.resident,
            kind,
            number=self.number,
            service=self.service.name,
            point=self.point.name,
            starts_at=self.starts_at.isoformat(),
            preparation=self.service.preparation,
            **facts,
        )

    def _sit(self, starts_at: datetime, seats: int) -> None:
        """Take the first seat of a slot that the database lets us have."""
        slot = {"service_id": self.service_id, "point_id": self.point_id, "starts_at": starts_at}
        taken = select(Appointment.seat).filter_by(**slot)
        with db.session.no_autoflush:
            gone = set(db.session.scalars(taken))
        for seat in (n for n in range(1, seats + 1) if n not in gone):
            if self._try(starts_at, seat):
                return
        raise Refusal("这个时间刚被约满了。")

    def _try(self, starts_at: datetime, seat: int) -> bool:
        try:
            with db.session.begin_nested():
                self.starts_at, self.day, self.seat = starts_at, clock.day_of(starts_at), seat
                db.session.add(self)
                db.session.flush()
        except IntegrityError as error:
            if "resident" in str(error.orig):
                raise Refusal("您这一天已经约了这项服务。") from error
            return False
        return True

    def _stand_up(self, why: str) -> None:
        self.seat = None
        Reminder.cancel(Subject.APPOINTMENT, self.id, why)
        db.session.flush()

    def _check_open(self) -> None:
        if self.status not in ACTIVE:
            raise Refusal(f"这个预约{self.status.word}，不能再改。")
        if self.starts_at <= clock.now():
            raise Refusal("预约时间已过，不能再改。")

    def _plan_reminders(self) -> None:
        rungs = ladder(self.starts_at, clock.now())
        ends = [*(due for _, due in rungs), self.starts_at][1:]
        for (kind, due), useful_until in zip(rungs, ends, strict=True):
            Reminder.plan(self.resident_id, Subject.APPOINTMENT, self.id, kind, due, useful_until)


def open_days(first: date | None = None) -> list[date]:
    """Days that can be booked: working days from today to the horizon."""
    return workdays(first or clock.today(), HORIZON_DAYS + 1)


def slots(service: Service, point: Point, days: list[date]) -> list[tuple[date, Slot]]:
    """The bookable slots of some days with the seats taken in each; too late ones are left out."""
    earliest = end_of_workday(clock.now(), 1) if service.needs_approval else clock.now() + NOTICE
    offered = _offered(service, point, days)
    return [(day, slot) for day, slot in offered if clock.at(day, slot.starts) >= earliest]


def _offered(service: Service, point: Point, days: list[date]) -> list[tuple[date, Slot]]:
    """Every slot of some days by opening hours and calendar, late and full ones included."""
    if not days:
        return []
    hours = [
        Hours(row.weekday, row.opens, row.closes, row.every_minutes, row.seats)
        for row in Opening.at(service.id, point.id)
    ]
    taken = _taken(service, point, days)
    rows = CalendarDay.between(min(days), max(days))
    exceptions = {day: row.kind is Kind.WORK for day, row in rows.items()}
    return [(day, slot) for day in days for slot in slots_of(day, hours, exceptions, taken.get(day, {}))]


def _taken(service: Service, point: Point, days: list[date]) -> dict[date, Counter[time]]:
    booked = select(Appointment.day, Appointment.starts_at).filter_by(
        service_id=service.id, point_id=point.id
    )
    held = booked.where(Appointment.day.in_(days), Appointment.seat.is_not(None))
    taken: dict[date, Counter[time]] = {}
    for day, starts_at in db.session.execute(held):
        taken.setdefault(day, Counter())[clock.local(starts_at).time()] += 1
    return taken


def _seats(service: Service, point: Point, starts_at: datetime) -> int:
    day, hour = clock.day_of(starts_at), clock.local(starts_at).time()
    if day not in open_days():
        raise Refusal(f"只能约{HORIZON_DAYS}天以内的工作日。")
    for _, slot in slots(service, point, [day]):
        if slot.starts == hour:
            return slot.seats
    raise Refusal("这个时间不开放预约。")


def _check_limits(resident: Resident, service: Service, day: date) -> None:
    upcoming = Appointment.upcoming(resident)
    if any(other.service_id == service.id and other.day == day for other in upcoming):
        raise Refusal("您这一天已经约了这项服务。")
    if len(upcoming) >= LIMIT:
        raise Refusal(f"您已有{LIMIT}个预约。先去过或取消一个，再约新的。")
