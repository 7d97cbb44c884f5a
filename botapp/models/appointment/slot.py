"""What opening hours, the calendar and the day's own changes offer, before anybody has taken a seat."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from sqlalchemy import ForeignKey, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, db
from botapp.errors import Refusal
from botapp.lib.slots import Opening as Hours
from botapp.lib.slots import Slot
from botapp.lib.slots import slots as slots_of
from botapp.models.calendar import CalendarDay, Kind, end_of_workday, workdays
from botapp.models.point import Point
from botapp.models.service import Opening, Service

Taken = Mapping[date, Counter[time]]
Seats = dict[tuple[date, time], int]


class DaySeats(Model):
    """How many seats one slot of one day has, where staff said otherwise than the week; 0 closes it."""

    __tablename__ = "day_seats"
    __table_args__ = (UniqueConstraint("service_id", "point_id", "day", "starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("point.id"))
    day: Mapped[date]
    starts: Mapped[time]
    seats: Mapped[int]

    @classmethod
    def of(cls, service: Service, point: Point, days: Iterable[date]) -> Seats:
        """What staff said about some days."""
        here = select(cls).where(cls.service_id == service.id, cls.point_id == point.id)
        rows = db.session.scalars(here.where(cls.day.in_(list(days))))
        return {(row.day, row.starts): row.seats for row in rows}

    @classmethod
    def put(cls, service: Service, point: Point, wanted: Seats) -> int:
        """Staff say how many seats some slots have; how many changed. What the week says needs no row."""
        days = sorted({day for day, _ in wanted})
        before = {(day, slot.starts): slot.seats for day, slot in offered(service, point, days, {})}
        weekly = {(day, slot.starts): slot.seats for day, slot in _weekly(service, point, days, {})}
        changed = {at: seats for at, seats in wanted.items() if seats != before.get(at, 0)}
        for (day, starts), seats in changed.items():
            here = {"service_id": service.id, "point_id": point.id, "day": day, "starts": starts}
            db.session.execute(delete(cls).filter_by(**here))
            if seats != weekly.get((day, starts), 0):
                db.session.add(cls(**here, seats=seats))
        db.session.flush()
        return len(changed)


def open_days(service: Service, first: date | None = None) -> list[date]:
    """Days on which a service can be booked: working days from today to its horizon."""
    return workdays(first or clock.today(), service.horizon_days + 1)


def earliest(service: Service) -> datetime:
    """The first moment that can still be booked: what staff must confirm needs a working day."""
    notice = clock.now() + timedelta(hours=service.notice_hours)
    return max(notice, end_of_workday(clock.now(), 1)) if service.needs_approval else notice


def offered(service: Service, point: Point, days: list[date], taken: Taken) -> list[tuple[date, Slot]]:
    """Every slot of some days as staff offer it, late and full ones included."""
    if not days:
        return []
    found = {(day, slot.starts): slot for day, slot in _weekly(service, point, days, taken)}
    for (day, starts), seats in DaySeats.of(service, point, days).items():
        gone = taken.get(day, Counter())[starts]
        found[day, starts] = found.get((day, starts), Slot(starts, 0, gone)).with_seats(seats)
    return [(day, found[day, starts]) for day, starts in sorted(found)]


def slot_at(service: Service, point: Point, starts_at: datetime) -> Slot:
    """The slot that begins at a moment. Raises `Refusal` when it cannot be booked."""
    day, hour = clock.day_of(starts_at), clock.local(starts_at).time()
    if day not in open_days(service):
        raise Refusal(f"只能约{service.horizon_days}天以内的工作日。")
    for _, slot in offered(service, point, [day], {}):
        if slot.starts == hour and starts_at >= earliest(service):
            return slot
    raise Refusal("这个时间不开放预约。")


def _weekly(service: Service, point: Point, days: list[date], taken: Taken) -> list[tuple[date, Slot]]:
    hours = [
        Hours(
            row.weekday,
            row.opens,
            row.closes,
            row.every_minutes,
            row.seats,
            row.room,
            row.given_by,
            row.walk_in,
        )
        for row in Opening.at(service.id, point.id)
    ]
    rows = CalendarDay.between(min(days), max(days))
    exceptions = {day: row.kind is Kind.WORK for day, row in rows.items()}
    return [(day, slot) for day in days for slot in slots_of(day, hours, exceptions, taken.get(day, {}))]
