"""政策: what the bot answers from, when it must be checked again, and how residents judge it."""

from dataclasses import dataclass
from datetime import timedelta

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.handlers.admin import bp, here
from botapp.lib.knowledge import citation
from botapp.models.message import Message
from botapp.models.policy import Policy
from botapp.models.question import Vote
from botapp.models.version import Version

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
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """How residents judged an entry in 90 days; fewer than five votes are shown as such."""

    helpful: int
    unhelpful: int

    @property
    def words(self) -> str:
        """有用 8 · 没用 2, or that there are too few to tell."""
        if self.helpful + self.unhelpful == 0:
            return "还没人评"
        few = self.helpful + self.unhelpful < FEWEST
        return f"少于 {FEWEST} 人评" if few else f"有用 {self.helpful} · 没用 {self.unhelpful}"

    @property
    def rate(self) -> float:
        """The share of bad votes; 0 when there are too few to tell."""
        count = self.helpful + self.unhelpful
        return self.unhelpful / count if count >= FEWEST else 0.0


@bp.get("/policies")
def policies() -> str:
    """Every entry by topic, or those that help least first."""
    here(url_for("admin.policies"))
    today = clock.today()
    rows, judged = Policy.all(), _judged()
    if request.args.get("by") == "unhelpful":
        rows = sorted(rows, key=lambda row: -judged[row.slug].rate)
    return render_template(
        "admin/policy/list.html",
        rows=rows,
        overdue=[row for row in rows if row.review_due < today],
        answered=Message.answered_since(clock.now() - LATELY),
        judged=judged,
        today=today,
        **WORDS,
    )


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
        answered=Message.answered_since(clock.now() - LATELY).get(slug, 0),
        judged=_judged()[slug],
        open_version=Version.open_of(slug),
        **WORDS,
    )


WORDS = {"states": STATUSES, "confidences": CONFIDENCES, "levels": LEVELS, "outcomes": OUTCOMES}


def _judged() -> dict[str, Judged]:
    counts = Vote.counts(clock.now() - LATELY)
    return {row.slug: Judged(*counts.get(row.slug, (0, 0))) for row in Policy.all()}
