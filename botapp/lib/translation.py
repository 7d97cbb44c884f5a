"""Which question words go with which answer words, learnt from example pairs: IBM Model 1 with plain numpy.

Brown et al., "The Mathematics of Statistical Machine Translation" (1993); as a translation language model:
Berger and Lafferty, "Information Retrieval as Statistical Translation" (1999).
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from botapp.lib.lexicon import grams
from botapp.lib.shape import ALL as MARKS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS = 3
SELF = 0.25
BACKGROUND = 0.35
FAINTEST = 0.001
LONGEST = 150
TWICE = 2  # texts that a gram must be in: what was met once teaches nothing about others


class Translation:
    """Texts widened by the question words that their own words usually answer.

    Learning from 2,000 pairs of a question and a short answer takes about 3 s; bench/ranking.py prints memory.
    """

    def __init__(self, texts: Sequence[str], pairs: Sequence[tuple[str, str]]) -> None:
        self.is_learnt = bool(pairs)
        self.size = len(texts)
        if pairs:
            self._learn(texts, pairs)

    def scores(self, words: str) -> Floats:
        """How well each text explains the words: the sum of log gains over the background language."""
        scores = np.zeros(self.size)
        for token, count in Counter(_tokens(words)).items():
            word = self.words.get(token)
            if word is not None:
                span = slice(self.starts[word], self.starts[word + 1])
                scores[self.where[span]] += count * self.gains[span]
        return scores

    def _learn(self, texts: Sequence[str], pairs: Sequence[tuple[str, str]]) -> None:
        said = [_tokens(text) for text in texts]
        asked = [(_tokens(question), _tokens(answer)) for question, answer in pairs]
        self.words = _vocabulary([*said, *(question for question, _ in asked)])
        common = _frequencies([*said, *(question for question, _ in asked)], self.words)
        table = _Table(*_align([(self._ids(q), self._ids(a)) for q, a in asked], len(self.words)))
        self._widen([self._ids(tokens) for tokens in said], table, common)

    def _ids(self, tokens: Sequence[str]) -> Ints:
        return np.array([self.words[token] for token in tokens if token in self.words], dtype=np.int64)

    def _widen(self, texts: Sequence[Ints], table: "_Table", common: Floats) -> None:
        masses = [table.mass(text, len(self.words)) for text in texts]
        found = [np.flatnonzero(mass) for mass in masses]
        word = np.concatenate([*found, np.zeros(0, dtype=np.int64)])
        mass = np.concatenate([*(mass[at] for mass, at in zip(masses, found, strict=True)), np.zeros(0)])
        order = np.argsort(word, kind="stable")
        self.where = np.repeat(np.arange(len(texts)), [len(at) for at in found])[order]
        self.gains = np.log1p((1 - BACKGROUND) / BACKGROUND * mass / common[word])[order]
        self.starts = np.searchsorted(word[order], np.arange(len(self.words) + 1))


class _Table:
    """P(question word | answer word), kept by answer word."""

    def __init__(self, answer: Ints, question: Ints, chance: Floats) -> None:
        order = np.argsort(answer, kind="stable")
        self.answer, self.question, self.chance = answer[order], question[order], chance[order]

    def mass(self, text: Ints, size: int) -> Floats:
        """How likely each question word is, given a text: itself, or what it is known to answer."""
        share = np.bincount(text, minlength=size) / max(len(text), 1)
        words = np.unique(text)
        first, last = np.searchsorted(self.answer, words), np.searchsorted(self.answer, words, side="right")
        rows = np.concatenate(
            [*(np.arange(a, z) for a, z in zip(first, last, strict=True)), np.zeros(0, dtype=np.int64)]
        )
        learnt = np.bincount(
            self.question[rows], weights=self.chance[rows] * share[self.answer[rows]], minlength=size
        )
        return SELF * share + (1 - SELF) * learnt


def _tokens(words: str) -> list[str]:
    front = len(words) - len(words.lstrip(MARKS))
    return [*words[:front], *grams(words[front : front + LONGEST])]


def _vocabulary(bags: Sequence[Sequence[str]]) -> dict[str, int]:
    seen = Counter(token for bag in bags for token in set(bag))
    return {token: at for at, token in enumerate(sorted(token for token, n in seen.items() if n >= TWICE))}


def _frequencies(bags: Sequence[Sequence[str]], words: dict[str, int]) -> Floats:
    counts = np.ones(len(words))
    for token, count in Counter(token for bag in bags for token in bag if token in words).items():
        counts[words[token]] += count
    shares: Floats = counts / counts.sum()
    return shares


def _align(pairs: Sequence[tuple[Ints, Ints]], size: int) -> tuple[Ints, Ints, Floats]:
    """Expectation-maximisation: each question word is shared out over the answer words that may cause it."""
    sides = [(np.unique(question), np.unique(answer)) for question, answer in pairs]
    crossed = np.concatenate([(answer * size + question[:, None]).ravel() for question, answer in sides])
    cells = np.unique(crossed)
    cell = np.searchsorted(cells, crossed).astype(np.int32)
    del crossed
    source = cells // size
    asked = np.arange(sum(len(q) for q, _ in sides), dtype=np.int32)
    group = np.repeat(asked, [len(a) for q, a in sides for _ in q])
    chance = np.ones(len(cells))
    for _ in range(ROUNDS):
        counts = _share_out(chance[cell], cell, group)
        chance = counts / np.bincount(source, weights=counts)[source]
    kept = chance >= FAINTEST
    return source[kept], (cells % size)[kept], chance[kept]


def _share_out(guess: Floats, cell: Ints, group: Ints) -> Floats:
    per_word = np.bincount(group, weights=guess)
    return np.asarray(np.bincount(cell, weights=guess / per_word[group]), dtype=np.float64)
