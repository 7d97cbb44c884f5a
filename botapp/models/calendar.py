"""日历: public holidays and make-up workdays as rows; what staff edit wins."""

import enum
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, db
from botapp.lib import holiday


class Kind(enum.StrEnum):
    """What a day is, where the weekday alone would mislead."""

    OFF = "off"
    WORK = "work"


class CalendarDay(Model):
    """One exceptional day with its name and the notice that says so."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    name: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str] = mapped_column(String(200), default="")
    edited: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def between(cls, first: date, last: date) -> dict[date, "CalendarDay"]:
        """Exceptional days of a period."""
        rows = db.session.scalars(select(cls).where(cls.day.between(first, last)))
        return {row.day: row for row in rows}

    @classmethod
    def fill(cls, days: Iterable[tuple[date, str, str, str]]) -> int:
        """Add (day, kind, name, source) rows that are not there yet; how many."""
        known = set(db.session.scalars(select(cls.day)))
        fresh = [row for row in days if row[0] not in known]
        db.session.add_all(
            cls(day=day, kind=Kind(kind), name=name, source=source) for day, kind, name, source in fresh
        )
        return len(fresh)

    @classmethod
    def put(cls, day: date, kind: Kind, name: str) -> None:
        """Staff say what a day is."""
        db.session.merge(cls(day=day, kind=kind, name=name, source="本镇", edited=True))

    @classmethod
    def remove(cls, day: date) -> None:
        """Take a row back: the day is what the official notice, or else its weekday, makes it."""
        row = db.session.get(cls, day)
        if row is not None:
            db.session.delete(row)
            db.session.flush()
        official = (row for row in holiday.days(day.year) if row.day == day)
        cls.fill((row.day, row.kind, row.name, row.source) for row in official)


def is_workday(day: date) -> bool:
    """Whether offices are open: the row if there is one, else Monday to Friday."""
    row = db.session.get(CalendarDay, day)
    return row.kind is Kind.WORK if row else day.weekday() < 5


def workdays(first: date, count: int) -> list[date]:
    """The working days among `count` days from `first` on."""
    last = first + timedelta(days=count - 1)
    rows = CalendarDay.between(first, last)
    days = (first + timedelta(days=n) for n in range(count))
    return [day for day in days if (rows[day].kind is Kind.WORK if day in rows else day.weekday() < 5)]


class _Office:
    """The hours in which staff answer, set once when the application starts."""

    hours: list[tuple[time, time]] = [(time(8, 30), time(11, 30)), (time(14), time(17))]


def use_office_hours(text: str) -> None:
    """Take hours such as 8:30-11:30,14:00-17:00. Raises ValueError when they cannot be read."""
    pairs = [span.strip().split("-") for span in text.split(",") if span.strip()]
    _Office.hours = [(_time(opens), _time(closes)) for opens, closes in pairs]


def say_office_hours() -> str:
    """The hours as residents read them."""
    spans = (f"{opens:%H:%M}-{closes:%H:%M}".removeprefix("0") for opens, closes in _Office.hours)
    return "工作日 " + "、".join(spans)


def office_is_open(moment: datetime) -> bool:
    """Whether somebody is there to answer."""
    local = clock.local(moment)
    within = any(opens <= local.time() < closes for opens, closes in _Office.hours)
    return within and is_workday(local.date())


def answer_time(moment: datetime, within: timedelta = timedelta(minutes=30)) -> datetime:
    """By when a person answers: soon in office hours, else shortly after the next opening."""
    if office_is_open(moment):
        return moment + within
    local = clock.local(moment)
    for ahead in range(32):
        day = local.date() + timedelta(days=ahead)
        starts = [clock.at(day, opens) for opens, _ in _Office.hours]
        coming = [start for start in starts if start > moment]
        if coming and is_workday(day):
            return min(coming) + within
    return moment + timedelta(days=32)


def end_of_workday(moment: datetime, working_days: int) -> datetime:
    """Closing time of the day that lies so many working days after the moment's day."""
    day, left = clock.day_of(moment), working_days
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return clock.at(day, max(closes for _, closes in _Office.hours))


def _time(text: str) -> time:
    hour, _, minute = text.strip().partition(":")
    return time(int(hour), int(minute or 0))
