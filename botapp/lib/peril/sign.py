"""A small language for signs of danger: rows of words and gaps, read both as characters and as sounds.

A row is parts with a space between: words (`抽搐|翻白眼`), names of word lists (`CHILD`), and gaps
(`~4`: up to four characters). `CHILD ~4 抽搐` finds 孩子突然抽搐 and, by its sound, haizi turan chouchu.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from botapp.lib.sound import blurred, syllables

Words = Mapping[str, str]
CONTINUED = re.compile(r"\n\s*\|")
SPELLED = 3  # syllables that a row needs to be seen in pinyin


@dataclass(frozen=True)
class Sign:
    """One kind of danger in all the rows that show it; compiled when first looked for."""

    rows: tuple[str, ...]
    lists: Words

    def sounds_in(self, heard: str) -> bool:
        """Is one of the rows in the syllables of a message spelled in pinyin?"""
        return any(row.search(heard) for row in self._spelled)

    @property
    def written(self) -> str:
        """A pattern that finds the rows in characters."""
        rows = [self._parts(row) for row in self.rows]
        any_row = "|".join("".join(map(_in_characters, row)) for row in rows)
        return f"{_opening(rows)}(?:{any_row})"

    @cached_property
    def _spelled(self) -> list[re.Pattern[str]]:
        rows = [self._parts(row) for row in self.rows]
        told = [row if _length(row) >= SPELLED else [*row[:-1], _longer(row[-1])] for row in rows]
        return [_sounding(row) for row in told if all(row) and _length(row) >= SPELLED]

    @property
    def words(self) -> set[str]:
        """Every word of three characters or more in the rows."""
        parts = [part for row in self.rows for part in self._parts(row) if not _is_gap(part)]
        return {word for part in parts for word in part if len(word) > 2 and not word.isascii()}

    def _parts(self, row: str) -> list[list[str]]:
        return [self._choices(part) for part in row.split()]

    def _choices(self, part: str) -> list[str]:
        words = [word for name in part.split("|") for word in self.lists.get(name, name).split()]
        return sorted(words, key=len, reverse=True)


def signs(table: str, **lists: str) -> Sign:
    """A sign from a table, one row a line, a line that begins with | goes on; lists are words and spaces."""
    return Sign(tuple(CONTINUED.sub("|", table.strip()).splitlines()), lists)


def heard(words: str) -> str:
    """The words as their sounds, as rows are looked for in them."""
    return "".join(f" {sound}" for sound in blurred(syllables(words)))


def _length(row: list[list[str]]) -> int:
    return sum(min(map(len, part)) for part in row if not _is_gap(part))


def _longer(part: list[str]) -> list[str]:
    return [word for word in part if len(word) > 1]


def _sounding(row: list[list[str]]) -> re.Pattern[str]:
    return re.compile("".join(_in_syllables(part) for part in row) + "(?= |$)")


def _is_gap(part: Sequence[str]) -> bool:
    return part[0].startswith("~")


def _opening(rows: Sequence[Sequence[Sequence[str]]]) -> str:
    """What looks ahead for the first character of any row, so that most places are passed over at once."""
    if any(_is_gap(row[0]) for row in rows):
        return ""
    letters = sorted({word[0] for row in rows for word in row[0]})
    return f"(?=[{''.join(map(re.escape, letters))}])"


def _in_characters(part: list[str]) -> str:
    if _is_gap(part):
        return f".{{0,{part[0][1:]}}}"
    return f"(?:{'|'.join(map(re.escape, part))})"


def _in_syllables(part: list[str]) -> str:
    if _is_gap(part):
        return f"(?: [^ ]+){{0,{part[0][1:]}}}"
    return f"(?:{'|'.join(heard(word) for word in part)})"
