"""A small language for signs of danger: rows of words and gaps, read both as characters and as sounds.

A row is parts with a space between: words (`抽搐|翻白眼`), names of word lists (`CHILD`), and gaps (`~4`: up to
four characters). `CHILD ~4 抽搐` finds 孩子突然抽搐 and, by its sound, haizi turan chouchu.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from botapp.lib.sound import blurred, syllables

Words = Mapping[str, str]
DISTINCT = 4  # syllables that a sign needs before characters that merely sound like it may show it


@dataclass(frozen=True)
class Sign:
    """One kind of danger in all the rows that show it; compiled when first looked for."""

    rows: tuple[str, ...]
    lists: Words

    def shows_in(self, said: str) -> bool:
        """Is one of the rows in the characters?"""
        return any(row.search(said) for row in self._written)

    def sounds_in(self, heard: str, distinct: bool = True) -> bool:
        """Is one of the rows in the syllables; of characters only rows of four syllables or more count."""
        rows = self._distinct if distinct else self._sounded
        return any(row.search(heard) for row in rows)

    @cached_property
    def _written(self) -> list[re.Pattern[str]]:
        return [re.compile("".join(map(_in_characters, self._parts(row)))) for row in self.rows]

    @cached_property
    def _sounded(self) -> list[re.Pattern[str]]:
        return [self._by_sound(row) for row in self.rows]

    @cached_property
    def _distinct(self) -> list[re.Pattern[str]]:
        return [self._by_sound(row) for row in self.rows if self._length(row) >= DISTINCT]

    def _by_sound(self, row: str) -> re.Pattern[str]:
        return re.compile("".join(map(_in_syllables, self._parts(row))) + "(?= |$)")

    def _length(self, row: str) -> int:
        return sum(min(map(len, part)) for part in self._parts(row) if not part[0].startswith("~"))

    def _parts(self, row: str) -> list[list[str]]:
        return [self._choices(part) for part in row.split()]

    def _choices(self, part: str) -> list[str]:
        words = [word for name in part.split("|") for word in self.lists.get(name, name).split()]
        return sorted(words, key=len, reverse=True)


def signs(table: str, **lists: str) -> Sign:
    """A sign from a table, one row a line; the lists are words with a space between."""
    return Sign(tuple(row.strip() for row in table.strip().splitlines()), lists)


def heard(words: str) -> str:
    """The words as their sounds, as rows are looked for in them."""
    return "".join(f" {sound}" for sound in blurred(syllables(words)))


def _in_characters(part: list[str]) -> str:
    if part[0].startswith("~"):
        return f".{{0,{part[0][1:]}}}"
    return f"(?:{'|'.join(map(re.escape, part))})"


def _in_syllables(part: list[str]) -> str:
    if part[0].startswith("~"):
        return f"(?: [^ ]+){{0,{part[0][1:]}}}"
    return f"(?:{'|'.join(heard(word) for word in part)})"
