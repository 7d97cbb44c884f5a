"""Numbers as people type them, and the plain form of a sentence that all other reading starts from."""

from __future__ import annotations

import re
import unicodedata

HAN = "零〇一二两三四五六七八九"
# One number of at most two digits, and the promise that it is not the tail of a longer one or an ordinal.
N = rf"(?:\d{{1,2}}|[{HAN}]?十[{HAN}]?|[{HAN}])"
ALONE = rf"(?<![\d.第])(?:(?=\d)|(?<![{HAN}十百千]))"

_PLAIN = str.maketrans("：－／．點時號週禮兩後個", ":-/.点时号周礼两后个")
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = re.compile(rf"([{HAN}])?十([{HAN}])?")
_LONGEST = 9


def number(words: str) -> int | None:
    """The value of digits or of a numeral: 12, １２, 十二, 两, 二〇二六; None for anything else."""
    text = _plain_digits(words.strip()).translate(_PLAIN)
    if len(text) > _LONGEST:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if tens := _TENS.fullmatch(text):
        return _DIGITS[tens[1] or "一"] * 10 + _DIGITS[tens[2] or "零"]
    if not text or set(text) - set(_DIGITS):
        return None
    return int("".join(str(_DIGITS[character]) for character in text))


def value(match: re.Match[str], name: str) -> int:
    """The number in a named group that matched `N`."""
    found = number(match[name])
    if found is None:
        raise ValueError(f"{match[name]} is not a number")
    return found


def plain(words: str) -> str:
    """The sentence with plain digits and signs, 明早 written out, and no gaps inside dates."""
    text = _plain_digits(words).translate(_PLAIN)
    text = re.sub(r"(?<=\d)\s+(?=[年月日号点时])|(?<=[年月])\s+(?=\d)", "", text)
    text = re.sub(r"([今明])([早晚])上?", r"\1天\2上", text)
    return re.sub(r"明(?=[上下]午)", "明天", text)


def cut(text: str, match: re.Match[str]) -> str:
    """The text without the match; a gap stays, so that its neighbours do not form a new phrase."""
    return f"{text[: match.start()]} {text[match.end() :]}"


def _plain_digits(words: str) -> str:
    # Patterns see every script's digits as digits, so all of them must have a value here.
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in words)
