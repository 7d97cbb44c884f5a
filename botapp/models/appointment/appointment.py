"""预约: a seat in a slot, held by a unique row on both databases."""

from datetime import date, datetime, timedelta

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, change, db
from botapp.errors import Refusal
from botapp.models.appointment.effect import offer_another, plan_reminders, tell
from botapp.models.appointment.seat import take_seat
from botapp.models.appointment.slot import offered, slot_at
from botapp.models.appointment.status import ACTIVE, IS_ACTIVE, KEPT, Status
from botapp.models.audit import Audit
from botapp.models.point import Point
from botapp.models.reminder import Reminder, Subject
from botapp.models.resident import Resident
from botapp.models.service import Service
from botapp.models.staff import Staff

LIMIT, MOVES = 3, 3
CUT_OFF = timedelta(hours=2)


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
    room: Mapped[str] = mapped_column(String(20), default="")
    given_by: Mapped[str] = mapped_column(String(8), default="")
    confirmed_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None] = mapped_column(index=True)
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
    def hold(
        cls,
        resident: Resident,
        service: Service,
        point: Point,
        starts_at: datetime,
        until: datetime,
        given_by: str = "",
    ) -> "Appointment":
        """Keep a seat for a while, instead of an earlier one. Raises `Refusal` when there is none."""
        held = cls._kept(resident, service, point, starts_at)
        if held is None or held.given_by != given_by:
            cls.let_go(resident)
            held = cls._of(resident, service, point, Status.HELD)
            held.given_by = given_by
            take_seat(held, starts_at, slot_at(service, point, starts_at))
        held.held_until = max(until, held.held_until or until)
        return held

    @classmethod
    def offer(
        cls, resident: Resident, service: Service, point: Point, starts_at: datetime, until: datetime
    ) -> None:
        """Keep a free seat for who waits longest. Raises `Refusal` when there is none."""
        offered = cls._of(resident, service, point, Status.OFFERED)
        offered.held_until = until
        take_seat(offered, starts_at, slot_at(service, point, starts_at))

    @classmethod
    def offered_to(cls, resident: Resident, service: Service) -> "Appointment | None":
        """The seat of a service that is offered to a resident and still kept."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.service_id == service.id)
        return db.session.scalar(mine.where(cls.status == Status.OFFERED, cls.held_until > clock.now()))

    @classmethod
    def let_go(cls, resident: Resident) -> None:
        """Give back the seat that was kept for a resident who had not booked it yet."""
        db.session.execute(delete(cls).where(cls.resident_id == resident.id, cls.status == Status.HELD))

    @classmethod
    def drop_expired(cls) -> int:
        """Give back every seat that was kept and not booked in time; how many."""
        return change(delete(cls).where(cls.status.in_(KEPT), cls.held_until <= clock.now()))

    @classmethod
    def request(
        cls, resident: Resident, service: Service, point: Point, starts_at: datetime, phone: str | None = None
    ) -> "Appointment":
        """Take a seat, the one that is kept if there is one. Raises `Refusal` when full or over the limit."""
        check_limits(resident, service, clock.day_of(starts_at))
        status = Status.REQUESTED if service.needs_approval else Status.APPROVED
        appointment = cls._kept(resident, service, point, starts_at)
        if appointment is None:
            appointment = cls._of(resident, service, point, status)
            take_seat(appointment, starts_at, slot_at(service, point, starts_at))
        appointment.status, appointment.held_until, appointment.phone = status, None, phone
        appointment.asked_at = clock.now()
        if status is Status.APPROVED:
            plan_reminders(appointment)
        db.session.flush()
        return appointment

    @classmethod
    def _of(cls, resident: Resident, service: Service, point: Point, status: Status) -> "Appointment":
        ids = {"resident_id": resident.id, "service_id": service.id, "point_id": point.id}
        return cls(**ids, status=status, given_by="")

    @classmethod
    def _kept(
        cls, resident: Resident, service: Service, point: Point, starts_at: datetime
    ) -> "Appointment | None":
        """The seat of this slot that is still kept for the resident."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status.in_(KEPT))
        here = mine.where(cls.service_id == service.id, cls.point_id == point.id, cls.starts_at == starts_at)
        return db.session.scalar(here.where(cls.held_until > clock.now()))

    @classmethod
    def upcoming(cls, resident: Resident) -> list["Appointment"]:
        """What the resident has booked and not yet had, soonest first."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status.in_(ACTIVE))
        return list(db.session.scalars(mine.where(cls.starts_at > clock.now()).order_by(cls.starts_at)))

    @classmethod
    def of_today(cls, resident: Resident, point: Point) -> list["Appointment"]:
        """What the resident has at a point today and has not come to yet."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status == Status.APPROVED)
        here = mine.where(cls.day == clock.today(), cls.point_id == point.id)
        return list(db.session.scalars(here.order_by(cls.starts_at)))

    @classmethod
    def past(cls, resident: Resident, limit: int) -> list["Appointment"]:
        """What the resident had booked and is over, newest first."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status.not_in(KEPT))
        over = or_(cls.starts_at <= clock.now(), cls.status.not_in(ACTIVE))
        return list(db.session.scalars(mine.where(over).order_by(cls.starts_at.desc()).limit(limit)))

    @classmethod
    def held_by(cls, resident: Resident) -> "Appointment | None":
        """The seat that is kept while the resident looks at the summary."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status == Status.HELD)
        return db.session.scalar(mine.where(cls.held_until > clock.now()))

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
        found = offered(service, point, sorted({row.day for row in rows}), {})
        seats = {clock.at(day, slot.starts): slot.seats for day, slot in found}
        return [row for row in rows if (row.seat or 0) > seats.get(row.starts_at, 0)]

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop appointments that lie before a moment; how many."""
        return change(delete(cls).where(cls.starts_at < before))

    @property
    def where(self) -> str:
        """The point and the room."""
        return f"{self.point.name}{self.room}"

    @property
    def number(self) -> str:
        """The number that the resident is told."""
        return f"YY-{clock.day_of(self.asked_at):%y%m%d}-{self.id:04d}"

    @property
    def is_active(self) -> bool:
        """Whether it is still to come as booked."""
        return self.status in ACTIVE and self.starts_at > clock.now()

    @property
    def why_fixed(self) -> str:
        """Why its time cannot be changed here any more; empty when it can."""
        if self.starts_at - clock.now() < CUT_OFF:
            return "离开始不到2小时，这里改不了。来不了请「取消预约」，或回复「人工」。"
        if self.moved_count >= MOVES:
            return f"这个预约已经改过{MOVES}次。要再改请回复「人工」，或取消后重新约。"
        return ""

    def approve(self, by: Staff) -> None:
        """Staff confirm. Raises `Refusal` when it is already decided."""
        self._decide(Status.APPROVED, by)
        plan_reminders(self)
        tell(self, "appointment_approved")

    def decline(self, by: Staff, reason: str) -> None:
        """Staff cannot arrange it; the seat is free again. Raises `Refusal` without a reason."""
        if not reason.strip():
            raise Refusal("请写明原因，居民会看到。")
        self._decide(Status.DECLINED, by, reason)
        self._stand_up("工作人员未能安排")
        tell(self, "appointment_declined", reason=self.reason)

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
        tell(self, "appointment_cancelled", reason=self.reason)

    def move(self, starts_at: datetime) -> None:
        """Swap the seat for another in one step; when that fails the old one is kept.

        Raises `Refusal` too close to the start, or after too many changes.
        """
        self._check_open()
        if self.why_fixed:
            raise Refusal(self.why_fixed)
        Appointment.let_go(self.resident)  # the seat that was kept for this change
        take_seat(self, starts_at, slot_at(self.service, self.point, starts_at))
        self.moved_count += 1
        self.confirmed_at = None
        Reminder.cancel(Subject.APPOINTMENT, self.id, "已改期")
        if self.status is Status.APPROVED:
            plan_reminders(self)

    def confirm(self) -> None:
        """The resident says that they will come."""
        self._check_open()
        self.confirmed_at = clock.now()

    def arrive(self) -> None:
        """The resident is here, on the day of the appointment. Raises `Refusal` when it cannot be."""
        if self.status is not Status.APPROVED or self.day != clock.today():
            raise Refusal(f"这个预约{self.status.word}，今天不能签到。")
        self.status = Status.ARRIVED
        Reminder.cancel(Subject.APPOINTMENT, self.id, "已到场")
        Audit.record(None, Status.ARRIVED.value, "appointment", self.id, resident_id=self.resident_id)

    def ask_to_move(self, by: Staff, reason: str) -> None:
        """Staff cannot keep this time: the resident is told why and asked to choose another one."""
        self._check_open()
        Audit.record(by, "ask to move", "appointment", self.id, resident_id=self.resident_id, reason=reason)
        tell(self, "appointment_closed", reason=reason)

    def mark(self, by: Staff, status: Status) -> None:
        """Staff note who came and who did not."""
        if self.status not in (Status.APPROVED, Status.ARRIVED, Status.MISSED):
            raise Refusal("只有已确认的预约可以登记到场。")
        if status not in (Status.ARRIVED, Status.MISSED):
            raise Refusal("请选择已到或未到。")
        if status is Status.MISSED and self.starts_at > clock.now():
            raise Refusal("还没到预约时间，不能登记未到。")
        if status is Status.MISSED and self.status is Status.APPROVED:
            offer_another(self)
        self.status = status
        Audit.record(by, status.value, "appointment", self.id, resident_id=self.resident_id)

    def _decide(self, status: Status, by: Staff, reason: str = "") -> None:
        if self.status is not Status.REQUESTED:
            raise Refusal(f"这个预约已经是「{self.status.word}」。")
        self.status, self.reason, self.decided_at = status, reason.strip()[:200], clock.now()
        Audit.record(by, status.value, "appointment", self.id, resident_id=self.resident_id, reason=reason)

    def _stand_up(self, why: str) -> None:
        self.seat = None
        Reminder.cancel(Subject.APPOINTMENT, self.id, why)
        db.session.flush()

    def _check_open(self) -> None:
        if self.status not in ACTIVE:
            raise Refusal(f"这个预约{self.status.word}，不能再改。")
        if self.starts_at <= clock.now():
            raise Refusal("预约时间已过，不能再改。")


def check_limits(resident: Resident, service: Service, day: date) -> None:
    """Raises `Refusal` when the resident has enough, or this service on this day already."""
    upcoming = Appointment.upcoming(resident)
    if any(other.service_id == service.id and other.day == day for other in upcoming):
        raise Refusal("您这一天已经约了这项服务。要换时间请回复「改期」。")
    if sum(other.service_id == service.id for other in upcoming) >= service.most_open:
        raise Refusal(f"{service.name}最多同时约{service.most_open}次。先去过或取消一个，再约新的。")
    if len(upcoming) >= LIMIT:
        raise Refusal(f"您已有{LIMIT}个预约。先去过或取消一个，再约新的。")
