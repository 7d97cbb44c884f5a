"""Slot arithmetic in local time: which times a day offers, and which free ones lie nearest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

NOON = time(12)
SATURDAY = 5


@dataclass(frozen=True)
class Opening:
    """One row of opening hours: on this weekday (0 = Monday), a slot every so many minutes.

    `walk_in` of the seats are kept for who comes without an appointment.
    """

    weekday: int
    opens: time
    closes: time
    every_minutes: int
    seats: int
    room: str = ""
    given_by: str = ""
    walk_in: int = 0

    @property
    def bookable(self) -> int:
        return max(0, self.seats - self.walk_in)


@dataclass(frozen=True)
class Part:
    """Seats of one slot that are in one room and given by one person: numbers from `first` to `last`."""

    first: int
    last: int
    room: str
    given_by: str


@dataclass(frozen=True, order=True)
class Slot:
    """One time that can be booked; `seats` of which `taken` are gone."""

    starts: time
    seats: int
    taken: int
    parts: tuple[Part, ...] = field(default=(), compare=False)

    def numbers(self, given_by: str = "") -> list[int]:
        """The numbers of its seats, or of those that somebody of this kind gives."""
        own = [part for part in self.parts if part.given_by == given_by] if given_by else []
        allowed = {number for part in own for number in range(part.first, part.last + 1)}
        return [number for number in range(1, self.seats + 1) if not given_by or number in allowed]

    def part_of(self, number: int) -> Part:
        """Where a seat is and who gives it."""
        here = (part for part in self.parts if part.first <= number <= part.last)
        return next(here, Part(number, number, "", ""))

    def with_seats(self, seats: int) -> Slot:
        """The same slot with another number of seats; the last ones go first."""
        return replace(self, seats=seats)

    @property
    def free(self) -> int:
        return max(0, self.seats - self.taken)


@dataclass(frozen=True, order=True)
class FreeTime:
    """A free slot on its day."""

    day: date
    starts: time


def is_workday(day: date, exceptions: Mapping[date, bool]) -> bool:
    """Monday to Friday, unless the calendar says otherwise: True for 调休 work, False for a day off."""
    return exceptions.get(day, day.weekday() < SATURDAY)


def slots(
    day: date,
    openings: Iterable[Opening],
    exceptions: Mapping[date, bool],
    taken: Mapping[time, int],
) -> list[Slot]:
    """The slots of a day in order of time, full ones included; none on a day off.

    A make-up workday opens like the weekday it stands in for, which no calendar names: if its own weekday
    has no hours, Monday's hold. `taken` counts the seats that are gone by starting time.
    """
    rows = _rows_of(day, list(openings), exceptions)
    given: dict[time, list[Opening]] = {}
    for row in rows:
        for starts in starting_times(row):
            given.setdefault(starts, []).append(row)
    return [
        Slot(starts, sum(row.bookable for row in given[starts]), taken.get(starts, 0), _parts(given[starts]))
        for starts in sorted(given)
    ]


def starting_times(row: Opening) -> list[time]:
    """Every time at which a slot starts and still ends by closing time."""
    if row.every_minutes < 1 or row.seats < 0:
        raise ValueError("a slot needs at least one minute and no fewer than zero seats")
    first, last = _minutes(row.opens), _minutes(row.closes) - row.every_minutes
    return [time(*divmod(minute, 60)) for minute in range(first, last + 1, row.every_minutes)]


def _parts(rows: list[Opening]) -> tuple[Part, ...]:
    """The rows of one slot one after the other: each gets the next numbers."""
    found: list[Part] = []
    first = 1
    for row in rows:
        found.append(Part(first, first + row.bookable - 1, row.room, row.given_by))
        first += row.bookable
    return tuple(found)


def nearest(free: Iterable[FreeTime], wanted: datetime, n: int = 3) -> list[FreeTime]:
    """The n free times nearest to a local wish: those of its own half-day first, then by distance."""
    local = wanted.replace(tzinfo=None)
    return sorted(free, key=lambda at: _distance(at, local))[:n]


def _rows_of(day: date, openings: list[Opening], exceptions: Mapping[date, bool]) -> list[Opening]:
    own = [row for row in openings if row.weekday == day.weekday()]
    if day not in exceptions:
        return own
    if not exceptions[day]:
        return []
    return own or [row for row in openings if row.weekday == 0]


def _distance(at: FreeTime, wanted: datetime) -> tuple[bool, timedelta, date, time]:
    same_half = at.day == wanted.date() and (at.starts < NOON) == (wanted.time() < NOON)
    return not same_half, abs(datetime.combine(at.day, at.starts) - wanted), at.day, at.starts


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute
