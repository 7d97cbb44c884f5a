"""Which question words go with which answer words, learnt from example pairs: IBM Model 1 with plain numpy.

Brown et al., "The Mathematics of Statistical Machine Translation" (1993); as a translation language model:
Berger and Lafferty, "Information Retrieval as Statistical Translation" (1999).
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from botapp.lib.lexicon import grams
from botapp.lib.shape import ALL as MARKS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS = 3
SELF = 0.2
BACKGROUND = 0.2
FAINTEST = 0.001
LONGEST = 150
WIDE = 1 << 16  # with fewer words the meeting of two of them is a number of 32 bits
TINY = np.float32(1e-30)
TWICE = 2  # texts that a gram must be in: what was met once teaches nothing about others


class Translation:
    """Texts widened by the question words that their own words usually answer.

    Learning from 2,000 pairs of a question and a short answer takes some 8 s and 250 MB for that moment.
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
        elsewhere = {answer for _, answer in pairs} - set(texts)
        self.words = _vocabulary(
            [*said, *(question for question, _ in asked), *map(_tokens, sorted(elsewhere))]
        )
        common = _frequencies([*said, *(question for question, _ in asked)], self.words)
        table = _Table(*_align([(self._ids(q), self._ids(a)) for q, a in asked], len(self.words)))
        self._widen([self._ids(tokens) for tokens in said], table, common)

    def _ids(self, tokens: Sequence[str]) -> Ints:
        return np.array([self.words[token] for token in tokens if token in self.words], dtype=np.int64)

    def _widen(self, texts: Sequence[Ints], table: "_Table", common: Floats) -> None:
        rows = [_sparse(table.mass(text, len(self.words))) for text in texts]
        word = np.concatenate([*(at for at, _ in rows), np.zeros(0, dtype=np.int32)])
        mass = np.concatenate([*(mass for _, mass in rows), np.zeros(0, dtype=np.float32)])
        order = np.argsort(word, kind="stable")
        self.where = np.repeat(np.arange(len(texts), dtype=np.int32), [len(at) for at, _ in rows])[order]
        gains = np.log1p((1 - BACKGROUND) / BACKGROUND * mass / common[word])
        self.gains = gains[order].astype(np.float32)
        self.starts = np.searchsorted(word[order], np.arange(len(self.words) + 1))


def _sparse(mass: Floats) -> tuple[Any, Any]:
    at = np.flatnonzero(mass)
    return at.astype(np.int32), mass[at].astype(np.float32)


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
    kind = np.uint32 if size < WIDE else np.uint64
    sides = [(np.unique(question).astype(kind), np.unique(answer).astype(kind)) for question, answer in pairs]
    cells = np.unique(np.concatenate([_meetings(*side, size).ravel() for side in sides]))
    blocks = [np.searchsorted(cells, _meetings(*side, size)).astype(np.int32) for side in sides]
    lengths = np.diff(np.searchsorted(cells, np.arange(size + 1, dtype=np.uint64) * np.uint64(size)))
    chance = np.ones(len(cells), dtype=np.float32)
    for _ in range(ROUNDS):
        chance = _divided(_share_out(chance, blocks), lengths)
    kept = np.flatnonzero(chance >= FAINTEST)
    source, word = np.divmod(cells[kept].astype(np.int64), size)
    return source, word, chance[kept].astype(np.float64)


def _meetings(question: Any, answer: Any, size: int) -> Any:
    """One number for each meeting of a question word (rows) with an answer word (columns)."""
    return answer[None, :] * answer.dtype.type(size) + question[:, None]


def _share_out(chance: Any, blocks: Sequence[Any]) -> Any:
    counts = np.zeros_like(chance)
    for block in blocks:
        guess = chance[block]
        np.add.at(counts, block, guess / np.maximum(guess.sum(axis=1, keepdims=True), TINY))
    return counts


def _divided(counts: Any, lengths: Ints) -> Any:
    """Each count as a share of all that its answer word causes; cells stand in the order of answer words."""
    present = lengths[lengths > 0]
    starts = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(present)[:-1]])
    sums = np.add.reduceat(counts, starts) if len(counts) else counts
    return counts / np.maximum(np.repeat(sums, present), TINY)
