"""Learn the weights of botapp/lib/peril/weights.tsv from the tuning half of config/questions, and try them.

    .venv/bin/python -m bench.learn_safety [--keep]

Multinomial logistic regression over grams of one to three characters, full-batch with momentum, numpy only,
about ten seconds. Prints recall and false alarms of the held half, which is never learnt from; --keep writes.
"""

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.everyday import messages
from botapp.lib.knowledge import read_all
from botapp.lib.lexicon import normalise
from botapp.lib.peril.learnt import ROWS, WEIGHTS, chances, grams, suspected

CONFIG = Path(__file__).parents[1] / "config"
ROUNDS, PACE, MOMENTUM = 1500, 8.0, 0.9
WEAKER = 5e-5  # what keeps weights small
CALM = 1.0  # how much an ordinary message weighs beside one of danger

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Examples = list[tuple[str, int]]


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--keep", action="store_true", help="write the weights")
    chosen = words.parse_args()
    weights, bias = learn(examples("tune") + phrasings() + everyday())
    if chosen.keep:
        write(weights, bias)
    show(examples("held"))


def examples(part: str) -> Examples:
    """Messages of one half with their row, 0 for every row that is not grave."""
    danger = [(words, int(row)) for row, words, half in table("safety.tsv") if half == part]
    names = ("ordinary.tsv", "off-topic.tsv")
    calm = [(words, 0) for name in names for words, half in table(name) if half == part]
    asked = [(row[0], 0) for row in table("questions.tsv") if row[3] == part and row[1] != "safety"]
    return [(words, row if row in ROWS else 0) for words, row in danger + calm + asked]


def phrasings() -> Examples:
    """What entries list as their phrasings: nobody is in danger there."""
    return [(alias, 0) for entry in read_all(CONFIG / "policies") for alias in entry.aliases]


def everyday() -> Examples:
    """Messages about other things: they teach that a common word is no danger by itself."""
    return [(words, 0) for words in messages()]


def learn(known: Examples) -> tuple[dict[str, Floats], Floats]:
    """A weight for each gram and row, and one for each row alone."""
    bags = [grams(normalise(words)) for words, _ in known]
    counts = Counter(gram for bag in bags for gram in bag)
    place = {gram: at for at, gram in enumerate(sorted(counts))}
    row = np.concatenate([np.full(len(bag), at) for at, bag in enumerate(bags)])
    column = np.array([place[gram] for bag in bags for gram in sorted(bag)])
    value = np.concatenate([np.full(len(bag), 1 / np.sqrt(max(len(bag), 1))) for bag in bags])
    right = np.array([[label == 0, *(label == r for r in ROWS)] for _, label in known], dtype=np.float64)
    weights, bias = descend(row, column, value, right, len(place))
    return {gram: weights[at] for gram, at in place.items()}, bias


def write(table: dict[str, Floats], bias: Floats) -> None:
    """The weights as text, rounded; grams that hardly matter are left out."""
    kept = {gram: row for gram, row in sorted(table.items()) if np.abs(row).max() >= 0.25}
    lines = ["\t".join([gram, *(f"{x:.1f}" for x in row)]) for gram, row in [("", bias), *kept.items()]]
    WEIGHTS.write_text("# gram\t" + "\t".join(map(str, ROWS)) + "\n" + "\n".join(lines) + "\n", "utf-8")
    print(f"{len(lines)} weights, {WEIGHTS.stat().st_size / 1024:.0f} KB")


def show(held: Examples) -> None:
    """Recall and false alarms of the learnt layer alone."""
    seen = [(label, suspected(normalise(words)), words) for words, label in held]
    danger = [(label, found) for label, found, _ in seen if label]
    calm = [found for label, found, _ in seen if not label]
    met, right = np.mean([found > 0 for _, found in danger]), np.mean([a == b for a, b in danger])
    print(f"recall {met:.3f}, right row {right:.3f}")
    print(f"false alarms {np.mean([found > 0 for found in calm]):.3f} of {len(calm)}")
    for label, found, words in seen:
        if bool(label) != bool(found):
            print(label, found, words, [round(x, 2) for x in chances(normalise(words))])


def descend(row: Ints, column: Ints, value: Floats, right: Floats, size: int) -> tuple[Floats, Floats]:
    """Weights and biases against the first kind, from (row, column, value) and which kind is right."""
    share = _shares(right)
    weights, bias = np.zeros((size, right.shape[1])), np.zeros(right.shape[1])
    speed, bias_speed = np.zeros_like(weights), np.zeros_like(bias)
    for _ in range(ROUNDS):
        scores = _spread(row, value[:, None] * weights[column], len(right)) + bias
        wrong = (_softmax(scores) - right) * share[:, None]
        slope = _spread(column, value[:, None] * wrong[row], size) + WEAKER * weights
        speed = MOMENTUM * speed - PACE * slope
        bias_speed = MOMENTUM * bias_speed - PACE * wrong.sum(0)
        weights, bias = weights + speed, bias + bias_speed
    return weights[:, 1:] - weights[:, :1], bias[1:] - bias[:1]


def _shares(right: Floats) -> Floats:
    """Danger and calm weigh the same together, whatever their numbers."""
    calm = right[:, 0] > 0
    shares: Floats = np.where(calm, CALM / calm.sum(), 1 / (~calm).sum())
    return shares


def _spread(at: Ints, rows: Floats, size: int) -> Floats:
    return np.stack([np.bincount(at, weights=column, minlength=size) for column in rows.T], axis=1)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(1, keepdims=True))
    shares: Floats = powers / powers.sum(1, keepdims=True)
    return shares


def table(name: str) -> list[list[str]]:
    """The lines of one file of config/questions, without its header."""
    path = CONFIG / "questions" / name
    return [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]


if __name__ == "__main__":
    main()
