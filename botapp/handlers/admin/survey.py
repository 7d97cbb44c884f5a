"""满意度 for staff: how residents found closed cases, with the share that answered, and what they wrote."""

from datetime import timedelta

from flask import render_template

from botapp import clock
from botapp.handlers.admin import bp, needs
from botapp.models.staff import Role
from botapp.models.survey import ABOUT, FEWEST, Face, Survey

LOOKED_BACK = timedelta(days=90)
SHOWN = 50


@bp.get("/surveys")
@needs(Role.REVIEWER)
def surveys() -> str:
    """The last three months; fewer than five answers are not shown, as they could point at somebody."""
    since = clock.today() - LOOKED_BACK
    given, closed = Survey.counts(since), Survey.closed_counts(since)
    return render_template(
        "admin/survey/list.html",
        since=since.replace(day=1),
        kinds=[(words, given[about], given[about].total(), closed[about]) for about, words in ABOUT.items()],
        fewest=FEWEST,
        faces=list(Face),
        told=Survey.with_words(SHOWN),
        about=ABOUT,
    )
