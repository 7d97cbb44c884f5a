"""提醒计划: what residents ask to be reminded of, from a day that only they know."""

import enum
from datetime import date, datetime, time, timedelta

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from botapp import clock
from botapp.db import Model, Secret, db
from botapp.errors import Refusal
from botapp.lib.schedule import BY_SLUG, Schedule
from botapp.models.outbox import Outbox
from botapp.models.reminder import Reminder, Subject
from botapp.models.resident import Resident

LIMIT = 6
HOUR = time(9)
USEFUL = timedelta(days=7)
JUST_NOW = timedelta(seconds=5)
WEEKLY = 3  # messages about plans that reach one resident in a week; one of them tells of all
PREGNANCY = "pregnancy"
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
        ahead = BY_SLUG[kind].coming(anchor, clock.today())
        if not ahead:
            raise Refusal("这些日子都过了，没有要提醒的。日子写错了请重新来。")
        plan = cls(resident_id=resident.id, kind=kind, anchor=anchor.isoformat(), words=words)
        db.session.add(plan)
        db.session.flush()
        for key, day, _ in ahead:
            due = clock.at(day, HOUR)
            Reminder.plan(resident.id, Subject.PLAN, plan.id, key, due, due + USEFUL)
        return plan

    @classmethod
    def of(cls, resident: Resident) -> list["Plan"]:
        """The plans that ring, oldest first."""
        mine = select(cls).where(cls.resident_id == resident.id, cls.status == Status.ACTIVE)
        return list(db.session.scalars(mine.order_by(cls.id)))

    @classmethod
    def stop_pregnancy(cls, resident: Resident) -> bool:
        """Stop it at once and for good; whether there was one."""
        running = [plan for plan in cls.of(resident) if plan.kind == PREGNANCY]
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

    @property
    def schedule(self) -> Schedule:
        """What it follows."""
        return BY_SLUG[self.kind]

    @property
    def title(self) -> str:
        """Its name, or the resident's own words."""
        return self.words or self.schedule.title

    @property
    def ahead(self) -> list[tuple[date, str]]:
        """Days to come and what each is for."""
        if self.anchor is None:
            return []
        found = self.schedule.coming(date.fromisoformat(self.anchor), clock.today())
        return [(day, self.words or words) for _, day, words in found]

    @property
    def today(self) -> list[str]:
        """What was due in the last week, as a reminder that came may be about."""
        if self.anchor is None:
            return []
        since = clock.today() - USEFUL
        dates = self.schedule.dates(date.fromisoformat(self.anchor))
        return [self.words or words for _, day, words in dates if since <= day <= clock.today()]

    def stop(self, why: str) -> None:
        """Ring no more; the day and the words are gone."""
        self.status, self.stopped_at, self.anchor, self.words = Status.STOPPED, clock.now(), None, None
        Reminder.cancel(Subject.PLAN, self.id, why)
        db.session.flush()
