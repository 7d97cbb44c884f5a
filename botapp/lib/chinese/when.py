"""A sentence with a day and a time in it, such as 预约两癌筛查 下周三上午9点, and how we say both back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from botapp.lib.chinese.calendar import WEEKDAYS
from botapp.lib.chinese.clocktime import Half, TimeOfDay, find_time
from botapp.lib.chinese.coming import find_day
from botapp.lib.chinese.numeral import plain

# In 周三的改到周五 the day that is wanted stands behind the verb.
_CHANGE = re.compile(r"(.*(?:[改换推]到|[改换]成|改为|提前到))(.+)", re.DOTALL)
_NO_TIME = TimeOfDay(None, "")


@dataclass(frozen=True)
class When:
    """What a sentence says about day and time, both local; `rest` is the sentence with a gap in their place.

    `half` is also filled in when a time was said. `guessed`: something was vague or contradicted itself
    (2点, 过两天, 11月26日周三 when that is a Thursday), so read it back and ask for a yes.
    """

    day: date | None = None
    time: time | None = None
    half: Half = ""
    guessed: bool = False
    rest: str = ""


def when(words: str, today: date) -> When:
    """Day and time of a sentence; numbers that are no dates stay in `rest`.

    A day without a year is the next one to come, today included. A year that was said is kept, and
    本周一 is this week's, so the day may lie in the past.
    After 改到 only the new day and time count.
    """
    text = plain(words)
    change = _CHANGE.match(text)
    parts = [(change[1], change[2]), ("", text)] if change else [("", text)]
    readings = (_read(before, part, today) for before, part in parts)
    return next((reading for reading in readings if reading), When(rest=words))


def day(words: str, today: date) -> date | None:
    """The day that a sentence names, read as in `when`."""
    return when(words, today).day


def say_day(day: date) -> str:
    """As in 11月25日 周三."""
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def say_moment(day: date, time: time) -> str:
    """As in 11月25日 周三 9:00."""
    return f"{say_day(day)} {time.hour}:{time.minute:02}"


def _read(before: str, text: str, today: date) -> When | None:
    found, guessed, rest = find_day(text, today)
    clock, rest = find_time(rest)
    if found is None and clock is None:
        return None
    clock = clock or _NO_TIME
    return When(found, clock.time, clock.half, guessed or clock.guessed, _tidy(before + rest))


def _tidy(rest: str) -> str:
    return " ".join(rest.split()).strip(" ,，。、;；").removeprefix("的").strip()
