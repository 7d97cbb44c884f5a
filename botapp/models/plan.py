"""提醒计划: what residents ask to be reminded of, from a day that only they know."""

import enum
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, SecretFacts, db
from botapp.errors import Refusal
from botapp.lib.schedule import Schedule
from botapp.models.outbox import Outbox
from botapp.models.reminder import Reminder, Subject
from botapp.models.resident import Resident
from botapp.models.schedule import Timetable, schedule_of

LIMIT = 6
HOUR = time(9)
USEFUL = timedelta(days=7)
JUST_NOW = timedelta(seconds=5)
WEEKLY = 3  # messages about plans that reach one resident in a week; one of them tells of all
EXPECTING = "pregnancy"
FARTHEST = timedelta(days=366 * 7)
LETTER = "plan_reminder"


class Status(enum.StrEnum):
    """Whether a plan still rings."""

    ACTIVE = "active"
    STOPPED = "stopped"


class Plan(Model):
    """One schedule of one resident; the day it counts from lies encrypted and goes when it stops."""

    __tablename__ = "plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str] = mapped_column(Secret("plan.kind"))
    anchor: Mapped[str | None] = mapped_column(Secret("plan.anchor"))
    words: Mapped[str | None] = mapped_column(Secret("plan.words"))
    moved: Mapped[dict[str, Any] | None] = mapped_column(SecretFacts("plan.moved"))
    status: Mapped[Status] = mapped_column(default=Status.ACTIVE)
    started_at: Mapped[datetime] = mapped_column(default=clock.now)
    stopped_at: Mapped[datetime | None]

    resident: Mapped[Resident] = relationship()

    @classmethod
    def start(cls, resident: Resident, kind: str, anchor: date, words: str | None = None) -> "Plan":
        """Plan every reminder that still lies ahead; the same kind and day again changes nothing.

        Raises `Refusal` when nothing lies ahead, or for too many plans.
        """
        mine = cls.of(resident)
        same = (p for p in mine if (p.kind, p.anchor, p.words) == (kind, anchor.isoformat(), words))
        if known := next(same, None):
            return known
        if len(mine) >= LIMIT:
            raise Refusal(f"最多同时开{LIMIT}个计划。回复「我的计划」停掉一个再开。")
        if not schedule_of(kind).coming(anchor, clock.today()):
            raise Refusal("这些日子都过了，没有要提醒的。日子写错了请重新来。")
        plan = cls(resident_id=resident.id, kind=kind, anchor=anchor.isoformat(), words=words)
        db.session.add(plan)
        db.session.flush()
        plan._ring()
        return plan

    @classmethod
    def of(cls, resident: Resident) -> list["Plan"]:
        """The plans that ring, oldest first."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status == Status.ACTIVE)
        return list(db.session.scalars(mine.order_by(cls.id)))

    @classmethod
    def stop_pregnancy(cls, resident: Resident) -> bool:
        """Stop it at once and for good; whether there was one."""
        running = [plan for plan in cls.of(resident) if plan.kind == EXPECTING]
        for plan in running:
            plan.stop("居民停止")
        return bool(running)

    @classmethod
    def stopped_just_now(cls, resident: Resident) -> bool:
        """Whether this very message ended a plan of this resident."""
        mine = select(cls.id).where(cls.resident_id == resident.id, cls.stopped_at > clock.now() - JUST_NOW)
        return db.session.scalar(mine.limit(1)) is not None

    @classmethod
    def has_told_enough(cls, resident: Resident) -> bool:
        """Whether this resident was reminded often enough within a week; one message leads to all days."""
        mine = select(func.count(Outbox.id)).where(Outbox.resident_id == resident.id, Outbox.kind == LETTER)
        told = db.session.scalar(mine.where(Outbox.written_at > clock.now() - timedelta(days=7)))
        return (told or 0) >= WEEKLY

    @classmethod
    def forget_all(cls, resident: Resident) -> None:
        """Stop everything and drop the days and words."""
        for plan in cls.of(resident):
            plan.stop("居民停止")

    @classmethod
    def follow_changes(cls) -> int:
        """Ring plans anew where staff changed the schedule; how many schedules. Moved dates stay."""
        changed = Timetable.not_followed()
        slugs = {row.slug for row in changed}
        running = select(cls).where(cls.status == Status.ACTIVE)
        for plan in db.session.scalars(running) if slugs else ():
            if plan.kind in slugs:
                plan._ring()
        for row in changed:
            row.followed_at = clock.now()
        return len(slugs)

    @property
    def schedule(self) -> Schedule:
        """What it follows."""
        return schedule_of(self.kind)

    @property
    def title(self) -> str:
        """Its name, or the resident's own words."""
        return self.words or self.schedule.title

    @property
    def dates(self) -> list[tuple[str, date, str]]:
        """(key, day, words): the schedule's, moved where its resident moved them, soonest first."""
        if self.anchor is None:
            return []
        moved = self.moved or {}
        counted = self.schedule.dates(date.fromisoformat(self.anchor))
        found = [(key, moved.get(key, day.isoformat()), self.words or words) for key, day, words in counted]
        kept = [(key, date.fromisoformat(day), words) for key, day, words in found if day]
        return sorted(kept, key=lambda step: step[1])

    @property
    def coming(self) -> list[tuple[str, date, str]]:
        """What still lies ahead."""
        return [step for step in self.dates if step[1] > clock.today()]

    @property
    def ahead(self) -> list[tuple[date, str]]:
        """Days to come and what each is for."""
        return [(day, words) for _, day, words in self.coming]

    @property
    def today(self) -> list[str]:
        """What was due in the last week, as a reminder that came may be about."""
        since = clock.today() - USEFUL
        return [words for _, day, words in self.dates if since <= day <= clock.today()]

    def shift(self, key: str, day: date | None) -> None:
        """Move one date, or without a day give it up. Raises `Refusal` for a day that is over."""
        if key not in [known for known, _, _ in self.coming]:
            raise Refusal("这个日子已经过了，或者不要了。回复「我的计划」看还有哪些。")
        if day is not None and not clock.today() < day <= clock.today() + FARTHEST:
            raise Refusal("请写今天以后、七年以内的一天。")
        self.moved = {**(self.moved or {}), key: day.isoformat() if day else ""}
        self._ring()

    def _ring(self) -> None:
        """Plan every reminder that lies ahead, in place of what was planned before."""
        Reminder.cancel(Subject.PLAN, self.id, "日子改了")
        for key, day, _ in self.coming:
            due = clock.at(day, HOUR)
            Reminder.plan(self.resident_id, Subject.PLAN, self.id, key, due, due + USEFUL)

    def stop(self, why: str) -> None:
        """Ring no more; the day and the words are gone."""
        self.status, self.stopped_at = Status.STOPPED, clock.now()
        self.anchor = self.words = self.moved = None
        Reminder.cancel(Subject.PLAN, self.id, why)
        db.session.flush()
