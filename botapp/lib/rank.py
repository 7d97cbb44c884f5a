"""Ranking short Chinese texts without a dictionary: BM25 over character 1-2-grams, and closeness of phrases.

BM25: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009), k1 1.2, b 0.75.
"""

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from botapp.lib.lexicon import FRAMES, PARTICLES, SUBJECTS, grams, normalise
from botapp.lib.shape import marks
from botapp.lib.translation import Translation

Floats = NDArray[np.float64]
Posting = tuple[NDArray[np.int32], NDArray[np.float32]]

K1, B = 1.2, 0.75
LEARNT = 8  # weight of what examples taught beside plain BM25, both levelled to 1
ASKED = 0.7  # how much of the question must be met, against how much of the phrase
STRONG = 1.5  # what a gram that names one of our subjects counts
FAINT = 0.3  # what a gram of the question's frame (什么时候, 怎么) counts beside one of its subject


HEADS = frozenset(gram for subject in SUBJECTS for gram in grams(subject) if len(gram) > 1)


def parts(words: str) -> set[str]:
    """The grams of what a phrase is about, and whole (in spaces) the words that only frame it."""
    subject = FRAMES.sub("", words)
    return {*grams(subject), *(f" {frame} " for frame in FRAMES.findall(words))}


class Index:
    """Texts by id, found again by any wording; `pairs` of (question, text) teach it more."""

    def __init__(self, passages: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, str]] = ()) -> None:
        self.ids = [id_ for id_, _ in passages]
        texts = [normalise(text) for _, text in passages]
        self.postings = _bm25(texts)
        told = [(normalise(question), marks(answer) + normalise(answer)) for question, answer in pairs]
        shaped = [marks(text) + plain for (_, text), plain in zip(passages, texts, strict=True)]
        self.translation = Translation(shaped, told)

    def search(self, query: str, top: int = 10) -> list[tuple[str, float]]:
        """The best ids with their scores, best first; ids that share nothing with the query are left out."""
        scores = self.scores(query)
        best = np.argsort(-scores, kind="stable")[:top]
        return [(self.ids[at], float(scores[at])) for at in best if scores[at] > 0]

    def scores(self, query: str) -> Floats:
        """One score a passage, in their order; what was learnt is added to the plain score."""
        words = normalise(query)
        plain = _gather(self.postings, Counter(grams(words)), len(self.ids))
        if not self.translation.is_learnt:
            return plain
        return _level(plain) + LEARNT * _level(self.translation.scores(words))


class Phrases:
    """How close a question comes to the nearest of each id's known phrasings, from 0 to 1."""

    def __init__(self, phrases: Sequence[tuple[str, str]]) -> None:
        place = {id_: at for at, id_ in enumerate(dict.fromkeys(id_ for id_, _ in phrases))}
        self.names = list(place)
        phrases = sorted(phrases, key=lambda phrase: place[phrase[0]])  # each id's phrases side by side
        self.ids = [id_ for id_, _ in phrases]
        self.words = [words for _, words in phrases]
        self.firsts = np.searchsorted([place[id_] for id_ in self.ids], np.arange(len(place)))
        bags = [parts(words) for words in self.words]
        self.rarity = {gram: rarity * _worth(gram) for gram, rarity in _rarity(bags).items()}
        self.unseen = max(self.rarity.values(), default=1.0)
        sizes = np.array([self._weight(bag) for bag in bags]) if bags else np.zeros(0)
        self.of_phrase = (1 - ASKED) / np.maximum(sizes, 1e-9)
        self.postings = _postings(
            (at, gram, self.rarity[gram]) for at, bag in enumerate(bags) for gram in bag
        )

    def closeness(self, words: str) -> Floats:
        """For each of `names` its best phrase, by the weight that question and phrase share; 0 for none."""
        bag = parts(words)
        shared = _gather(self.postings, dict.fromkeys(bag, 1), len(self.ids))
        close = shared * (ASKED / max(self._weight(bag), 1e-9) + self.of_phrase)
        return np.maximum.reduceat(close, self.firsts) if len(self.names) else np.zeros(0)

    def _weight(self, bag: Iterable[str]) -> float:
        return sum(self.rarity[gram] if gram in self.rarity else self.unseen * _worth(gram) for gram in bag)


def _bm25(texts: Sequence[str]) -> dict[str, Posting]:
    """Read twice rather than kept: 100,000 bags of grams would fill a gigabyte."""
    lengths = [len(grams(text)) for text in texts]
    mean = sum(lengths) / max(len(lengths), 1) or 1.0
    rarity = _rarity(map(set, map(grams, texts)))
    return _postings(
        (at, gram, rarity[gram] * count * (K1 + 1) / (count + K1 * (1 - B + B * lengths[at] / mean)))
        for at, text in enumerate(texts)
        for gram, count in Counter(grams(text)).items()
    )


def _rarity(bags: Iterable[Iterable[str]]) -> dict[str, float]:
    seen: Counter[str] = Counter()
    total = 0
    for bag in bags:
        seen.update(bag)
        total += 1
    return {gram: float(np.log1p((total - n + 0.5) / (n + 0.5))) for gram, n in seen.items()}


def _worth(gram: str) -> float:
    if gram in HEADS:
        return STRONG
    return FAINT if gram.startswith(" ") or PARTICLES.issuperset(gram) else 1.0


def _postings(weights: Iterable[tuple[int, str, float]]) -> dict[str, Posting]:
    """For each gram the places that hold it and its weight there, 8 bytes a place."""
    number: dict[str, int] = {}
    places, grams_, values = array("i"), array("i"), array("f")
    for at, gram, weight in weights:
        places.append(at)
        grams_.append(number.setdefault(gram, len(number)))
        values.append(weight)
    held = np.array(grams_, dtype=np.int32)
    order = np.argsort(held, kind="stable")
    where, value = np.array(places, dtype=np.int32)[order], np.array(values, dtype=np.float32)[order]
    ends = np.cumsum(np.bincount(held, minlength=len(number)))
    starts = ends - np.bincount(held, minlength=len(number))
    return {gram: (where[starts[n] : ends[n]], value[starts[n] : ends[n]]) for gram, n in number.items()}


def _gather(postings: dict[str, Posting], counts: dict[str, int], size: int) -> Floats:
    found = [(postings[gram], count) for gram, count in counts.items() if gram in postings]
    if not found:
        return np.zeros(size)
    places = np.concatenate([at for (at, _), _ in found])
    weights = np.concatenate([weight if count == 1 else weight * count for (_, weight), count in found])
    return np.asarray(np.bincount(places, weights=weights, minlength=size), dtype=np.float64)


def _level(scores: Floats) -> Floats:
    highest = float(scores.max(initial=0.0))
    return scores / highest if highest > 0 else scores
