"""提问: what residents asked and got no good answer to, in groups; from there to a draft, or to nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request
from werkzeug.wrappers import Response

from botapp.errors import Refusal
from botapp.handlers.admin import LARGEST_ID, bp, done, me, typed
from botapp.lib.cluster import clusters
from botapp.models.policy import Policy
from botapp.models.question import FEW, Lesson, Question, Settled
from botapp.models.version import Version

SHOWN, EXAMPLES, NEAR = 50, 5, 3
REASONS = ("不归我们答", "不是问题", "已经有条目")


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask the same thing."""

    rows: Sequence[Question]
    near: Sequence[tuple[str, str, float]]

    @property
    def ids(self) -> str:
        """The ids, for a form."""
        return ",".join(str(row.id) for row in self.rows)

    @property
    def people(self) -> int:
        """How many residents asked; those who are no longer known count one each."""
        known = {row.resident_id for row in self.rows if row.resident_id}
        return len(known) + sum(row.resident_id is None for row in self.rows)

    @property
    def is_few(self) -> bool:
        """Whether so few have asked that the words may tell who they are."""
        return self.people < FEW

    @property
    def examples(self) -> list[Question]:
        """Some of the wordings, each once."""
        return list({row.words: row for row in self.rows}.values())[:EXAMPLES]

    @property
    def last_at(self) -> datetime:
        """When it was last asked."""
        return max(row.asked_at for row in self.rows)

    @property
    def waiting(self) -> int:
        """How many want to be told the answer."""
        return sum(row.wants_answer for row in self.rows)

    @property
    def bad(self) -> int:
        """How many of them were answered, and the answer was judged bad."""
        return sum(bool(row.entry) for row in self.rows)


@bp.get("/questions")
def questions() -> str:
    """Groups of open questions, the biggest first, and choices that may become phrasings."""
    groups = _groups()
    return render_template(
        "admin/question/gaps.html",
        groups=groups[:SHOWN],
        more=max(0, len(groups) - SHOWN),
        policies=Policy.all(),
        titles={row.slug: row.title for row in Policy.all()},
        lessons=Lesson.fresh(),
        reasons=REASONS,
    )


@bp.post("/questions/draft")
def draft_from_questions() -> Response:
    """Begin an entry from a group; who waits for the answer is told when it is published."""
    rows = Question.some(_ids())
    wordings = list(dict.fromkeys(row.words for row in rows))
    title, origin = wordings[0][:60], "待补的问题"
    version = Version.draft(me(), title=title, text="", questions=wordings[:25], origin=origin)
    Question.settle(me(), rows, Settled.DRAFTED, version.slug)
    told = "已开一份草稿，问法都带上了。写好送复核；发布时会告诉等着的居民。"
    return done(told, "edit_version", id_=version.id)


@bp.post("/questions/join")
def join_questions() -> Response:
    """Add the wordings to an entry that answers them already, as a new wording of it."""
    policy = Policy.named(typed("slug"))
    if policy is None:
        raise Refusal("请选一条政策。")
    rows = Question.some(_ids())
    wordings = list(dict.fromkeys(row.words for row in rows))
    version = Version.draft(me(), title="", text="", questions=wordings, origin="补问法", slug=policy.slug)
    Question.settle(me(), rows, Settled.DRAFTED, policy.slug)
    return done("问法已加进草稿，看过再送复核。", "version", id_=version.id)


@bp.post("/questions/dismiss")
def dismiss_questions() -> Response:
    """Not ours to answer."""
    if typed("reason") not in REASONS:
        raise Refusal("请先选原因。")
    Question.settle(me(), Question.some(_ids()), Settled.DISMISSED)
    return done("已放到一边。再有人问会重新出现。", "questions")


@bp.post("/lessons")
def use_lessons() -> Response:
    """Add what residents chose to the phrasings of the entries that they chose, as drafts."""
    wanted = set(_ids())
    rows = [row for row in Lesson.fresh() if row.id in wanted]
    if not rows:
        raise Refusal("请先勾选。")
    for slug in dict.fromkeys(row.slug for row in rows):
        mine = [row for row in rows if row.slug == slug]
        words = [row.words for row in mine]
        Version.draft(me(), title="", text="", questions=words, origin="居民选的", slug=slug)
        for row in mine:
            row.used = True
    return done("已加进草稿，看过再送复核。", "versions", status="draft")


def _groups() -> list[Group]:
    rows = Question.open()
    engine = Policy.engine()
    found = []
    for places in clusters([row.words for row in rows]):
        members = [rows[place] for place in places]
        ranked = engine.rank(members[0].words)[:NEAR]
        near = [(slug, engine.entries[slug].title, score) for slug, score in ranked]
        found.append(Group(members, near))
    return found


def _ids() -> list[int]:
    told = [part for value in request.form.getlist("ids") for part in value.split(",")]
    return [int(part) for part in told if part.isdecimal() and int(part) <= LARGEST_ID]
