"""Days off and make-up workdays of a year, out of the `holidays` package, as rows for the town's calendar.

A year counts as announced when the package knows make-up workdays for it: every yearly notice of the
State Council's office has some. Before that only the statutory days are certain.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from holidays import HolidayBase, country_holidays

SATURDAY = 5
_LAW = "《全国年节及纪念日放假办法》，当年放假安排尚未公布"
_NOTICE_PAGES = {2026: "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"}
_SWAPPED = re.compile(r"由 (\d{4}-\d{2}-\d{2}) 调休")


@dataclass(frozen=True, order=True)
class CalendarDay:
    """A day that does not follow its weekday: `off`, or `work` on a weekend."""

    day: date
    kind: Literal["off", "work"]
    name: str
    source: str


def has_notice(year: int) -> bool:
    """Whether the official arrangement of that year is known, make-up workdays included."""
    return bool(_workdays(_official(year), year))


def days(year: int) -> list[CalendarDay]:
    """All days of a year that differ from the plain week, in order.

    With a notice: every day off, weekends inside the holiday included, and the make-up workdays.
    Without one: the statutory days only (2024 text of the holiday law), as nobody knows more yet.
    """
    return _announced(year) if has_notice(year) else _statutory(year)


def _announced(year: int) -> list[CalendarDay]:
    official, source = _official(year), _notice(year)
    workdays = _workdays(official, year)
    off = {day: _festival(official, day) for day in _with_weekends(set(official), set(workdays))}
    off |= {day: "除夕" for day, name in official.items() if "除夕" in name}
    rows = [CalendarDay(day, "off", name, source) for day, name in off.items()]
    rows += [CalendarDay(day, "work", f"{name}调休上班", source) for day, name in workdays.items()]
    return sorted(rows)


def _statutory(year: int) -> list[CalendarDay]:
    named = country_holidays("CN", years=year, observed=False, language="zh_CN")
    return [CalendarDay(day, "off", _plain(name), _LAW) for day, name in sorted(named.items())]


def _official(year: int) -> HolidayBase:
    return country_holidays("CN", years=year, language="zh_CN")


def _notice(year: int) -> str:
    title = f"国务院办公厅关于{year}年部分节假日安排的通知"
    return f"{title} {_NOTICE_PAGES[year]}" if year in _NOTICE_PAGES else title


def _workdays(official: HolidayBase, year: int) -> dict[date, str]:
    """Make-up workdays of the year with the festival that each makes up for."""
    swaps = {
        date.fromisoformat(swap[1]): day for day, name in official.items() if (swap := _SWAPPED.search(name))
    }
    known = [day for day in official.weekend_workdays if day.year == year]
    return {day: _festival(official, swaps.get(day, day)) for day in known}


def _with_weekends(off: set[date], workdays: set[date]) -> set[date]:
    """The days off and the weekend days that touch them, which the notice counts as part of the holiday."""
    grown = set(off)
    for day in off:
        for step in (timedelta(days=1), timedelta(days=-1)):
            beside = day + step
            while beside.weekday() >= SATURDAY and beside not in workdays and beside.year == day.year:
                grown.add(beside)
                beside += step
    return grown


def _festival(official: HolidayBase, day: date) -> str:
    """Name of the festival nearest to a day; New Year's Eve counts as 春节."""
    named = [other for other, name in official.items() if "调休" not in name and "除夕" not in name]
    return _plain(official[min(named, key=lambda other: (abs(other - day), other))])


def _plain(name: str) -> str:
    return name.removesuffix("（补假）").removeprefix("农历").replace("; ", "、")
