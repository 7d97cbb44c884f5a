"""Days that a festival or the lunar calendar names: 国庆后第一个工作日, 腊月初八, 农历十月二十."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from lunar_python import Lunar, LunarMonth, Solar

from botapp.lib import holiday
from botapp.lib.chinese.numeral import cut

_MONTHS = {"正": 1, "冬": 11, "腊": 12, **{name: n for n, name in enumerate("一二三四五六七八九十", 1)}}
_MONTHS |= {"十一": 11, "十二": 12}
_UNITS = {name: n for n, name in enumerate("一二三四五六七八九十", 1)}
_LUNAR = re.compile(
    r"(?P<named>农历|阴历|旧历)?的?(?P<month>[正冬腊]|十[一二]?|[二三四五六七八九])月"
    r"(?P<day>初[一二三四五六七八九十]|十[一二三四五六七八九]?|[廿二]十?[一二三四五六七八九]?|三十)[日号]?"
)
_FIXED = {
    "元旦": (1, 1),
    "妇女节": (3, 8),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "儿童节": (6, 1),
    "国庆": (10, 1),
}
_OF_THE_MOON = {"春节": (1, 1), "大年初一": (1, 1), "元宵": (1, 15), "端午": (5, 5), "中秋": (8, 15)}
_OF_THE_MOON |= {"重阳": (9, 9), "腊八": (12, 8)}
_NAMES = "|".join((*_FIXED, *_OF_THE_MOON, "清明"))
_FESTIVAL = re.compile(
    rf"(?P<name>{_NAMES})节?(?P<after>(?:长?假|放假)?(?:之后|以后|过后|后|完)的?"
    r"(?:第一个工作日|第一天上班|上班第一天|头一个工作日|第1个工作日))?(?P<more>[前后过])?"
)
_SECOND_DAY = timedelta(days=1)


def find_festival(text: str, today: date) -> tuple[date, bool, str] | None:
    """The next such day, whether it is a guess, and the text without it; None when none is named."""
    if (match := _LUNAR.search(text)) and _is_lunar(match):
        found = _next_lunar(_MONTHS[match["month"]], _day(match["day"]), today)
        return (found, False, cut(text, match)) if found else None
    match = _FESTIVAL.search(text)
    if match is None or match["more"]:  # 国庆前, 国庆后 name no day
        return None
    at = _next_festival(match["name"], today)
    if at is None:
        return None
    if not match["after"]:
        return at, False, cut(text, match)
    known = holiday.has_notice(at.year)  # before the yearly notice nobody knows how long the days off last
    return (_first_workday(at), False, cut(text, match)) if known else None


def _is_lunar(match: re.Match[str]) -> bool:
    """十月二十 is an ordinary date, unless the lunar calendar is named or the words belong to it alone."""
    return bool(match["named"]) or match["month"] in "正冬腊" or match["day"][0] in "初廿"


def _day(words: str) -> int:
    if words.startswith("初"):
        return _UNITS[words[1]]
    tens = {"十": 10, "廿": 20, "二": 20, "三": 30}[words[0]]
    rest = words[1:].removeprefix("十") if words[0] in "廿二三" else words[1:]
    return tens + (_UNITS[rest] if rest else 0)


def _next_lunar(month: int, day: int, today: date) -> date | None:
    year = Solar.fromYmd(today.year, today.month, today.day).getLunar().getYear()
    days = (_solar(one, month, day) for one in (year, year + 1, year + 2))
    return next((found for found in days if found and found >= today), None)


def _solar(year: int, month: int, day: int) -> date | None:
    """A day of the lunar calendar; None where that month has only 29."""
    known = LunarMonth.fromYm(year, month)
    if known is None or day > known.getDayCount():
        return None
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _next_festival(name: str, today: date) -> date | None:
    return next((day for day in _festivals(name, today) if day >= today), None)


def _festivals(name: str, today: date) -> Iterator[date]:
    for year in (today.year - 1, today.year, today.year + 1):
        if name in _FIXED:
            yield date(year, *_FIXED[name])
        elif name in _OF_THE_MOON and (found := _solar(year, *_OF_THE_MOON[name])):
            yield found
        elif name == "清明":
            bright = Lunar.fromYmd(year, 2, 1).getJieQiTable()["清明"]
            yield date(bright.getYear(), bright.getMonth(), bright.getDay())


def _first_workday(festival: date) -> date:
    """The first working day after a festival's days off, make-up workdays included."""
    kinds = {row.day: row.kind for year in (festival.year, festival.year + 1) for row in holiday.days(year)}
    day = festival + _SECOND_DAY
    while kinds.get(day, "off" if day.weekday() >= holiday.SATURDAY else "work") == "off":
        day += _SECOND_DAY
    return day
