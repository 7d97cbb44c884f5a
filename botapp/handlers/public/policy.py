"""政务公开: what this service promises, and every policy entry with its source and history."""

from dataclasses import dataclass

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock, queue
from botapp.handlers.public import bp, chinese_day
from botapp.lib.knowledge import Entry, notice
from botapp.models.calendar import say_office_hours
from botapp.models.point import Point
from botapp.models.policy import Policy
from botapp.models.question import Vote
from botapp.models.version import Version

VOTES, SECONDS = 10, 600
THEMES = (
    ("居住证和服务证", ("T1", "T2", "T3", "T4", "T5")),
    ("育儿补贴、扶助和奖励", ("T7", "T20", "T21")),
    ("生育登记、假期和费用", ("T6", "T8", "T9", "T22", "T28")),
    ("孕前、孕期和产后", ("T10", "T11", "T12", "T13", "T14")),
    ("孩子保健和接种", ("T15", "T16", "T17")),
    ("筛查、避孕和咨询", ("T18", "T19")),
    ("结婚、落户和其他", ("T23", "T24", "T25", "T26")),
    ("以前的文件", ("T27",)),
)
CONFIDENCES = {
    "A": "已核对原文",
    "B": "已核对官方或主流媒体公布的内容",
    "C": "转引，待核实",
    "K": "通行做法，待核实",
    "U": "待核实",
}


@dataclass(frozen=True, slots=True)
class Status:
    """How the standing of a policy is shown: colour, icon and word together."""

    colour: str
    icon: str
    word: str


STATUSES = {
    "current": Status("ok", "check", "现行"),
    "repealed": Status("bad", "cross", "已废止"),
    "historical": Status("hold", "clock", "历史文件"),
}
UNVERIFIED = Status("soon", "ask", "待核实")


@bp.get("/public/")
def promises() -> str:
    """What this service promises, where it is given, and all policies by theme."""
    return render_template(
        "public/index.html",
        hours=say_office_hours(),
        points=Point.all(),
        shelves=shelves(Policy.all()),
        standing=standing,
    )


@bp.get("/public/policy/<slug>")
def policy(slug: str) -> str:
    """One entry: text, source, what it replaced and what replaced it."""
    row = Policy.named(slug)
    if row is None:
        abort(404)
    entry = row.entry
    return render_template(
        "public/policy.html",
        entry=entry,
        standing=standing,
        notice=notice(entry, clock.today()),
        source=source(entry),
        today=Policy.named(entry.today) if entry.today else None,
        versions=Version.published_of(slug),
        past=[other for other in Policy.all() if other.entry.today == slug],
        voted=request.args.get("voted") == "1",
    )


@bp.post("/public/policy/<slug>/vote")
def vote(slug: str) -> Response:
    """A visitor says whether an entry helped; counted, and nothing else is kept."""
    if Policy.named(slug) is None:
        abort(404)
    if queue.count_within(f"vote:{request.remote_addr}", VOTES, SECONDS):
        Vote.cast_openly(slug, helpful=request.form.get("helpful") == "yes")
    return redirect(url_for("public.policy", slug=slug, voted=1) + "#helped")


def shelves(policies: list[Policy]) -> list[tuple[str, list[Policy]]]:
    """The policies under their themes; a topic without a theme is shown last."""
    told = [(theme, [row for row in policies if row.topic in topics]) for theme, topics in THEMES]
    placed = {topic for _, topics in THEMES for topic in topics}
    rest = [row for row in policies if row.topic not in placed]
    return [(theme, rows) for theme, rows in [*told, ("其他", rest)] if rows]


def standing(entry: Policy | Entry) -> Status:
    """Whether an entry holds; what nobody could verify is not called current."""
    unsure = entry.status == "current" and entry.confidence == "U"
    return UNVERIFIED if unsure else STATUSES[entry.status]


def source(entry: Entry) -> list[tuple[str, str]]:
    """(label, words) of what an entry rests on; empty words where there is nothing to say."""
    began = "日期" if entry.status == "historical" else "施行"
    return [
        ("文件", entry.doc_title),
        ("文号", entry.doc_no),
        ("发布", entry.issuer),
        (began, chinese_day(entry.effective_from) if entry.effective_from else ""),
        ("失效", chinese_day(entry.effective_to) if entry.effective_to else ""),
        ("核对", f"{chinese_day(entry.verified_on)}，{CONFIDENCES[entry.confidence]}"),
        ("复查", f"{chinese_day(entry.review_due)}前"),
    ]
