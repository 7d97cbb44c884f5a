"""Days to come: one row per kind of phrase, and the first row that matches decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from botapp.lib.chinese.calendar import (
    DASHED_DATE,
    LUNAR,
    MONTH_BY_WORD,
    MONTH_DAY,
    WEEK,
    WEEKDAY,
    YEAR,
    day_of_named_month,
    full_date,
    month_start,
    months_later,
    named_month,
    real_day,
    weekday,
    weekday_number,
)
from botapp.lib.chinese.festival import find_festival
from botapp.lib.chinese.numeral import ALONE, HAN, N, cut, value

_DAYS_AHEAD = {"大后": 3, "后": 2, "明": 1, "今": 0}
_SHORT_DATE = (
    r"(?<![\d:./-])(?P<month>1[0-2]|0?[1-9])[-/](?P<day>3[01]|[12]\d|0?[1-9])"
    r"[日号]?(?![-/.:\d点时楼号日岁天个人元块周月年%栋室层次名位针片粒剂])"
)
_DOTTED_DATE = r"(?<!\S)(?P<month>1[0-2]|0?[1-9])\.(?P<day>3[01]|[12]\d|0?[1-9])(?!\S)"
_TENS = rf"[{HAN}]?十[{HAN}]?"
_LATER = r"(?:之后|以后|后)"
_NOT_A_HOUSE = r"(?<![路街道弄巷村组幢栋楼室年月])"
_NOT_A_DOOR = r"(?![楼院线令桌门窗店车厅房室库码文病床柜台站位])"


def _named_day(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=_DAYS_AHEAD[match["name"]])


def _next_month_day(match: re.Match[str], today: date) -> date | None:
    month, wanted = value(match, "month"), value(match, "day")
    this_year = real_day(today.year, month, wanted)
    return this_year if this_year and this_year >= today else real_day(today.year + 1, month, wanted)


def _next_day_of_month(match: re.Match[str], today: date) -> date | None:
    months = [month_start(today, ahead) for ahead in range(3)]
    found = [real_day(month.year, month.month, value(match, "day")) for month in months]
    return next((day for day in found if day and day >= today), None)


def _end_of_named_month(match: re.Match[str], today: date) -> date:
    return month_start(named_month(match, today), 1) - timedelta(days=1)


def _end_of_coming_month(match: re.Match[str], today: date) -> date | None:
    months = [month_start(today, ahead) for ahead in range(1, 13)]
    ends = [following - timedelta(days=1) for following in months]
    return next((end for end in ends if end.month == value(match, "month")), None)


def _days_later(match: re.Match[str], today: date) -> date:
    return today + timedelta(days=value(match, "n"))


def _weeks_later(match: re.Match[str], today: date) -> date:
    return today + timedelta(weeks=value(match, "n"))


def _months_later(match: re.Match[str], today: date) -> date:
    return months_later(today, value(match, "n"))


def _half_a_month_later(_match: re.Match[str], today: date) -> date:
    return today + timedelta(days=15)


_OR = re.compile(r"\s*(?:或者?|还是|要么)")
_Reader = Callable[[re.Match[str], date], date | None]
# Pattern, reader, and whether the words are so vague that the day is a guess.
_ROWS: list[tuple[re.Pattern[str], _Reader, bool]] = [
    (re.compile(YEAR + MONTH_DAY), full_date, False),
    (re.compile(DASHED_DATE), full_date, False),
    (re.compile(MONTH_DAY), _next_month_day, False),
    (re.compile(_SHORT_DATE), _next_month_day, False),
    (re.compile(_DOTTED_DATE), _next_month_day, True),
    (re.compile(rf"{MONTH_BY_WORD}(?P<day>{N})[日号]"), day_of_named_month, False),
    (re.compile(rf"{ALONE}(?P<month>{N})月[底末]"), _end_of_coming_month, False),
    (re.compile(rf"(?:{MONTH_BY_WORD}月?|月)[底末]"), _end_of_named_month, False),
    (re.compile(rf"{ALONE}(?P<n>\d{{1,3}}|{N})[天日]{_LATER}"), _days_later, False),
    (re.compile(rf"{ALONE}(?P<n>{N})个?{WEEK}{_LATER}"), _weeks_later, False),
    (re.compile(rf"{ALONE}(?P<n>{N})个月{_LATER}"), _months_later, False),
    (re.compile(rf"半个月{_LATER}"), _half_a_month_later, True),
    (re.compile(rf"再?过(?P<n>{N})天"), _days_later, True),
    (re.compile(r"(?P<name>大后|后|明|今)(?:天(?!性)|日|儿)"), _named_day, False),
    (re.compile(rf"{ALONE}{_NOT_A_HOUSE}(?P<day>{N})号{_NOT_A_DOOR}"), _next_day_of_month, False),
    (
        re.compile(rf"{ALONE}{_NOT_A_HOUSE}(?P<day>\d{{1,2}}|{_TENS})日(?![\d内后前间次])"),
        _next_day_of_month,
        False,
    ),
    (WEEKDAY, weekday, False),
]


def find_day(text: str, today: date) -> tuple[date | None, bool, str]:
    """The day that plain text names, whether it is a guess, and the text without it."""
    if festive := find_festival(text, today):
        return festive
    if LUNAR.search(text):
        return None, False, text
    for pattern, read, guessed in _ROWS:
        if match := pattern.search(text):
            found = read(match, today)
            rest = cut(text, match) if found else text
            return _checked_by_weekday(found, guessed, rest)
    return None, False, text


def _checked_by_weekday(found: date | None, guessed: bool, rest: str) -> tuple[date | None, bool, str]:
    named = WEEKDAY.search(rest) if found else None
    if found and _OR.match(rest.strip()):
        return found, True, rest  # 明天或后天: one of two days, so it is read back
    if not (found and named):
        return found, guessed, rest
    return found, guessed or weekday_number(named) != found.weekday(), cut(rest, named)
