"""Who answers what: handlers register for words, menu keys, events and kinds; stages are asked in order."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import TypeVar
from unicodedata import normalize

from botapp.models.resident import Resident
from botapp.wechat import Incoming

Handler = Callable[[Resident, str], str | None]
EventHandler = Callable[[Resident, Incoming], str | None]
AccountHandler = Callable[[Incoming], None]
Reader = Callable[[str], None]
H = TypeVar("H", bound=Handler)
E = TypeVar("E", bound=EventHandler)
A = TypeVar("A", bound=AccountHandler)


class Stage(IntEnum):
    """The order of asking; the first that has an answer gives it."""

    DANGER = 1
    STOP = 2
    PERSON = 3
    COMMAND = 4
    FORM = 5
    WORD = 6
    POLICY = 7
    HELP = 8


YES = {"好", "好的", "要", "行", "可以", "是", "是的", "要的", "嗯"}
COMMANDS = {"帮助", "菜单", "人工", "转人工", "找工作人员", "上一步", "取消", "继续"}
SPOKEN = tuple(Stage)
TAPPED = (Stage.STOP, Stage.PERSON, Stage.COMMAND, Stage.WORD, Stage.POLICY, Stage.HELP)


class Topical(str):
    """An answer from an entry about a topic (T7), so that the next question may lean on it."""

    topic: str = ""
    entry: str = ""

    @classmethod
    def about(cls, topic: str, entry: str, text: str) -> "Topical":
        """These words, what they are about, and the short name of the entry that says so."""
        said = cls(text)
        said.topic, said.entry = topic, entry
        return said


@dataclass(frozen=True, slots=True)
class Answer:
    """What to reply (None: nothing) and who said so; `topic` when it is about one (T7)."""

    text: str | None
    handler: str
    stage: Stage | None = None

    @property
    def topic(self) -> str:
        """What a following question may lean on."""
        return self.text.topic if isinstance(self.text, Topical) else ""

    @property
    def entry(self) -> str:
        """The short name of the policy entry that answered."""
        return self.text.entry if isinstance(self.text, Topical) else ""


class _Tables:
    """What has registered, filled while the handlers are imported."""

    stages: dict[Stage, list[Handler]] = {}
    words: dict[str, Handler] = {}
    patterns: list[tuple[re.Pattern[str], Handler]] = []
    events: dict[str, EventHandler] = {}
    account: dict[str, AccountHandler] = {}
    kinds: dict[str, EventHandler] = {}
    asides: list[Handler] = []
    readers: list[Reader] = []


def at(stage: Stage) -> Callable[[H], H]:
    """Ask this handler at a stage; it returns None to pass."""

    def register(handler: H) -> H:
        _Tables.stages.setdefault(stage, []).append(handler)
        return handler

    return register


def on(*words: str) -> Callable[[H], H]:
    """Give these exact words (and menu keys) to this handler. Raises ValueError when a word is taken."""

    def register(handler: H) -> H:
        for word in words:
            if _Tables.words.setdefault(plain(word), handler) is not handler:
                raise ValueError(f"two handlers want {word!r}")
        return handler

    return register


def on_pattern(pattern: str) -> Callable[[H], H]:
    """Offer sentences that match to this handler, after the exact words; it returns None to pass."""

    def register(handler: H) -> H:
        _Tables.patterns.append((re.compile(pattern), handler))
        return handler

    return register


def on_event(*events: str) -> Callable[[E], E]:
    """Give these platform events to this handler."""

    def register(handler: E) -> E:
        _Tables.events.update(dict.fromkeys(events, handler))
        return handler

    return register


def on_account(*events: str) -> Callable[[A], A]:
    """Give these events, which are about the account and about no resident, to this handler; no reply."""

    def register(handler: A) -> A:
        _Tables.account.update(dict.fromkeys(events, handler))
        return handler

    return register


def on_kind(*kinds: str) -> Callable[[E], E]:
    """Give messages of these kinds (image, voice, …) to this handler."""

    def register(handler: E) -> E:
        _Tables.kinds.update(dict.fromkeys(kinds, handler))
        return handler

    return register


def aside(handler: H) -> H:
    """Let this handler answer a question that comes in the middle of a form."""
    _Tables.asides.append(handler)
    return handler


def answer(resident: Resident | None, incoming: Incoming) -> Answer:
    """Find who answers a push. Silence for unknown events and kinds, and for who is not known (None)."""
    if incoming.event in _Tables.account:
        return _note(_Tables.account[incoming.event], incoming)
    if resident is None:
        return Answer(None, "nobody")
    if incoming.event == "click":
        return hear(resident, incoming.event_key, TAPPED)
    if incoming.kind == "text":
        return hear(resident, incoming.words, SPOKEN)
    handlers = _Tables.events if incoming.kind == "event" else _Tables.kinds
    return _tell(handlers.get(incoming.event or incoming.kind), resident, incoming)


def hear(resident: Resident, words: str, stages: Iterable[Stage] = SPOKEN) -> Answer:
    """Ask stage by stage; a digit after a numbered list stands for what the list offered."""
    for stage in stages:
        if stage is Stage.WORD:
            words = _chosen(resident, words)
            found = call(resident, words)
            if found is not None:
                return found
        for handler in _Tables.stages.get(stage, ()):
            said = handler(resident, words)
            if said is not None:
                return Answer(said or None, _name(handler), stage)
    return Answer(None, "nobody")


def call(resident: Resident, words: str) -> Answer | None:
    """Run the handler of an exact word or a matching sentence; None when there is none."""
    handler = _Tables.words.get(plain(words))
    if handler is not None:
        said = handler(resident, words)
        if said is not None:
            return Answer(said, _name(handler), Stage.WORD)
    for pattern, candidate in _Tables.patterns:
        if pattern.search(words):
            said = candidate(resident, words)
            if said is not None:
                return Answer(said, _name(candidate), Stage.WORD)
    return None


def is_word(words: str) -> bool:
    """Whether these are exact words that a handler waits for."""
    return plain(words) in _Tables.words


def reserved() -> list[str]:
    """Every exact word that a handler waits for."""
    return sorted(_Tables.words)


def answers(words: str) -> bool:
    """Whether a tap on a menu button with this key gets an answer: an exact word, or a command."""
    return is_word(words) or plain(words) in COMMANDS


def beside(resident: Resident, words: str) -> Answer | None:
    """The answer to a question in the middle of a form, when somebody is sure of one."""
    for handler in _Tables.asides:
        said = handler(resident, words)
        if said is not None:
            return Answer(said, _name(handler))
    return None


def ahead(reader: Reader) -> Reader:
    """Let this reader look at a message before its transaction begins: what it works out is at hand then.

    It must change nothing and ask the database nothing: others wait while a transaction is open.
    """
    _Tables.readers.append(reader)
    return reader


def read_ahead(words: str) -> None:
    """Let every reader look at a message."""
    for reader in _Tables.readers:
        reader(words)


def offer(resident: Resident, choices: Iterable[tuple[str, str]]) -> str:
    """A numbered list of (label, words); the digit or the label itself then stands for those words.

    The list holds until something else is understood.
    """
    listed = list(choices)
    resident.offers = [[label, words] for label, words in listed]
    return "\n".join(f"{n}. {label}" for n, (label, _) in enumerate(listed, 1))


@lru_cache(maxsize=16)  # one message is compared by many handlers in turn
def plain(words: str) -> str:
    """Words as the tables know them: half-width, without spaces and the marks that thumbs add."""
    return re.sub(r"[\s。.!?~、,;:「」“”\"'()]+", "", normalize("NFKC", words)).lower()


def _chosen(resident: Resident, words: str) -> str:
    offers = resident.offers or []
    digits = plain(words)
    if digits.isdecimal() and 0 < int(digits) <= len(offers):
        return offers[int(digits) - 1][1]
    if len(offers) == 2 and digits in YES and offers[1][0].startswith("不"):
        return offers[0][1]  # a yes to a list of yes and no
    return next((meant for label, meant in offers if plain(label) == digits), words)


def _tell(handler: EventHandler | None, resident: Resident, incoming: Incoming) -> Answer:
    if handler is None:
        return Answer(None, "nobody")
    return Answer(handler(resident, incoming), _name(handler))


def _note(handler: AccountHandler, incoming: Incoming) -> Answer:
    handler(incoming)
    return Answer(None, _name(handler))


def _name(handler: Callable[..., object]) -> str:
    return f"{handler.__module__.removeprefix('botapp.').removeprefix('handlers.')}.{handler.__name__}"
