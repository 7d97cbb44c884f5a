"""When messages may go out, when reminders fall due, and when promised working days are over.

Moments are UTC; the wall clock behind them is the township's (Asia/Shanghai).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

TOWN = ZoneInfo("Asia/Shanghai")
QUIET_FROM, QUIET_UNTIL = time(20, 30), time(8, 30)
LAST_CALL = timedelta(minutes=30)  # before quiet hours, for what would fall into them
EVENING_BEFORE = time(18)
NOON = time(12)
END_OF_DAY = time(23, 59, 59)
LONGEST_PAUSE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when in the evening until when in the morning nothing goes out; never shorter than the town's."""

    since: time = QUIET_FROM
    until: time = QUIET_UNTIL

    def __post_init__(self) -> None:
        if not (NOON <= self.since <= QUIET_FROM and QUIET_UNTIL <= self.until <= NOON):
            raise ValueError("quiet hours may only be longer than the town's, and leave some of the day")

    @property
    def last_call(self) -> time:
        """Half an hour before they begin."""
        return (datetime.combine(date.min, self.since) - LAST_CALL).time()


NIGHT = Quiet()
Rung = Literal["three_days", "day_before", "two_hours"]


def allowed_at(moment: datetime, quiet: Quiet = NIGHT) -> bool:
    """Whether ordinary messages may go out: from 8:30 until 20:30, or in a resident's own hours."""
    return quiet.until <= moment.astimezone(TOWN).time() < quiet.since


def fitting(
    due: datetime, useful_until: datetime, not_before: datetime | None = None, quiet: Quiet = NIGHT
) -> datetime | None:
    """The moment at which a message due then goes out, outside quiet hours; None when it came to nothing.

    What falls due in quiet hours goes out at 20:00 before them, or at 8:30 after them, whichever comes
    first, is not earlier than `not_before` (such as the moment of booking) and lies before `useful_until`.
    """
    choices = [due] if allowed_at(due, quiet) else _around_the_night(due, quiet)
    earliest = not_before or choices[0]
    return next((moment for moment in choices if earliest <= moment < useful_until), None)


def ladder(starts_at: datetime, booked_at: datetime | None = None) -> list[tuple[Rung, datetime]]:
    """Reminders of an appointment, earliest first: 3 days before, 18:00 the day before, 2 hours before.

    Rungs that would lie before `booked_at` are left out.
    """
    start = starts_at.astimezone(TOWN)
    wishes: list[tuple[Rung, datetime]] = [
        ("three_days", starts_at - timedelta(days=3)),
        ("day_before", _at(start.date() - timedelta(days=1), EVENING_BEFORE)),
        ("two_hours", starts_at - timedelta(hours=2)),
    ]
    fitted = [(rung, fitting(due, starts_at, booked_at)) for rung, due in wishes]
    return [(rung, due) for rung, due in fitted if due]


def working_deadline(
    start: datetime, working_days: int, is_workday: Callable[[date], bool], closes: time = END_OF_DAY
) -> datetime:
    """The moment at which a promise of so many working days ends.

    The day of the start does not count (民法典 §201); the last day ends when the office `closes`, or
    with the day (§203). ValueError for no days, or for a calendar without workdays.
    """
    if working_days < 1:
        raise ValueError("a promise takes at least one working day")
    day = start.astimezone(TOWN).date()
    for _ in range(working_days):
        day = _next_workday(day, is_workday)
    return _at(day, closes)


def _around_the_night(due: datetime, quiet: Quiet) -> list[datetime]:
    local = due.astimezone(TOWN)
    evening = local.date() if local.time() >= quiet.since else local.date() - timedelta(days=1)
    return [_at(evening, quiet.last_call), _at(evening + timedelta(days=1), quiet.until)]


def _next_workday(day: date, is_workday: Callable[[date], bool]) -> date:
    following = (day + timedelta(days=ahead) for ahead in range(1, LONGEST_PAUSE.days + 1))
    found = next((candidate for candidate in following if is_workday(candidate)), None)
    if found is None:
        raise ValueError(f"no workday within {LONGEST_PAUSE.days} days after {day}")
    return found


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, TOWN).astimezone(UTC)
