"""What can be booked, with the seats that are gone."""

from datetime import date, timedelta

from botapp import clock
from botapp.lib.slots import Slot
from botapp.models.appointment.appointment import Appointment
from botapp.models.appointment.seat import taken
from botapp.models.appointment.slot import earliest, offered
from botapp.models.point import Point
from botapp.models.service import Service


def slots(service: Service, point: Point, days: list[date]) -> list[tuple[date, Slot]]:
    """The bookable slots of some days with the seats taken in each; too late ones are left out."""
    first = earliest(service)
    found = offered(service, point, days, taken(Appointment, service, point, days))
    return [(day, slot) for day, slot in found if slot.seats and clock.at(day, slot.starts) >= first]


def week_of(service: Service, point: Point, monday: date) -> list[tuple[date, Slot]]:
    """Every slot of seven days as it is offered, with the seats taken in each; past and late ones too."""
    days = [monday + timedelta(days=n) for n in range(7)]
    return offered(service, point, days, taken(Appointment, service, point, days))
