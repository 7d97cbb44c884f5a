"""Learn the weights of botapp/lib/scope.tsv: is a question about what is answered here? And try them.

    .venv/bin/python -m bench.learn_scope [--keep]

Ours are the phrasings of config/policies and the questions of the tuning half; not ours are talk about other
things, everyday messages and the subjects of other offices. Prints shares of the held half; --keep writes.
"""

import argparse
import re
from collections import Counter

import numpy as np

from bench.everyday import messages
from bench.learn_safety import CONFIG, descend, table
from botapp.lib.elsewhere import FOREIGN
from botapp.lib.knowledge import read_all
from botapp.lib.lexicon import SUBJECT, official
from botapp.lib.scope import WEIGHTS, chance_of_ours, grams

ASKED = ("answer", "form", "status")
FRAMES = ("{}", "{}怎么办", "{}多少钱", "{}在哪里", "怎么申请{}", "{}补贴")
LEAST = 0.2  # weights that hardly matter are left out
OFTEN = 3  # how often talk about other things counts beside what is put together


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--keep", action="store_true", help="write the weights")
    chosen = words.parse_args()
    weights = learn(ours("tune") + phrasings(), others("tune") * OFTEN + everyday() + offices())
    if chosen.keep:
        lines = [f"{gram}\t{weight:.2f}" for gram, weight in sorted(weights.items()) if abs(weight) >= LEAST]
        WEIGHTS.write_text("\n".join(lines) + "\n", "utf-8")
        print(f"{len(lines)} weights, {WEIGHTS.stat().st_size / 1024:.0f} KB")
    for name, asked in (("ours", ours("held")), ("others", others("held"))):
        chances = np.array([chance_of_ours(official(question)) for question in asked])
        print(name, len(asked), {least: round(float((chances >= least).mean()), 3) for least in (0.4, 0.88)})


def ours(part: str) -> list[str]:
    """Questions of one half that something of ours answers."""
    return [row[0] for row in table("questions.tsv") if row[3] == part and row[1] in ASKED]


def others(part: str) -> list[str]:
    """Talk about other things of one half."""
    return [words for words, half in table("off-topic.tsv") if half == part]


def phrasings() -> list[str]:
    """What entries list as their phrasings."""
    return [alias for entry in read_all(CONFIG / "policies") for alias in entry.aliases]


def everyday() -> list[str]:
    """Messages put together from everyday words that name nothing of ours."""
    return [words for words in messages() if not SUBJECT.search(official(words))]


def offices() -> list[str]:
    """The subjects of other offices, each in a few common questions."""
    names = re.findall("[\u3400-\u9fff]{2,}", FOREIGN)
    return [frame.format(name) for name in names for frame in FRAMES]


def learn(ours_: list[str], others_: list[str]) -> dict[str, float]:
    """A weight for each gram that stands in two questions or more, and the bias under the empty gram."""
    bags = [grams(official(words)) for words in ours_ + others_]
    counts = Counter(gram for bag in bags for gram in bag)
    place = {gram: at for at, gram in enumerate(sorted(gram for gram, seen in counts.items() if seen > 1))}
    known = [[place[gram] for gram in sorted(bag) if gram in place] for bag in bags]
    row = np.concatenate([np.full(len(found), at) for at, found in enumerate(known)])
    column = np.concatenate([np.array(found, dtype=np.int64) for found in known])
    value = np.concatenate([np.full(len(found), 1 / np.sqrt(max(len(found), 1))) for found in known])
    right = np.array([[at >= len(ours_), at < len(ours_)] for at in range(len(bags))], dtype=np.float64)
    weights, bias = descend(row, column, value, right, len(place))
    return {"": float(bias[0]), **{gram: float(weights[at, 0]) for gram, at in place.items()}}


if __name__ == "__main__":
    main()
