"""Words picked wrongly by their sound (签住, 补帖, 不想火了) set right where a known term sounds the same."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from botapp.lib.sound import syllables

SHORT = 3  # terms up to this length may differ in one character, longer ones in two


class Respeller:
    """Known terms by their sound; `leave` are ordinary words that only happen to sound like one of them."""

    def __init__(self, terms: Iterable[str], leave: Iterable[str] = ()) -> None:
        self.terms = {term for term in terms if len(term) > 1}
        self.leave = set(leave)
        sizes = {len(term) for term in self.terms}
        openings: dict[tuple[str, str], set[int]] = {}
        for term in self.terms | self.leave:
            openings.setdefault((_first(term[0]), _first(term[1])), set()).add(len(term))
        self.openings = {sounds: sorted(found & sizes) for sounds, found in openings.items()}
        self.by_sound: dict[tuple[str, ...], list[str]] = {}
        for term in sorted(term for term in self.terms if len(_sound(term)) == len(term)):
            self.by_sound.setdefault(tuple(_sound(term)), []).append(term)

    def mend(self, words: str) -> str:
        """The words with every slip set right; words without one come back as they are."""
        for start, slip, term in self._slips(words):
            words = words[:start] + term + words[start + len(slip) :]
        return words

    def _slips(self, words: str) -> Iterator[tuple[int, str, str]]:
        sounds = [_first(character) for character in words]
        free = [True] * len(words)
        for start, size in self._places(sounds):
            found = self._term(words[start : start + size], sounds[start : start + size])
            if found and all(free[start : start + size]):
                free[start : start + size] = [False] * size
                if found != words[start : start + size]:
                    yield start, words[start : start + size], found

    def _places(self, sounds: list[str]) -> list[tuple[int, int]]:
        """Where a term can begin, by its first two sounds, and how long it is: longer ones first."""
        places = [
            (start, size)
            for start, pair in enumerate(pairwise(sounds))
            for size in self.openings.get(pair, ())
            if start + size <= len(sounds)
        ]
        return sorted(places, key=lambda place: -place[1])

    def _term(self, window: str, sounds: list[str]) -> str | None:
        """The term that the window is or was meant to be."""
        if window in self.terms or window in self.leave:
            return window
        terms = self.by_sound.get(tuple(sounds), ())
        return next((term for term in terms if _differences(term, window) <= 1 + (len(term) > SHORT)), None)


def _sound(words: str) -> list[str]:
    return syllables(words) or [words]


@lru_cache(maxsize=1 << 13)
def _first(character: str) -> str:
    return _sound(character)[0]


def _differences(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
