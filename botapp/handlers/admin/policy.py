"""政策: what the bot answers from, when it must be checked again, and a box to try a question."""

from datetime import timedelta

from flask import abort, render_template, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.handlers.admin import bp, here, typed
from botapp.lib.knowledge import citation
from botapp.models.message import Message
from botapp.models.policy import Policy

STATUSES = {"current": ("现行", "ok"), "repealed": ("已废止", "bad"), "historical": ("历史文件", "calm")}
CONFIDENCES = {
    "A": ("官方原文", "ok"),
    "B": ("官方转述", "ok"),
    "C": ("其他来源", "calm"),
    "K": ("凭常识，待核实", "wait"),
    "U": ("未核实", "bad"),
}
LEVELS = {"national": "国家", "province": "省", "city": "市", "town": "本镇"}
OUTCOMES = {
    "answer": ("直接回答", "ok"),
    "choose": ("请居民选", "calm"),
    "form": ("转去办理", "calm"),
    "status": ("查自己的进度", "calm"),
    "handoff": ("转人工", "wait"),
    "abstain": ("没有依据，不答", "wait"),
    "safety": ("安全提示", "bad"),
}
LONGEST_QUESTION = 200
LATELY = timedelta(days=90)


@bp.get("/policies")
def policies() -> str:
    """Every entry by topic."""
    return _list()


@bp.post("/policies/try")
def try_question() -> str:
    """What the bot would say now; the question is neither kept nor counted."""
    question = typed("question")[:LONGEST_QUESTION]
    return _list(question=question, outcome=Policy.engine().ask(question, clock.today()))


@bp.get("/policies/<slug>")
def policy(slug: str) -> str | Response:
    """One entry with its source, as the resident reads it."""
    row = Policy.named(slug) or abort(404)
    today = clock.today()
    return render_template(
        "admin/policy/policy.html",
        row=row,
        entry=row.entry,
        citation=citation(row.entry, today),
        text=Policy.engine().told(row.entry, today, local=True),
        today=today,
        answered=_answered().get(slug, 0),
        **WORDS,
    )


WORDS = {"states": STATUSES, "confidences": CONFIDENCES, "levels": LEVELS, "outcomes": OUTCOMES}


def _list(**shown: object) -> str:
    here(url_for("admin.policies"))
    today = clock.today()
    rows = Policy.all()
    overdue = [row for row in rows if row.review_due < today]
    return render_template(
        "admin/policy/list.html",
        rows=rows,
        overdue=overdue,
        answered=_answered(),
        today=today,
        **WORDS,
        **shown,
    )


def _answered() -> dict[str, int]:
    return Message.answered_since(clock.now() - LATELY)
