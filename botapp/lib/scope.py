"""How likely a question is about what is answered here: a weight for each gram, learnt from examples.

The weights are made by `python -m bench.learn_scope` from the phrasings of config/policies and the tuning
half of config/questions. They decide only about doubtful questions: a close phrasing of an entry is answered
whatever its subject, so that staff may add subjects.
"""

import math
from functools import cache
from pathlib import Path

LONGEST = 3  # characters in a gram
WEIGHTS = Path(__file__).with_name("scope.tsv")


def grams(said: str) -> set[str]:
    """Every run of one to three characters of official words."""
    return {said[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(said) - size + 1)}


def chance_of_ours(said: str) -> float:
    """The chance, from 0 to 1, that official words ask about a subject of ours."""
    weights = _weights()
    found = grams(said)
    score = weights[""] + sum(weights.get(gram, 0.0) for gram in found) / math.sqrt(max(len(found), 1))
    return 1 / (1 + math.exp(-score))


@cache
def _weights() -> dict[str, float]:
    lines = (line.split("\t") for line in WEIGHTS.read_text("utf-8").splitlines())
    return {gram: float(weight) for gram, weight in lines}
