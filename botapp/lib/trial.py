"""How good the answers are: the project's own questions put to an Answerer, and what came of them counted."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from botapp.lib.answer import Answerer, Outcome
from botapp.lib.knowledge import Entry, citation
from botapp.lib.lexicon import normalise
from botapp.lib.safety import spot

URGENT = (1, 3, 4, 5)
OFFERS = ("answer", "choose", "form", "status")  # what a question about something else must not get
STEPS = (0.0, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8)
NUMBER = re.compile(r"\d[\d.:%-]*")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as labelled: the outcome that is right, and its topic, reserved word or safety row."""

    question: str
    outcome: str
    what: str
    part: str


@dataclass(frozen=True, slots=True)
class Sets:
    """The four sets of config/questions; each line says whether it was used for tuning or held apart."""

    questions: tuple[Asked, ...]
    danger: tuple[tuple[int, str, str], ...]
    ordinary: tuple[tuple[str, str], ...]
    off_topic: tuple[tuple[str, str], ...]


def read_sets(folder: Path) -> Sets:
    """The sets of a folder: questions.tsv, safety.tsv, ordinary.tsv and off-topic.tsv, each with a header."""
    return Sets(
        tuple(Asked(*row) for row in _rows(folder / "questions.tsv")),
        tuple((int(row), words, part) for row, words, part in _rows(folder / "safety.tsv")),
        tuple((words, part) for words, part in _rows(folder / "ordinary.tsv")),
        tuple((words, part) for words, part in _rows(folder / "off-topic.tsv")),
    )


def figures(engine: Answerer, sets: Sets, part: str, today: date) -> dict[str, float]:
    """Shares from 0 to 1 for one part (tune or held), and counts where the name ends in _count."""
    asked = [(one, engine.ask(one.question, today)) for one in sets.questions if one.part == part]
    topics = [(one, outcome) for one, outcome in asked if one.outcome == "answer"]
    urgent = [(row, _row(words)) for row, words, half in sets.danger if half == part and row in URGENT]
    calm = [engine.ask(words, today) for words, half in sets.ordinary if half == part]
    beside = [engine.ask(words, today) for words, half in sets.off_topic if half == part]
    return {
        "questions_count": len(asked),
        "right_topic_first": _share(outcome.topic == one.what for one, outcome in topics),
        "right_behaviour": _share(_behaves(one, outcome) for one, outcome in asked),
        "danger_count": len(urgent),
        "safety_recall": _share(found > 0 for _, found in urgent),
        "safety_right_row": _share(row == found for row, found in urgent),
        "ordinary_count": len(calm),
        "false_alarms": _share(outcome.outcome == "safety" for outcome in calm),
        "off_topic_count": len(beside),
        "off_topic_answered": _share(outcome.outcome in OFFERS for outcome in beside),
        "invented_count": sum(len(invented(engine, one.question, outcome, today)) for one, outcome in asked),
    }


def coverage(engine: Answerer, sets: Sets, today: date) -> list[tuple[float, float, float]]:
    """Risk against coverage over all questions: (least score, share answered, share of these wrong)."""
    asked = [(one, engine.ask(one.question, today)) for one in sets.questions]
    beside = [(None, engine.ask(words, today)) for words, _ in sets.off_topic]
    given = [(one, outcome) for one, outcome in [*asked, *beside] if outcome.outcome == "answer"]
    table = []
    for step in STEPS:
        kept = [(one, outcome) for one, outcome in given if outcome.score >= step]
        wrong = _share(one is None or one.what != outcome.topic for one, outcome in kept)
        table.append((step, len(kept) / max(len(asked), 1), wrong))
    return table


def invented(engine: Answerer, question: str, outcome: Outcome, today: date) -> list[str]:
    """Numbers in an answer that stand neither in the question nor in the entries and citations it gives."""
    if outcome.outcome != "answer":
        return []
    cited = [entry for entry in engine.entries.values() if citation(entry, today) in outcome.citations]
    known = " ".join([question, *(_written(entry, today) for entry in cited)])
    return [number for number in NUMBER.findall(outcome.text) if number not in known]


def _written(entry: Entry, today: date) -> str:
    return f"{entry.title} {entry.text} {entry.next_words} {citation(entry, today)} 人工 12345"


def is_right(one: Asked, outcome: Outcome) -> bool:
    """Whether a question got what its label asks for, and an answer is of the right topic."""
    return _behaves(one, outcome) and (one.outcome != "answer" or one.what in ("", outcome.topic))


def asked_beside(sets: Sets) -> tuple[Asked, ...]:
    """The talk about other things as questions that must get no answer."""
    return tuple(Asked(words, "abstain", "", part) for words, part in sets.off_topic)


def _behaves(one: Asked, outcome: Outcome) -> bool:
    if outcome.danger is not None:
        return one.outcome == "safety" and str(outcome.danger.row) == one.what
    return outcome.outcome == one.outcome and (not outcome.action or outcome.action == one.what)


def _row(words: str) -> int:
    danger = spot(words)
    return danger.row if danger and danger.priority != "P2" else 0


def _share(right: Iterable[bool]) -> float:
    held: Sequence[bool] = list(right)
    return round(sum(held) / len(held), 4) if held else 0.0


def _rows(path: Path) -> list[list[str]]:
    lines = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
    for number, line in enumerate(lines, 2):
        if not normalise(line[0]) and len(line) < 2:
            raise ValueError(f"{path}: {number}")
    return lines
