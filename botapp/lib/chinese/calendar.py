"""Days as people name them: patterns for dates and weekdays, and the arithmetic behind them."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from botapp.lib.chinese.numeral import ALONE, HAN, N, number, value

MONTH_BY_WORD = r"(?P<ahead>上上|上|下下|下|本|这)个?月的?"
YEAR = rf"(?P<year>\d{{4}}年|[{HAN}]{{4}}年|[今明后去前]年)的?"
MONTH_DAY = (
    rf"{ALONE}(?P<month>{N})月(?P<day>{N})"
    rf"(?:[日号]|(?![\d{HAN}十个次岁天月元.:点]|周(?![一二三四五六日天末])))"
)
DASHED_DATE = r"(?<![\d:./-])(?P<year>\d{4})([-/.])(?P<month>\d{1,2})\2(?P<day>\d{1,2})(?![\d-])"
WEEKDAYS = "一二三四五六日"
WEEK = r"(?:周|星期|礼拜)"
WEEKDAY_NAME = rf"{WEEK}(?P<name>[{WEEKDAYS}天末]|[1-6](?!\d))(?![次个年月岁])"
WEEKDAY = re.compile(rf"[(（]?(?<![\d{HAN}十半每几上个])(?:(?P<ahead>下下|下|本|这)个?)?{WEEKDAY_NAME}[)）]?")
LUNAR = re.compile(r"农历|阴历|旧历|腊月|正月")

_AHEAD = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1, "下下": 2}
_YEARS_AHEAD = {"前": -2, "去": -1, "今": 0, "明": 1, "后": 2}
_WEEKDAY_NUMBERS = {name: index for index, name in enumerate(WEEKDAYS)} | {"末": 5, "天": 6}


def real_day(year: int, month: int, day: int) -> date | None:
    """The date, or None when the calendar has no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_start(today: date, months_ahead: int) -> date:
    year, month = divmod(today.year * 12 + today.month - 1 + months_ahead, 12)
    return date(year, month + 1, 1)


def months_later(today: date, months_ahead: int) -> date:
    """The same day some months on, clamped to the month's last day (31 January + 1 = 28 February)."""
    start = month_start(today, months_ahead)
    return start.replace(day=min(today.day, monthrange(start.year, start.month)[1]))


def named_year(words: str, today: date) -> int:
    """The year that 2026年, 二〇二六年 or 去年 means; 0, which no date has, when it is none."""
    if words[0] in _YEARS_AHEAD:
        return today.year + _YEARS_AHEAD[words[0]]
    return number(words.removesuffix("年")) or 0


def full_date(match: re.Match[str], today: date) -> date | None:
    return real_day(named_year(match["year"], today), value(match, "month"), value(match, "day"))


def named_month(match: re.Match[str], today: date) -> date:
    """First day of 上个月, 本月, 下下个月; without such a word, of this month."""
    return month_start(today, _AHEAD[match["ahead"] or "本"])


def day_of_named_month(match: re.Match[str], today: date) -> date | None:
    start = named_month(match, today)
    return real_day(start.year, start.month, value(match, "day"))


def weekday_number(match: re.Match[str]) -> int:
    """0 for Monday, as in `date.weekday`; a weekend begins on Saturday."""
    name = match["name"]
    return int(name) - 1 if name.isdigit() else _WEEKDAY_NUMBERS[name]


def weekday(match: re.Match[str], today: date) -> date:
    """本 and 下 count calendar weeks from Monday; a bare weekday is the nearest to come, today included."""
    ahead = weekday_number(match) - today.weekday()
    if match["ahead"]:
        return today + timedelta(days=ahead, weeks=_AHEAD[match["ahead"]])
    if match["name"] == "末" and ahead < 0:
        return today
    return today + timedelta(days=ahead % 7)
