"""Why a question gets the answer that it gets: what was read in it, which entries came near, what decided."""

from dataclasses import dataclass
from datetime import date

from botapp.lib.answer import MARGIN, Answerer, Outcome, enough
from botapp.lib.broad import meanings
from botapp.lib.knowledge import Entry
from botapp.lib.lexicon import grams, official
from botapp.lib.topic import leaned

SHOWN = 8
BECAUSE = {
    "safety": "先看安全：这句话像「{danger}」，别的都不看了。",
    "form": "这是要办事，转去「{action}」。",
    "status": "这是查自己的事，转去「{action}」。",
    "handoff": "这是要找人，转人工。",
    "choose": "前几名差不到 {margin}，让居民自己选。",
    "broad": "只有一个词，可能是好几件事，先问清楚。",
    "answer": "最高分 {best} 过了 {enough}，而且没有差不多的对手，直接回答。",
    "below": "最高分 {best} 低于 {enough}，没有把握，不答。",
    "elsewhere": "看着像，但这件事不归这里管，或者要先问清楚，所以不按分数回答。",
    "nothing": "没有哪一条沾边，不答。",
    "several": "一句话里问了几件事，每件各答一段。",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that came near: its score, its nearest phrasing, and what that shares with the question."""

    entry: Entry
    score: float
    phrase: str
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What would be said, and how it came about."""

    outcome: Outcome
    read_as: str
    leant_on: str
    enough: float
    candidates: tuple[Candidate, ...]
    why: str


def explain(engine: Answerer, question: str, today: date, topic_before: str = "") -> Explanation:
    """The outcome of `Answerer.ask` for a question, with everything that led to it."""
    outcome = engine.ask(question, today, topic_before=topic_before)
    asked = leaned(question, topic_before)
    words = official(asked)
    least = enough(words)
    near = tuple(_candidate(engine, slug, score, words) for slug, score in engine.rank(asked)[:SHOWN])
    leant_on = asked if asked != question else ""
    kind = "broad" if outcome.outcome == "choose" and meanings(asked) else _kind(outcome, near, least)
    return Explanation(outcome, words, leant_on, least, near, _because(kind, outcome, near, least))


def _candidate(engine: Answerer, slug: str, score: float, words: str) -> Candidate:
    entry, mine = engine.entries[slug], set(grams(words))
    phrase = max((entry.title, *entry.aliases), key=lambda one: _closeness(mine, official(one)))
    shared = [gram for gram in grams(words) if len(gram) > 1 and gram in official(phrase)]
    return Candidate(entry, score, phrase, tuple(dict.fromkeys(shared)))


def _closeness(mine: set[str], phrase: str) -> float:
    theirs = set(grams(phrase))
    return len(mine & theirs) / max(len(mine | theirs), 1)


def _because(kind: str, outcome: Outcome, near: tuple[Candidate, ...], least: float) -> str:
    facts = {
        "danger": outcome.danger.name if outcome.danger else "",
        "action": outcome.action,
        "margin": MARGIN,
        "best": f"{near[0].score:.2f}" if near else "0",
        "enough": least,
    }
    return BECAUSE[kind].format(**facts)


def _kind(outcome: Outcome, near: tuple[Candidate, ...], least: float) -> str:
    if outcome.outcome == "abstain":
        return "nothing" if not near else "below" if near[0].score < least else "elsewhere"
    if outcome.outcome == "answer" and len(outcome.citations) > 1:
        return "several"
    return outcome.outcome


def marked(text: str, shared: tuple[str, ...]) -> list[tuple[str, bool]]:
    """A text in stretches, each with whether the question shares it; joined they are the text again."""
    hit = [False] * len(text)
    lowered = text.lower() if len(text.lower()) == len(text) else text
    for gram in shared:
        at = lowered.find(gram)
        while at >= 0:
            hit[at : at + len(gram)] = [True] * len(gram)
            at = lowered.find(gram, at + 1)
    runs: list[tuple[str, bool]] = []
    for letter, is_hit in zip(text, hit, strict=True):
        if runs and runs[-1][1] == is_hit:
            runs[-1] = (runs[-1][0] + letter, is_hit)
        else:
            runs.append((letter, is_hit))
    return runs
