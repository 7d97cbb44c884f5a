"""What differs between two texts, character by character, in runs that a person can read."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

JOIN = 2  # equal runs up to this long between two changes are shown as part of the change


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is the same in both, only in the old one, or only in the new one."""

    kind: Literal["same", "gone", "new"]
    text: str


def runs(old: str, new: str) -> list[Run]:
    """The new text with what has gone and what is new; joined, same and new give `new` again."""
    told: list[tuple[str, str]] = []  # (gone, new); a pair of equal texts is the same
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        was, now = old[a:b], new[c:d]
        small = kind == "equal" and len(was) <= JOIN and bool(told) and b < len(old) and d < len(new)
        if told and (small or kind != "equal") and told[-1][0] != told[-1][1]:
            told[-1] = (told[-1][0] + was, told[-1][1] + now)
        else:
            told.append((was, now))
    return [run for was, now in told for run in _pair(was, now)]


def _pair(was: str, now: str) -> list[Run]:
    if was == now:
        return [Run("same", was)]
    return [Run(kind, text) for kind, text in (("gone", was), ("new", now)) if text]  # type: ignore[arg-type]
