"""Do two questions ask the same? Learnt from which words they share and, above all, in which they differ.

Logistic regression on a few similarities, the runs that only one of the two has, and pairs of such runs.
"""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from botapp.lib.lexicon import FRAMES, grams, normalise

Floats = NDArray[np.float64]
Pair = tuple[str, str]

ROUNDS, PACE, WEAKER = 120, 0.1, 1e-4
LONGEST = 4  # characters of a differing run that count as a whole
STEPS = 10  # a similarity is told in tenths


class Matcher:
    """How likely two questions ask the same, from 0 to 1; learns at once from labelled pairs."""

    def __init__(self, pairs: Sequence[Pair], same: Sequence[bool]) -> None:
        bags = [sorted(set(features(*pair))) for pair in pairs]
        self.place = {name: at for at, name in enumerate(sorted({name for bag in bags for name in bag}))}
        self.weights = np.zeros(len(self.place) + 1)
        self._learn(bags, np.array(same, dtype=np.float64))

    def score(self, one: str, other: str) -> float:
        """The chance that both ask the same."""
        known = [self.place[name] for name in set(features(one, other)) if name in self.place]
        return float(_logistic(self.weights[known].sum() + self.weights[-1]))

    def _learn(self, bags: Sequence[Sequence[str]], same: Floats) -> None:
        row = np.repeat(np.arange(len(bags)), [len(bag) for bag in bags])
        column = np.array([self.place[name] for bag in bags for name in bag], dtype=np.int64)
        mean, spread = np.zeros_like(self.weights), np.zeros_like(self.weights)
        for turn in range(1, ROUNDS + 1):
            sums = np.bincount(row, weights=self.weights[column], minlength=len(bags)) + self.weights[-1]
            wrong = _logistic(sums) - same
            slope = np.bincount(column, weights=wrong[row], minlength=len(self.weights)) / len(bags)
            slope[-1] = wrong.mean()
            slope += WEAKER * self.weights
            mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
            step = mean / (1 - 0.9**turn) / (np.sqrt(spread / (1 - 0.99**turn)) + 1e-9)
            self.weights -= PACE * step


def features(one: str, other: str) -> Iterator[str]:
    """Names of what a pair shows; the order of the two does not matter."""
    first, second = sorted((normalise(one), normalise(other)))
    yield from _likeness(first, second)
    here, there = _apart(first, second), _apart(second, first)
    yield from (f"d{run}" for run in here | there)
    yield from _crossed("x", here, there)
    yield from (f"g{gram}" for gram in set(grams(first)) ^ set(grams(second)))
    yield from _crossed("z", set(first) - set(second), set(second) - set(first))
    yield "f" + "~".join(",".join(sorted(set(FRAMES.findall(said)))) for said in (first, second))


def _crossed(kind: str, here: set[str], there: set[str]) -> Iterator[str]:
    """Everything that only one has beside everything that only the other has."""
    return (kind + "~".join(sorted((left, right))) for left in here for right in there)


def _likeness(first: str, second: str) -> Iterator[str]:
    a, b = set(first), set(second)
    c, d = set(grams(first)), set(grams(second))
    shares = {
        "characters": len(a & b) / max(len(a | b), 1),
        "grams": len(c & d) / max(len(c | d), 1),
        "order": fuzz.ratio(first, second) / 100,
        "part": fuzz.partial_ratio(first, second) / 100,
        "length": min(len(first), len(second)) / max(len(first), len(second), 1),
    }
    yield from (f"{name}{int(share * STEPS)}" for name, share in shares.items())
    yield f"only{len(a - b)},{len(b - a)}"


def _apart(said: str, other: str) -> set[str]:
    """The runs that only the first has, whole if short, and their characters and pairs."""
    blocks = SequenceMatcher(None, said, other, autojunk=False).get_opcodes()
    runs = [said[start:end] for kind, start, end, _, _ in blocks if kind in ("replace", "delete")]
    pieces = {piece for run in runs for piece in grams(run) if len(piece) > 1 or len(run) == 1}
    return pieces | {run for run in runs if len(run) <= LONGEST}


def _logistic(score: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-np.clip(score, -30, 30)))
    return chance
