"""What opening hours and the calendar offer, before anybody has taken a seat."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from botapp import clock
from botapp.lib.slots import Opening as Hours
from botapp.lib.slots import Slot
from botapp.lib.slots import slots as slots_of
from botapp.models.calendar import CalendarDay, Kind, end_of_workday, workdays
from botapp.models.point import Point
from botapp.models.service import Opening, Service

HORIZON_DAYS = 14
NOTICE = timedelta(hours=2)
Taken = Mapping[date, Counter[time]]


def open_days(first: date | None = None) -> list[date]:
    """Days that can be booked: working days from today to the horizon."""
    return workdays(first or clock.today(), HORIZON_DAYS + 1)


def earliest(service: Service) -> datetime:
    """The first moment that can still be booked: what staff must confirm needs a working day."""
    return end_of_workday(clock.now(), 1) if service.needs_approval else clock.now() + NOTICE


def offered(service: Service, point: Point, days: list[date], taken: Taken) -> list[tuple[date, Slot]]:
    """Every slot of some days by opening hours and calendar, late and full ones included."""
    if not days:
        return []
    hours = [
        Hours(row.weekday, row.opens, row.closes, row.every_minutes, row.seats)
        for row in Opening.at(service.id, point.id)
    ]
    rows = CalendarDay.between(min(days), max(days))
    exceptions = {day: row.kind is Kind.WORK for day, row in rows.items()}
    return [(day, slot) for day in days for slot in slots_of(day, hours, exceptions, taken.get(day, {}))]
