"""提醒日程: what each kind of plan reminds of; staff change the dates, never see who has which plan."""

from flask import abort, render_template
from werkzeug.wrappers import Response

from botapp.errors import Refusal
from botapp.handlers.admin import bp, done, me, needs, typed
from botapp.lib.schedule import BY_SLUG, PREGNANCY, Step
from botapp.models.schedule import FIXED, MOST_STEPS, Timetable, schedule_of, schedules
from botapp.models.staff import Role

SPARE = 2


@bp.get("/schedules")
def schedules_page() -> str:
    """Every schedule with its steps."""
    return render_template("admin/schedule/list.html", rows=schedules())


@bp.get("/schedules/<slug>")
@needs(Role.REVIEWER)
def edit_schedule(slug: str) -> str:
    """The steps of one schedule as fields, with two empty lines."""
    schedule = schedule_of(_known(slug))
    return render_template(
        "admin/schedule/edit.html",
        schedule=schedule,
        lines=min(MOST_STEPS, len(schedule.steps) + SPARE),
        by_week=schedule.anchor == "due date",
        week=week,
        is_changed=any(changed for one, changed in schedules() if one.slug == slug),
    )


@bp.post("/schedules/<slug>")
@needs(Role.REVIEWER)
def put_schedule(slug: str) -> Response:
    """Change the steps; running plans follow from now on."""
    by_week = BY_SLUG[_known(slug)].anchor == "due date"
    lines = [_step(n, by_week=by_week) for n in range(MOST_STEPS)]
    Timetable.put(me(), slug, [step for step in lines if step is not None])
    return done("已保存。正在用这个日程的提醒都按新的来，居民自己改过的日子不动。", "schedules_page")


@bp.post("/schedules/<slug>/reset")
@needs(Role.REVIEWER)
def reset_schedule(slug: str) -> Response:
    """The delivered steps hold again."""
    Timetable.take_back(me(), _known(slug))
    return done("已恢复成原来的日程。", "schedules_page")


def week(step: Step) -> int:
    """Which week of pregnancy a step is in."""
    return (step.days + PREGNANCY.days) // 7


def _known(slug: str) -> str:
    return slug if slug in BY_SLUG and slug not in FIXED else abort(404)


def _step(n: int, *, by_week: bool) -> Step | None:
    """One line of the form; an empty one is no step."""
    words = typed(f"words{n}")
    if not words:
        return None
    if by_week:
        return Step(words, days=_whole(typed(f"week{n}")) * 7 - PREGNANCY.days)
    return Step(words, months=_whole(typed(f"months{n}") or "0"), days=_whole(typed(f"days{n}") or "0"))


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise Refusal("周数、月数、天数请写数字。") from error
