"""How well `Matcher` tells two questions that ask the same: area under the curve in folds by first question.

    .venv/bin/python -m bench.matching FILE.csv [--folds 5]

The file has the columns query1, query2 and label (1: both ask the same). No first question is in two folds.
"""

import argparse
import csv
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from botapp.lib.lexicon import normalise
from botapp.lib.matching import Matcher

Row = tuple[str, str, bool]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("file", type=Path)
    words.add_argument("--folds", type=int, default=5)
    chosen = words.parse_args()
    rows = _read(chosen.file)
    order = {name: at % chosen.folds for at, name in enumerate(sorted({first for first, _, _ in rows}))}
    scores, plain, started = np.zeros(len(rows)), np.zeros(len(rows)), time.perf_counter()
    for fold in range(chosen.folds):
        known = [row for row in rows if order[row[0]] != fold]
        matcher = Matcher([(one, other) for one, other, _ in known], [same for _, _, same in known])
        for at, (one, other, _) in enumerate(rows):
            if order[one] == fold:
                scores[at], plain[at] = matcher.score(one, other), _shared(one, other)
    same = np.array([row[2] for row in rows])
    right = np.mean((scores >= 0.5) == same)
    print(f"shared characters: AUC {area(plain, same):.4f}")
    print(f"learnt: AUC {area(scores, same):.4f}, accuracy {right:.4f}; {len(rows)} pairs")
    print(f"{time.perf_counter() - started:.0f} s")


def area(scores: NDArray[np.float64], same: NDArray[np.bool_]) -> float:
    """The chance that a pair that asks the same scores above one that does not; ties count half."""
    values, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    ranks = middle[place]
    yes, no = int(same.sum()), int((~same).sum())
    return float((ranks[same].sum() - yes * (yes + 1) / 2) / (yes * no))


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["query1"], row["query2"], row["label"] == "1") for row in csv.DictReader(file)]


def _shared(one: str, other: str) -> float:
    a, b = set(normalise(one)), set(normalise(other))
    return len(a & b) / max(len(a | b), 1)


if __name__ == "__main__":
    main()
