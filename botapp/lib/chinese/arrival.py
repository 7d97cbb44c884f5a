"""Days gone by, as in the answer to 您哪天来本地."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from botapp.lib.chinese.calendar import (
    DASHED_DATE,
    LUNAR,
    MONTH_BY_WORD,
    MONTH_DAY,
    WEEK,
    WEEKDAY_NAME,
    YEAR,
    day_of_named_month,
    full_date,
    months_later,
    named_month,
    named_year,
    real_day,
    weekday_number,
)
from botapp.lib.chinese.numeral import ALONE, N, plain, value

_DAYS_AGO = {"今": 0, "昨": 1, "前": 2}
_AGO = r"(?:之前|以前|前|了|多)"


@dataclass(frozen=True)
class Arrival:
    """A past day; `approximate` when only a month (its first day stands for it) or a span was said."""

    day: date
    approximate: bool


def past_day(words: str, today: date) -> Arrival | None:
    """The day that an answer names; None when it is unclear or still to come."""
    text = plain(words)
    if LUNAR.search(text):
        return None
    for pattern, read, approximate in _ROWS:
        if match := pattern.search(text):
            found = read(match, today)
            return Arrival(found, approximate) if found and found <= today else None
    return None


def _latest(month: int, day: int, today: date) -> date | None:
    this_year = real_day(today.year, month, day)
    return this_year if this_year and this_year <= today else real_day(today.year - 1, month, day)


def _latest_month_day(match: re.Match[str], today: date) -> date | None:
    return _latest(value(match, "month"), value(match, "day"), today)


def _latest_month(match: re.Match[str], today: date) -> date | None:
    return _latest(value(match, "month"), 1, today)


def _month_of_year(match: re.Match[str], today: date) -> date | None:
    return real_day(named_year(match["year"], today), value(match, "month"), 1)


def _edge_of_year(match: re.Match[str], today: date) -> date | None:
    return real_day(named_year(match["year"], today), 1 if match["edge"] == "初" else 12, 1)


def _days_ago(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=value(match, "n"))


def _weeks_ago(match: re.Match[str], today: date) -> date:
    return today - timedelta(weeks=value(match, "n"))


def _months_ago(match: re.Match[str], today: date) -> date:
    return months_later(today, -value(match, "n"))


def _years_ago(match: re.Match[str], today: date) -> date:
    return months_later(today, -12 * value(match, "n") - (6 if match["half"] else 0))


def _half_a_year_ago(_match: re.Match[str], today: date) -> date:
    return months_later(today, -6)


def _named_day(match: re.Match[str], today: date) -> date:
    return today - timedelta(days=_DAYS_AGO[match["name"]])


def _last_week(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=weekday_number(match) - today.weekday(), weeks=-1)


_Reader = Callable[[re.Match[str], date], date | None]
# Pattern, reader, and whether the day is only approximate; the first row that matches decides.
_ROWS: list[tuple[re.Pattern[str], _Reader, bool]] = [
    (re.compile(YEAR + MONTH_DAY), full_date, False),
    (re.compile(DASHED_DATE), full_date, False),
    (re.compile(MONTH_DAY), _latest_month_day, False),
    (re.compile(rf"{MONTH_BY_WORD}(?P<day>{N})[日号]"), day_of_named_month, False),
    (re.compile(rf"{YEAR}(?P<month>{N})月"), _month_of_year, True),
    (re.compile(r"(?<![\d./-])(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?![\d./-])"), _month_of_year, True),
    (re.compile(rf"{YEAR}年?(?P<edge>[初底末])"), _edge_of_year, True),
    (re.compile(rf"{ALONE}(?P<n>{N})年(?P<half>半)?{_AGO}"), _years_ago, True),
    (re.compile(rf"半年{_AGO}"), _half_a_year_ago, True),
    (re.compile(rf"{ALONE}(?P<n>{N})个月{_AGO}"), _months_ago, True),
    (re.compile(rf"{ALONE}(?P<n>{N})个?{WEEK}{_AGO}"), _weeks_ago, True),
    (re.compile(rf"{ALONE}(?P<n>\d{{1,3}}|{N})天{_AGO}"), _days_ago, True),
    (re.compile(r"(?P<name>[今昨前])[天日儿]"), _named_day, False),
    (re.compile(rf"上个?{WEEKDAY_NAME}"), _last_week, False),
    (re.compile(MONTH_BY_WORD), named_month, True),
    (re.compile(rf"{ALONE}(?P<month>{N})月份?"), _latest_month, True),
]
