"""提问: what residents asked and the bot could not answer, or answered badly; and what is learnt from it."""

import enum
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, Secret, change, db
from botapp.errors import Refusal
from botapp.lib.scrub import scrubbed
from botapp.models.audit import Audit
from botapp.models.message import FOLLOWS, Message
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from botapp.models.staff import Staff

KEPT = timedelta(days=180)
ONCE = timedelta(days=1)  # how often a resident is asked whether to be told later
LONGEST = 200
FEW = 3  # residents; what fewer have asked may tell who they are, and is shown for a reason only


class Settled(enum.StrEnum):
    """What became of a question."""

    OPEN = "open"
    DRAFTED = "drafted"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class Question(Model):
    """One question without a good answer, scrubbed of what names a person."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"), index=True)
    words: Mapped[str] = mapped_column(Secret("question.words"))
    entry: Mapped[str] = mapped_column(String(64), default="")
    settled: Mapped[Settled] = mapped_column(default=Settled.OPEN, index=True)
    slug: Mapped[str] = mapped_column(String(64), default="", index=True)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    offered_at: Mapped[datetime | None]
    wants_answer: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[datetime | None]

    @classmethod
    def note(cls, resident: Resident, words: str, entry: str = "") -> "Question":
        """Keep a question; `entry` is the short name of the one that answered it badly."""
        kept = scrubbed(words.strip())[:LONGEST]
        row = cls(resident_id=resident.id, words=kept, entry=entry)
        db.session.add(row)
        db.session.flush()
        return row

    @classmethod
    def may_offer(cls, resident: Resident) -> bool:
        """Whether this resident was not asked within a day whether to be told later."""
        asked = select(cls.id).where(cls.resident_id == resident.id, cls.offered_at > clock.now() - ONCE)
        return resident.muted_at is None and db.session.scalar(asked.limit(1)) is None

    @classmethod
    def want_answer(cls, resident: Resident) -> bool:
        """The resident wants to be told about the last question; False when there is none."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.offered_at > clock.now() - ONCE)
        row = db.session.scalar(mine.order_by(cls.id.desc()).limit(1))
        if row is not None:
            row.wants_answer = True
        return row is not None

    @classmethod
    def want_no_answers(cls, resident: Resident) -> None:
        """Nothing is to be told later any more."""
        mine = update(cls).where(cls.resident_id == resident.id, cls.wants_answer)
        db.session.execute(mine.values(wants_answer=False))

    @classmethod
    def told_last(cls, resident: Resident) -> "Question | None":
        """The question whose answer this resident was last told about."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.told_at.is_not(None))
        return db.session.scalar(mine.order_by(cls.told_at.desc(), cls.id.desc()).limit(1))

    # Staff

    @classmethod
    def open(cls) -> list["Question"]:
        """Everything that nobody has settled, oldest first."""
        rows = select(cls).where(cls.settled == Settled.OPEN, cls.asked_at > clock.now() - KEPT)
        return list(db.session.scalars(rows.order_by(cls.id)))

    @classmethod
    def open_count(cls) -> int:
        """How many nobody has settled."""
        waiting = select(func.count()).where(cls.settled == Settled.OPEN, cls.asked_at > clock.now() - KEPT)
        return db.session.scalar(waiting) or 0

    @classmethod
    def some(cls, ids: Iterable[int]) -> list["Question"]:
        """The open ones among these. Raises `Refusal` when there is none left."""
        rows = select(cls).where(cls.id.in_(list(ids)), cls.settled == Settled.OPEN).order_by(cls.id)
        found = list(db.session.scalars(rows))
        if not found:
            raise Refusal("这些问题刚刚已经有人处理了。")
        return found

    @classmethod
    def settle(cls, by: Staff, rows: Sequence["Question"], how: Settled, slug: str = "") -> None:
        """Say what becomes of these questions; `slug` is the entry that will answer them."""
        for row in rows:
            row.settled, row.slug = how, slug
        action = {Settled.DISMISSED: "dismiss"}.get(how, "draft")
        Audit.record(by, action, "question", rows[0].id, entry=slug, count=len(rows))

    @classmethod
    def answered(cls, slug: str, title: str) -> None:
        """An entry was published: who waits for it is told."""
        rows = select(cls).where(cls.slug == slug, cls.settled == Settled.DRAFTED)
        for row in db.session.scalars(rows.order_by(cls.id)).all():
            row.settled = Settled.ANSWERED
            resident = db.session.get(Resident, row.resident_id) if row.resident_id else None
            if row.wants_answer and resident is not None and resident.openid and resident.muted_at is None:
                Outbox.write(resident, "question_answered", title=title)
                row.told_at = clock.now()

    # Forgetting

    @classmethod
    def forget_all(cls, resident: Resident) -> None:
        """What was asked stays without the person who asked it."""
        mine = update(cls).where(cls.resident_id == resident.id)
        db.session.execute(mine.values(resident_id=None, wants_answer=False))

    @classmethod
    def purge(cls, before: datetime) -> int:
        """Drop questions older than a moment; how many."""
        return change(delete(cls).where(cls.asked_at < before))


class Vote(Model):
    """Whether an answer helped; nobody is named."""

    __tablename__ = "vote"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry: Mapped[str] = mapped_column(String(64), index=True)
    helpful: Mapped[bool]
    message_id: Mapped[int | None] = mapped_column(unique=True)
    voted_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    @classmethod
    def cast(cls, resident: Resident, *, helpful: bool) -> "Message | None":
        """Judge the last answer within ten minutes, once; the answer, or None when there is none to judge."""
        since = clock.now() - FOLLOWS
        mine = select(Message).where(Message.resident_id == resident.id, Message.received_at > since)
        last = db.session.scalar(mine.where(Message.entry != "").order_by(Message.id.desc()).limit(1))
        if last is None or db.session.scalar(select(cls.id).where(cls.message_id == last.id)) is not None:
            return None
        db.session.add(cls(entry=last.entry, helpful=helpful, message_id=last.id))
        return last

    @classmethod
    def cast_openly(cls, slug: str, *, helpful: bool) -> None:
        """A visitor of the public page judges an entry."""
        db.session.add(cls(entry=slug, helpful=helpful))

    @classmethod
    def counts(cls, since: datetime) -> dict[str, tuple[int, int]]:
        """(helpful, unhelpful) votes of each entry since a moment."""
        rows = select(cls.entry, cls.helpful, func.count()).where(cls.voted_at >= since)
        found: dict[str, tuple[int, int]] = {}
        for slug, helpful, count in db.session.execute(rows.group_by(cls.entry, cls.helpful)):
            yes, no = found.get(slug, (0, 0))
            found[slug] = (yes + count, no) if helpful else (yes, no + count)
        return found


class Lesson(Model):
    """A question and the entry that its asker chose; by consent, and without the asker."""

    __tablename__ = "lesson"

    id: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(Secret("lesson.words"))
    slug: Mapped[str] = mapped_column(String(64), index=True)
    learnt_on: Mapped[datetime] = mapped_column(default=lambda: clock.morning_of(clock.today()))
    used: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def learn(cls, words: str, slug: str) -> None:
        """Keep a choice, scrubbed, with the day and not the moment."""
        db.session.add(cls(words=scrubbed(words.strip())[:LONGEST], slug=slug))

    @classmethod
    def fresh(cls) -> list["Lesson"]:
        """What staff have not looked at, and is a day old, so that no one stands alone with the moment."""
        rows = select(cls).where(cls.used.is_(False), cls.learnt_on < clock.now() - ONCE)
        return list(db.session.scalars(rows.order_by(cls.id)))
