"""What examples taught about danger: a weight for each gram and row, for wordings that no sign foresaw.

The weights are made by `python -m bench.learn_safety` from the tuning half of config/questions.
"""

import math
from functools import cache
from pathlib import Path

from botapp.lib.lexicon import SUBJECT
from botapp.lib.sound import is_spelled_out

ROWS = (1, 3, 4, 5)
LONGEST = 3  # characters in a gram
LEAST = 5  # characters that a message needs to be judged by what was learnt
WEIGHTS = Path(__file__).with_name("weights.tsv")
SURE = 0.5  # at this chance of any danger the line is shown
ERRAND_SURE = 0.75  # at this one, when the words also name what this office deals with

Row = tuple[float, ...]


def grams(said: str) -> set[str]:
    """Every run of one to three characters of normalised words."""
    return {said[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(said) - size + 1)}


def suspected(said: str, least: float = SURE) -> int:
    """The row that normalised words most likely belong to; 0 when that is less likely than `least`."""
    if len(said) < LEAST or is_spelled_out(said):
        return 0
    shares = chances(said)
    best = max(range(1, len(shares)), key=lambda at: shares[at])
    needed = max(least, ERRAND_SURE if SUBJECT.search(said) else SURE)
    return ROWS[best - 1] if 1 - shares[0] >= needed else 0


def chances(said: str) -> list[float]:
    """The chance of no danger and of each of ROWS; together 1."""
    weights, bias = _weights()
    found = grams(said)
    scale = 1 / math.sqrt(max(len(found), 1))
    known = [weights[gram] for gram in found if gram in weights]
    sums = map(sum, zip(*known, strict=True)) if known else [0.0] * len(bias)
    scores = [0.0, *(b + scale * each for b, each in zip(bias, sums, strict=True))]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    return [power / sum(powers) for power in powers]


@cache
def _weights() -> tuple[dict[str, Row], Row]:
    lines = (line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines() if line[0] != "#")
    table = {gram: tuple(map(float, row)) for gram, *row in lines}
    return table, table.pop("")
