"""A conversation as plain text: saved from a phone, replayed as a test.

`# words` comment; `@ 2026-11-25 09:00` the township's time; `> words` said; `! EVENT key` done;
`< words` a line that the answer must contain, where … stands for anything.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from botapp import clock

PAUSE = timedelta(minutes=5)
NUMBER = re.compile(r"\b[A-Z]{1,3}-?\d{6}-\d+\b|https?://\S+")
KINDS = {"@": "time", ">": "say", "!": "event"}
SHAPES = {
    "image": "[图片]",
    "voice": "[语音]",
    "place": "[位置]",
    "news": "[图文]",
    "menu": "[选项]",
    "notice": "[通知]",
}


class Misspelt(ValueError):
    """A transcript line that means nothing; the text names it."""


@dataclass
class Step:
    """One thing done (kind: time, say or event) and the lines that must come back, in any order."""

    kind: str
    words: str
    expected: list[str] = field(default_factory=list)

    @property
    def moment(self) -> datetime:
        """The moment (UTC) of a step in time."""
        local = datetime.strptime(self.words, "%Y-%m-%d %H:%M").replace(tzinfo=clock.TOWN)
        return local.astimezone(UTC)


def parse(text: str) -> list[Step]:
    """The steps of a transcript; Misspelt for a line without a meaning."""
    steps: list[Step] = []
    for number, line in enumerate(text.splitlines(), 1):
        mark, words = line[:1], line[2:].strip()
        if mark in KINDS and words:
            steps.append(Step(KINDS[mark], words))
        elif mark == "<" and steps:
            steps[-1].expected.append(words)
        elif line.strip() and mark != "#":
            raise Misspelt(f"line {number}: {line}")
    return steps


def missing(step: Step, answer: str) -> list[str]:
    """The expected lines that the answer does not contain; a lone `<` expects silence."""
    if step.expected == [""]:
        return ["(nothing)"] if answer else []
    return [line for line in step.expected if not re.search(_pattern(line), answer)]


def write(story: Sequence[Mapping[str, Any]], title: str) -> str:
    """The transcript of a phone's story (rows of chat.story); numbers that differ each time become …."""
    return "\n".join([f"# {title}", *_lines(story), ""])


def _pattern(line: str) -> str:
    return ".*".join(re.escape(piece) for piece in line.split("…"))


def _lines(story: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    before = datetime.min.replace(tzinfo=UTC)
    for bubble in story:
        moment = datetime.fromtimestamp(bubble["at"], UTC)
        if moment - before > PAUSE:
            yield f"@ {clock.local(moment):%Y-%m-%d %H:%M}"
        before = moment
        yield from _told(bubble)


def _told(bubble: Mapping[str, Any]) -> Iterator[str]:
    if bubble["kind"] == "act":
        yield f"! {bubble['text']}"
    elif bubble["side"] == "mine":
        yield f"> {SHAPES.get(bubble['kind'], bubble['text'])}"
    elif bubble["side"] == "theirs" and bubble["kind"] == "text":
        yield from (f"< {NUMBER.sub('…', line)}" for line in bubble["text"].splitlines() if line.strip())
