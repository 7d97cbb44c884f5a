"""Typed fields of template and subscription messages: what fits, and what is shortened by its meaning.

Source: the table of parameter kinds in developers.weixin.qq.com, service/api/notify/notify,
api_sendnewsubscribemsg. A value that does not fit costs the whole message (47003).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from unicodedata import category, normalize

THING, SHORT_THING, LONGEST_CODE = 20, 5, 32
MORE = "…"
HOUR = r"([01]?\d|2[0-3]):[0-5]\d"
DAY = r"(\d{4})(?:年|-|/|\.)(\d{1,2})(?:月|-|/|\.)(\d{1,2})(?:日)?"
RANGE = re.compile(r"\s*[~至到—–]\s*")
STOPS, PAUSES = "。！？；!?;\n", "，、：,: "
LOOSE = STOPS + PAUSES + "（(【[「“·~-"


def fit(key: str, value: str) -> str:
    """The value as a field such as `thing1` takes it: `key` is the kind of the field and its number.

    Raises ValueError when the value cannot be said in that kind, and for kinds whose values only the template
    lists (const, enum).
    """
    kind = re.fullmatch(r"([a-z]+(?:_[a-z]+)*)\d*", key)
    if kind is None or kind[1] not in KINDS:
        raise ValueError(f"{key}: unknown kind of field")
    told = KINDS[kind[1]](_visible(value))
    if not told.strip():
        raise ValueError(f"{key}: nothing is left to say")
    return told


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters: whole sentences, else clauses, else words, and `…` for the rest.

    Numbers and Latin words are never cut in the middle, brackets never left open. Raises ValueError when
    nothing can be kept.
    """
    if len(text) <= limit:
        return text
    for marks in (STOPS, PAUSES):
        cut = max(text[:limit].rfind(mark) for mark in marks)
        if cut > limit // 3 and not _is_inside(text[cut - 1], text[cut]):
            return _closed(text[:cut])
    return _closed(text[: _word_end(text, limit - len(MORE))])


def _closed(head: str) -> str:
    opened = max(head.rfind(mark) for mark in "（([【「“")
    if opened >= 0 and not any(mark in head[opened:] for mark in "）)]】」”"):
        head = head[:opened]
    kept = head.rstrip(LOOSE)
    if not kept:
        raise ValueError("nothing can be kept whole")
    return kept + MORE


def _word_end(text: str, cut: int) -> int:
    while cut and _is_inside(text[cut - 1], text[cut]):
        cut -= 1
    return cut


def _is_inside(before: str, after: str) -> bool:
    """Whether a cut here would split a number, a Latin word or a sign of several characters."""
    joined = "._-:/%+"
    whole = before.isascii() and after.isascii() and (before.isalnum() or before in joined)
    together = whole and not after.isspace() and (after.isalnum() or after in joined)
    unit = before.isdigit() and after in "年月日号点时分元%℃楼室幢"
    return together or unit or category(after).startswith("M")


def _visible(value: str) -> str:
    """One line without control characters."""
    shown = "".join(" " if sign.isspace() or category(sign)[0] == "Z" else sign for sign in value)
    shown = "".join(sign for sign in shown if category(sign)[0] != "C")
    return re.sub(" +", " ", shown).strip()


def _thing(limit: int) -> Callable[[str], str]:
    return lambda value: shorten(value, limit)


def _whole(pattern: str, *, spaced: bool = False) -> Callable[[str], str]:
    """A kind that is taken whole or not at all: a number cut short would be another number."""

    def check(value: str) -> str:
        told = normalize("NFKC", value)
        told = told if spaced else told.replace(" ", "")
        if not re.fullmatch(pattern, told, re.ASCII):
            raise ValueError("does not fit its kind, and must not be cut")
        return told

    return check


def _number(value: str) -> str:
    told = _whole(r"\d+(\.\d+)?")(_ungrouped(value))
    whole, _, decimals = told.partition(".")
    if len(whole) > LONGEST_CODE:
        raise ValueError("too many digits")
    rest = decimals[: max(0, LONGEST_CODE - len(whole) - 1)]
    return f"{whole}.{rest}" if rest else whole


def _amount(value: str) -> str:
    return _whole(r"[¥$]?\d{1,10}(\.\d{1,2})?元?")(_ungrouped(value))


def _ungrouped(value: str) -> str:
    """1,234.50 without the commas that only group digits."""
    return re.sub(r"(?<=\d)[,，](?=\d{3}(?!\d))", "", value)


def _moment(value: str, *, needs_hour: bool, needs_day: bool) -> str:
    ends = RANGE.split(normalize("NFKC", value.replace("～", "~")))
    if len(ends) > 2:
        raise ValueError("a range has two ends")
    return "~".join(_end(end, needs_hour=needs_hour, needs_day=needs_day) for end in ends)


def _end(text: str, *, needs_hour: bool, needs_day: bool) -> str:
    told = re.fullmatch(rf"(?:{DAY})?[ T]?(?P<hour>{HOUR})?", text.strip(), re.ASCII)
    if told is None or (needs_hour and not told["hour"]) or (needs_day and not told[1]):
        raise ValueError("not a time of day" if needs_hour else "not a day")
    if not told[1]:
        return told["hour"]
    day = date(int(told[1]), int(told[2]), int(told[3]))  # ValueError for a day that no calendar has
    return f"{day.year:04d}年{day.month}月{day.day}日 {told['hour'] or ''}".strip()


def _name(value: str) -> str:
    told = normalize("NFKC", value).replace("•", "·").replace("・", "·")
    if re.fullmatch(r"[\u4e00-\u9fff·]+", told):
        return _leading(told, "·", 10)
    if re.fullmatch(r"[A-Za-z .]+", told):
        return _leading(told, " ", 20)
    raise ValueError("not a name of one script")


def _leading(name: str, mark: str, limit: int) -> str:
    """As many whole parts of a name as fit."""
    while len(name) > limit:
        name, found, _ = name.rpartition(mark)
        if not found:
            raise ValueError("no part of the name fits")
    return name.strip(mark)


def _phrase(value: str) -> str:
    told = next(iter(re.split(r"[，。、；：！？,.;:!? ]+", value)))
    if not re.fullmatch(r"[\u4e00-\u9fff]{1,5}", told) or re.search(r"[0-9A-Za-z]", value):
        raise ValueError("not a phrase of five characters")
    return told


def _car(value: str) -> str:
    told = normalize("NFKC", value).replace(" ", "").upper()
    if not re.fullmatch(r"[\u4e00-\u9fffA-Z0-9]{1,8}", told):
        raise ValueError("a plate has up to eight characters and digits")
    return told


KINDS: dict[str, Callable[[str], str]] = {
    "thing": _thing(THING),
    "short_thing": _thing(SHORT_THING),
    "number": _number,
    "letter": _whole(r"[A-Za-z]{1,32}"),
    "symbol": _whole(r"[!-/:-@\[-^`{-~]{1,5}"),
    "character_string": _whole(r"[!-~]{1,32}"),
    "time": lambda value: _moment(value, needs_hour=True, needs_day=False),
    "date": lambda value: _moment(value, needs_hour=False, needs_day=True),
    "amount": _amount,
    "phone_number": _whole(r"[\d+()\- ]{1,17}", spaced=True),
    "car_number": _car,
    "name": _name,
    "phrase": _phrase,
}
