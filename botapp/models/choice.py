"""知情选择: methods side by side from published entries, and a record that belongs to the resident alone."""

import random
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, SecretFacts, db
from botapp.models.policy import Policy
from botapp.models.resident import Resident

PREFIX, TITLE = "method-", "避孕方法："
LABELS = ("怎么用", "效果", "好处", "不足", "停用", "防性病")  # the same questions to every method
LONGEST = 300


class Choice(Model):
    """What a resident kept: the methods shown, and those to talk about; staff have no page of it."""

    __tablename__ = "choice"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), unique=True)
    facts: Mapped[dict[str, Any]] = mapped_column(SecretFacts("choice.facts"))
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)

    @classmethod
    def of(cls, resident: Resident) -> "Choice | None":
        """What a resident kept."""
        return db.session.scalar(select(cls).where(cls.resident_id == resident.id))

    @classmethod
    def keep(cls, resident: Resident, shown: list[str], wanted: list[str], questions: str) -> "Choice":
        """Keep it in place of what was kept before; wanting none is an answer too."""
        cls.forget(resident)
        facts = {"shown": shown, "wanted": wanted, "questions": questions.strip()[:LONGEST]}
        kept = cls(resident_id=resident.id, facts=facts)
        db.session.add(kept)
        db.session.flush()
        return kept

    @classmethod
    def forget(cls, resident: Resident) -> None:
        """Nothing is kept any more."""
        db.session.execute(delete(cls).where(cls.resident_id == resident.id))


def methods() -> list[Policy]:
    """Every published method in an order that is new each time, so that none stands first."""
    rows = [row for row in Policy.all() if row.slug.startswith(PREFIX) and row.status == "current"]
    random.shuffle(rows)
    return rows


def name_of(row: Policy) -> str:
    """The method without the words before it."""
    return row.title.removeprefix(TITLE)


def answers_of(row: Policy) -> list[tuple[str, str]]:
    """What its entry says to each of the questions."""
    lines = (line.partition("：") for line in row.text.splitlines())
    return [(label, rest) for label, _, rest in lines if label in LABELS]
