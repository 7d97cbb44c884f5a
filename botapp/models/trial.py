"""试题: questions with the answer that staff expect; none of them may fall when an entry changes."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

import config
from botapp import clock
from botapp.db import Model, Secret, db
from botapp.errors import Refusal
from botapp.lib.answer import Answerer, Outcome
from botapp.lib.knowledge import Entry
from botapp.lib.scrub import scrubbed
from botapp.lib.trial import Asked, asked_beside, is_right, read_sets
from botapp.models.audit import Audit
from botapp.models.staff import Staff

OUTCOMES = {
    "answer": "直接回答",
    "choose": "请居民选",
    "form": "转去办理",
    "status": "查自己的进度",
    "handoff": "转人工",
    "abstain": "没有依据，不答",
    "safety": "安全提示",
}
LONGEST = 100
FELL = "「{question}」本来{was}，会变成{now}"


class Trial(Model):
    """One question, and what the bot should do with it."""

    __tablename__ = "trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(Secret("trial.question"))
    outcome: Mapped[str] = mapped_column(String(16))
    what: Mapped[str] = mapped_column(String(64), default="")
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    active: Mapped[bool] = mapped_column(default=True)

    staff: Mapped[Staff] = relationship()

    @classmethod
    def add(cls, by: Staff, question: str, outcome: str, what: str = "") -> "Trial":
        """Keep a question; `what` is the topic of the right answer, or the reserved word.

        What names a person is taken out first. Raises `Refusal` when nothing is left, for an unknown outcome
        and for a question that is kept already.
        """
        words = scrubbed(question.strip())[:LONGEST]
        if len(words) < 2 or outcome not in OUTCOMES:
            raise Refusal("请写问题，并选应该怎么答。")
        if any(row.question == words for row in cls.all()):
            raise Refusal("这道题已经有了。")
        row = cls(question=words, outcome=outcome, what=what[:64], staff_id=by.id)
        db.session.add(row)
        db.session.flush()
        Audit.record(by, "add", "trial", row.id)
        return row

    def retire(self, by: Staff) -> None:
        """Ask it no more."""
        self.active = False
        Audit.record(by, "remove", "trial", self.id)

    @classmethod
    def all(cls) -> list["Trial"]:
        """Every question that is asked, newest first."""
        return list(db.session.scalars(select(cls).where(cls.active).order_by(cls.id.desc())))

    @property
    def asked(self) -> Asked:
        """The question as the measuring programs read it."""
        return Asked(self.question, self.outcome, self.what, "staff")

    @classmethod
    def falls(cls, entries: Sequence[Entry], before: Sequence[Entry]) -> list[str]:
        """What is answered rightly from the entries `before` and would be wrong from `entries`, in words."""
        own = tuple(row.asked for row in cls.all())
        return list(_falls(tuple(entries), tuple(before), own, clock.today()))


@lru_cache(maxsize=8)  # who looks at a version and who approves it ask the same within minutes
def _falls(
    after: tuple[Entry, ...], before: tuple[Entry, ...], own: tuple[Asked, ...], today: date
) -> tuple[str, ...]:
    now, then = Answerer(after), Answerer(before)
    found = []
    for one in (*own, *_built_in()):
        was = then.ask(one.question, today)
        if is_right(one, was) and not is_right(one, fell := now.ask(one.question, today)):
            told = FELL.format(question=one.question, was=_words(then, was), now=_words(now, fell))
            found.append(told)
    return tuple(found)


@lru_cache(maxsize=1)
def _built_in() -> tuple[Asked, ...]:
    sets = read_sets(Path(config.__file__).parent / "questions")
    return (*sets.questions, *asked_beside(sets))


def _words(engine: Answerer, outcome: Outcome) -> str:
    entry = engine.entries.get(outcome.entry)
    return f"答《{entry.title}》" if entry else OUTCOMES[outcome.outcome]
