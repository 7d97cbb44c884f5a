"""How long one answer takes, and how much memory the index needs, with synthetic entries and passages.

    .venv/bin/python -m bench.answering [--entries 5000] [--passages 100000]

Entries are copies of the seeded ones with other words put in; passages are pieces of the same texts.
Prints p50, p99 and the slowest in ms, seconds to build, and the MB of resident memory (2^20 bytes) added.
"""

import argparse
import gc
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from botapp.lib.answer import Answerer
from botapp.lib.knowledge import Entry, read_all
from botapp.lib.rank import Index
from botapp.lib.trial import read_sets

CONFIG = Path(__file__).parents[1] / "config"
TODAY = date(2026, 11, 23)
PAGE_MB = 4096 / 2**20
Made = TypeVar("Made")
LENGTH = 60  # characters in a passage


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--entries", type=int, default=5000)
    words.add_argument("--passages", type=int, default=100_000)
    chosen = words.parse_args()
    seeds = read_all(CONFIG / "policies")
    asked = [one.question for one in read_sets(CONFIG / "questions").questions]
    engine = measured(f"{len(seeds)} entries", lambda: Answerer(seeds))
    timed(asked, lambda question: engine.ask(question, TODAY))
    many = measured(f"{chosen.entries} entries", lambda: Answerer(multiplied(seeds, chosen.entries)))
    timed(asked, lambda question: many.ask(question, TODAY))
    texts = passages(seeds, chosen.passages)
    index = measured(f"{chosen.passages} passages", lambda: Index(texts))
    timed(asked, lambda question: index.search(question))


def multiplied(seeds: Sequence[Entry], count: int) -> list[Entry]:
    """As many entries as asked for: each a seed with some characters of others put into its phrasings."""
    chance = random.Random(1)
    pool = [alias for entry in seeds for alias in entry.aliases]
    made = []
    for number in range(count):
        seed = seeds[number % len(seeds)]
        aliases = tuple(_mixed(alias, chance.choice(pool), chance) for alias in seed.aliases)
        made.append(replace(seed, slug=f"{seed.slug}-{number}", aliases=aliases))
    return made


def passages(seeds: Sequence[Entry], count: int) -> list[tuple[str, str]]:
    """Passages of 60 characters put together from pieces of the seeded texts."""
    chance = random.Random(2)
    whole = "".join(entry.text for entry in seeds)
    starts = [[chance.randrange(len(whole) - 12) for _ in range(LENGTH // 12)] for _ in range(count)]
    return [(str(at), "".join(whole[start : start + 12] for start in row)) for at, row in enumerate(starts)]


def measured(name: str, build: Callable[[], Made]) -> Made:
    """What was built, after saying how long that took and what it added to memory."""
    before, started = _resident(), time.perf_counter()
    made = build()
    print(f"{name}: built in {time.perf_counter() - started:.1f} s, {_resident() - before:.0f} MB")
    return made


def timed(asked: Sequence[str], answer: Callable[[str], object]) -> None:
    """Each question once to warm up, then once on the clock."""
    for question in asked[:50]:
        answer(question)
    taken = sorted(_seconds(answer, question) for question in asked)
    at = {"p50": len(taken) // 2, "p99": int(len(taken) * 0.99), "slowest": -1}
    print("   " + "  ".join(f"{name} {taken[place] * 1000:.2f} ms" for name, place in at.items()))


def _seconds(answer: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    answer(question)
    return time.perf_counter() - started


def _mixed(words: str, other: str, chance: random.Random) -> str:
    cut = chance.randrange(1, max(len(words), 2))
    return words[:cut] + other[:2] + words[cut:]


def _resident() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB


if __name__ == "__main__":
    main()
