"""What can be booked, with the seats that are gone."""

from datetime import date, datetime, timedelta

from botapp import clock
from botapp.lib.slots import Slot
from botapp.models.appointment.appointment import Appointment
from botapp.models.appointment.seat import free_by, taken
from botapp.models.appointment.slot import earliest, offered, slot_at
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service


def slots(service: Service, point: Point, days: list[date]) -> list[tuple[date, Slot]]:
    """The bookable slots of some days with the seats taken in each; too late ones are left out."""
    first = earliest(service)
    found = offered(service, point, days, taken(Appointment, service, point, days))
    return [(day, slot) for day, slot in found if slot.seats and clock.at(day, slot.starts) >= first]


def wishes(resident: Resident, service: Service, point: Point, starts_at: datetime) -> dict[str, int]:
    """By whom one may wish to be seen at a moment, with how many seats are free; empty without a choice."""
    where = {"service_id": service.id, "point_id": point.id, "starts_at": starts_at}
    return free_by(Appointment, resident, where, slot_at(service, point, starts_at))


def week_of(service: Service, point: Point, monday: date) -> list[tuple[date, Slot]]:
    """Every slot of seven days as it is offered, with the seats taken in each; past and late ones too."""
    days = [monday + timedelta(days=n) for n in range(7)]
    return offered(service, point, days, taken(Appointment, service, point, days))
