"""提醒日程: the steps of each schedule as staff changed them; who follows them is not known in here."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, db
from botapp.errors import Refusal
from botapp.lib.schedule import BY_SLUG, PREGNANCY, SCHEDULES, Schedule, Step
from botapp.models.audit import Audit
from botapp.models.staff import Staff

MOST_STEPS, LONGEST_STEP, FARTHEST_MONTH = 20, 30, 120
FIXED = ("subsidy", "own")  # counted by law, or by the resident alone


class Timetable(Model):
    """What staff changed of one schedule, None for what is delivered; the clock lets running plans follow."""

    __tablename__ = "timetable"

    slug: Mapped[str] = mapped_column(String(16), primary_key=True)
    steps: Mapped[list[list[Any]] | None] = mapped_column(JSON(none_as_null=True))
    edited_at: Mapped[datetime] = mapped_column(default=clock.now)
    followed_at: Mapped[datetime | None]

    @classmethod
    def put(cls, by: Staff, slug: str, steps: list[Step]) -> None:
        """Staff change what a schedule reminds of. Raises `Refusal` for steps that cannot be."""
        if slug in FIXED or slug not in BY_SLUG:
            raise Refusal("这个日程不能改。")
        _check(steps)
        told = [[step.words, step.months, step.days] for step in steps]
        db.session.merge(cls(slug=slug, steps=told, edited_at=clock.now(), followed_at=None))
        Audit.record(by, "edit", "schedule", name=BY_SLUG[slug].title, count=len(steps))

    @classmethod
    def take_back(cls, by: Staff, slug: str) -> None:
        """The delivered steps hold again. Raises `Refusal` when they do already."""
        row = db.session.get(cls, slug)
        if row is None or row.steps is None:
            raise Refusal("这个日程没有改过。")
        row.steps, row.edited_at, row.followed_at = None, clock.now(), None
        Audit.record(by, "remove", "schedule", name=BY_SLUG[slug].title)

    @classmethod
    def not_followed(cls) -> list["Timetable"]:
        """What was changed since running plans were rung anew; a second clock passes over the rows."""
        fresh = or_(cls.followed_at.is_(None), cls.followed_at < cls.edited_at)
        return list(db.session.scalars(select(cls).where(fresh).with_for_update(skip_locked=True)))


def schedule_of(slug: str) -> Schedule:
    """A schedule with the steps that hold now."""
    row = db.session.get(Timetable, slug)
    if row is None or row.steps is None:
        return BY_SLUG[slug]
    steps = tuple(Step(words, months, days) for words, months, days in row.steps)
    return replace(BY_SLUG[slug], steps=steps)


def schedules() -> list[tuple[Schedule, bool]]:
    """Every schedule that staff may change, and whether they did."""
    rows = [schedule_of(one.slug) for one in SCHEDULES if one.slug not in FIXED]
    return [(row, row != BY_SLUG[row.slug]) for row in rows]


def _check(steps: list[Step]) -> None:
    if not 1 <= len(steps) <= MOST_STEPS:
        raise Refusal(f"请留 1 到 {MOST_STEPS} 个日子。")
    if any(not 2 <= len(step.words) <= LONGEST_STEP for step in steps):
        raise Refusal(f"每个日子写 2 到 {LONGEST_STEP} 个字的说明。")
    reach = range(-PREGNANCY.days, 367)
    if any(step.months not in range(FARTHEST_MONTH + 1) or step.days not in reach for step in steps):
        raise Refusal(f"月数写 0 到 {FARTHEST_MONTH}，天数写 {-PREGNANCY.days} 到 366。")
    if len({(step.months, step.days) for step in steps}) < len(steps):
        raise Refusal("有两个日子一样。")
