"""Clock times and half-days in a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

from botapp.lib.chinese.numeral import ALONE, HAN, N, cut, number, plain, value

Half = Literal["上午", "下午", ""]
NOON = 12


@dataclass(frozen=True)
class TimeOfDay:
    """A local clock time, or only a half-day when `time` is None; `guessed` asks for the resident's yes."""

    time: time | None
    half: Half
    guessed: bool = False


_HALVES: dict[str, Half] = {
    **dict.fromkeys(["上午", "早上", "早晨", "清晨", "凌晨", "早"], "上午"),
    **dict.fromkeys(["下午", "午后", "傍晚", "晚上", "晚间", "夜里", "晚", "中午", "正午"], "下午"),
}
_HALF = "|".join(name for name in _HALVES if len(name) > 1)
_ABOUT = rf"左右|多|[以之]?[前后]|\s*[-~—–到至]\s*{N}(?::\d\d|[点时]半?)"
_TIME = re.compile(
    rf"(?:(?P<half>{_HALF}|早|晚)[的约大概\s]*)?(?:差(?P<lack>一刻|十五分|十分|五分|15分|10分|5分)钟?到?)?"
    rf"{ALONE}(?<!:)(?P<hour>{N})"
    r"(?:"
    r":(?P<digits>[0-5]\d)(?![\d:])"
    r"|[点时](?:(?P<part>半(?![会载辈天年]))|(?P<quarters>[一1三3])刻|整|钟"
    rf"|[零〇]?(?P<minutes>{N})(?:分(?!之)|(?![\d{HAN}十个人位名次岁元号楼周月年天线点]))"
    rf"|(?!点|建议|意见|要求|问题|原因|疑问|想法|儿|[{HAN}十]))"
    rf")(?P<about>{_ABOUT})?"
)
_HALF_ALONE = re.compile(rf"(?P<half>{_HALF})(?!好(?![吗不]))")
_LACKS = {"一刻": 15, "十五分": 15, "十分": 10, "五分": 5, "15分": 15, "10分": 10, "5分": 5}
_PRECISE = ("half", "digits", "part", "quarters", "minutes")


def time_of_day(words: str) -> TimeOfDay | None:
    """The time or half-day that a sentence names; a bare 1点 to 7点 is a guess (1 to 6: afternoon)."""
    return find_time(plain(words))[0]


def find_time(text: str) -> tuple[TimeOfDay | None, str]:
    """The time that plain text names, and the text without it."""
    for match in _TIME.finditer(text):
        if not _is_only_a_little(match, text) and (found := _clock(match)):
            return found, cut(text, match)
    if alone := _HALF_ALONE.search(text):
        return _half_alone(alone["half"]), cut(text, alone)
    return None, text


def _is_only_a_little(match: re.Match[str], text: str) -> bool:
    # 便宜一点 and 一时 name no time; 下午一点, 一点半, or 一点 as the whole answer do.
    return match["hour"] == "一" and not any(match[name] for name in _PRECISE) and match[0] != text.strip()


def _clock(match: re.Match[str]) -> TimeOfDay | None:
    said, minute = value(match, "hour"), _minute(match)
    if said > 24 or minute > 59:
        return None
    hour, guessed = _hour(said, match)
    if hour >= 24:
        return TimeOfDay(None, "下午", guessed=True)
    if match["lack"] and not minute and hour:
        hour, minute = hour - 1, 60 - _LACKS[match["lack"]]
    half: Half = "上午" if hour < NOON else "下午"
    return TimeOfDay(time(hour, minute), half, guessed or bool(match["about"]))


def _minute(match: re.Match[str]) -> int:
    if match["part"]:
        return 30
    if match["quarters"]:
        return 15 * value(match, "quarters")
    return number(match["digits"] or match["minutes"] or "0") or 0


def _hour(said: int, match: re.Match[str]) -> tuple[int, bool]:
    """Hour of the day, and whether it is a guess. Office hours decide what is not said."""
    half = match["half"]
    if half is None:
        is_vague = 1 <= said <= 7 and not match["hour"].startswith("0")
        return said + NOON if is_vague and said < 7 else said, is_vague
    if _HALVES[half] == "上午":
        return said, said > NOON
    if half in ("中午", "正午"):
        return said + NOON if said < 6 else said, False
    if said == NOON and half not in ("下午", "午后"):
        return 24, True
    return said + NOON if said < NOON else said, False


def _half_alone(name: str) -> TimeOfDay:
    if name in ("中午", "正午"):
        return TimeOfDay(time(NOON), "下午", guessed=True)
    return TimeOfDay(None, _HALVES[name])
