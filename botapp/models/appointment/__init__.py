"""预约: a seat in a slot, kept for a while, booked, changed, given back."""

from botapp.models.appointment.appointment import LIMIT, Appointment, check_limits
from botapp.models.appointment.effect import remind_before
from botapp.models.appointment.offer import slots, week_of, wishes
from botapp.models.appointment.slot import DaySeats, open_days
from botapp.models.appointment.status import ACTIVE, Status

__all__ = [
    "ACTIVE",
    "LIMIT",
    "Appointment",
    "DaySeats",
    "Status",
    "check_limits",
    "open_days",
    "remind_before",
    "slots",
    "week_of",
    "wishes",
]
