"""试题: a box to try a question and see why it gets its answer, and the questions that must never fall."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.handlers.admin import bp, done, find, here, me, needs, typed
from botapp.handlers.admin.policy import LONGEST_QUESTION, OUTCOMES
from botapp.lib.explain import explain, marked
from botapp.lib.topic import NAMES
from botapp.lib.trial import is_right
from botapp.models.policy import Policy
from botapp.models.staff import Role
from botapp.models.trial import Trial


@dataclass(frozen=True, slots=True)
class Result:
    """A kept question and what the bot makes of it now."""

    row: Trial
    right: bool
    outcome: str
    title: str


@bp.get("/trials")
def trials() -> str:
    """The box, and every kept question with what the bot makes of it now."""
    return _page(request.args.get("question", "")[:LONGEST_QUESTION])


@bp.post("/trials/try")
def try_question() -> str:
    """What the bot would say now and why; the question is neither kept nor counted."""
    here(url_for("admin.trials"))
    return _page(typed("question")[:LONGEST_QUESTION], typed("topic"))


@bp.post("/trials")
def add_trial() -> Response:
    """Keep the question with the answer that is expected."""
    Trial.add(me(), typed("question"), typed("outcome"), typed("what"))
    return done("已存成试题。以后每次发布前都会问一遍。", "trials")


@bp.post("/trials/<int:id_>/retire")
@needs(Role.REVIEWER)
def retire_trial(id_: int) -> Response:
    """Ask it no more."""
    find(Trial, id_).retire(me())
    return done("这道题不再问了。", "trials")


def _page(question: str = "", topic: str = "") -> str:
    engine, today = Policy.engine(), clock.today()
    results = [_result(row) for row in Trial.all()]
    shown: dict[str, Any] = {}
    if question:
        shown["told"] = explain(engine, question, today, topic if topic in NAMES else "")
    return render_template(
        "admin/trial/trials.html",
        question=question,
        topic=topic,
        topics=NAMES,
        outcomes=OUTCOMES,
        marked=marked,
        results=results,
        wrong=sum(not one.right for one in results),
        **shown,
    )


def _result(row: Trial) -> Result:
    engine = Policy.engine()
    outcome = engine.ask(row.question, clock.today())
    entry = engine.entries.get(outcome.entry)
    return Result(row, is_right(row.asked, outcome), outcome.outcome, entry.title if entry else "")
