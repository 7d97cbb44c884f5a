"""Questions that ask the same thing, put together: close by the rare grams that they share."""

from collections import Counter
from collections.abc import Sequence
from math import log

from botapp.lib.lexicon import FRAMES, PARTICLES, grams, official

ALIKE = 0.5  # the shared part of the shorter question, from which two go together
CANDIDATES = 40  # earlier groups that a question is compared with


def clusters(questions: Sequence[str]) -> list[list[int]]:
    """Places of questions in groups, the biggest group first; the same questions give the same groups.

    Each question joins the nearest earlier group, or begins one: fast enough for thousands of them.
    """
    bags = [_bag(words) for words in questions]
    seen = Counter(gram for bag in bags for gram in bag)
    weight = {gram: len(gram) / (1 + log(count)) for gram, count in seen.items()}
    groups: list[list[int]] = []
    holding: dict[str, list[int]] = {}
    for place, bag in enumerate(bags):
        near = Counter(group for gram in bag for group in holding.get(gram, ()))
        found = (
            (_closeness(bag, bags[groups[group][0]], weight), -group)
            for group, _ in near.most_common(CANDIDATES)
        )
        best, group = max(found, default=(0.0, 0))
        if best >= ALIKE:
            groups[-group].append(place)
            continue
        for gram in bag:
            holding.setdefault(gram, []).append(len(groups))
        groups.append([place])
    return sorted(groups, key=lambda members: (-len(members), members[0]))


def _bag(words: str) -> frozenset[str]:
    plain = official(words)
    return frozenset(gram for gram in grams(FRAMES.sub("", plain) or plain) if gram not in PARTICLES)


def _closeness(one: frozenset[str], other: frozenset[str], weight: dict[str, float]) -> float:
    least = min(sum(weight[gram] for gram in bag) for bag in (one, other))
    return sum(weight[gram] for gram in one & other) / max(least, 1e-9)
