"""版本: writing, reviewing and publishing the entries of the knowledge base."""

from datetime import date
from typing import Any

from flask import abort, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from botapp import clock, phrasing
from botapp.db import begin_writing, db
from botapp.errors import Refusal
from botapp.forms.version import TOPICS, VersionForm
from botapp.handlers.admin import bp, done, find, here, me, needs, typed
from botapp.handlers.admin.policy import CONFIDENCES, LEVELS, STATUSES
from botapp.lib.answer import BYTES, entry_text, is_cut
from botapp.lib.diff import runs
from botapp.lib.facts import blank, entry_of
from botapp.lib.knowledge import STEPS, Entry, faults, repeated
from botapp.lib.topic import NAMES
from botapp.models import wording
from botapp.models.policy import Policy
from botapp.models.staff import Role
from botapp.models.version import OPEN, Status, Version

DIFFED = {"title": "题目", "text": "正文", "next_words": "下一步", "doc_title": "文件", "doc_no": "文号"}
LISTED = {"aliases": "问法", "local_unknown": "待核实"}
PLAIN = {
    "topic": "主题",
    "level": "层级",
    "issuer": "发文",
    "source_url": "原文",
    "effective_from": "施行",
    "effective_to": "失效",
    "verified_on": "核对日期",
    "review_due": "下次核对",
    "confidence": "把握",
    "status": "状态",
    "today": "今天看",
    "next_step": "下一步",
}


@bp.get("/versions")
def versions() -> str:
    """Drafts, what waits for a second pair of eyes, and what waits for its day."""
    text = request.args.get("status", Status.SUBMITTED.value)
    status = Status(text) if text in [one.value for one in OPEN] else abort(404)
    rows = Version.queue(status)
    return render_template(
        "admin/version/queue.html", rows=rows, status=status, statuses=OPEN, counts=Version.counts()
    )


@bp.get("/versions/due")
def versions_due() -> str:
    """Entries whose check is overdue or falls due soon."""
    rows = Policy.due_for_review(clock.today())
    return render_template("admin/version/due.html", rows=rows, today=clock.today())


@bp.post("/policies/<slug>/check")
@needs(Role.REVIEWER)
def check_policy(slug: str) -> Response:
    """Compared with its source: it holds."""
    row = Version.check(me(), Policy.named(slug) or abort(404))
    return done(f"已记下核对，下次 {row.entry.review_due:%Y-%m-%d}。", "versions_due")


@bp.post("/versions/preview")
def preview_version() -> str:
    """The form again with what was typed, and how residents would read it; nothing is kept."""
    facts, wrong = _typed()
    id_ = request.form.get("version", 0, type=int)
    row = find(Version, id_) if id_ else None
    if wrong:
        return _edit(row, facts, wrong)
    return _edit(row, facts, {}, preview=_preview(entry_of(row.slug if row else "", facts)))


@bp.get("/versions/new")
def new_version() -> str:
    """An empty entry."""
    return _edit(None, blank(clock.today()), {})


@bp.post("/versions/new")
def begin_version() -> Response | str:
    """Keep a new entry as a draft; what is typed wrongly is shown again with what is wrong."""
    facts, wrong = _typed()
    if wrong:
        return _edit(None, facts, wrong)
    row = Version.of_facts(me(), facts, origin="新写")
    return done("已存成草稿。", "version", id_=row.id)


@bp.post("/policies/<slug>/change")
def change_policy(slug: str) -> Response:
    """Begin a new wording of a published entry."""
    row = Version.change(me(), Policy.named(slug) or abort(404), origin="修改")
    return done("已开一份草稿，改好再送复核；居民看到的还是现在的版本。", "edit_version", id_=row.id)


@bp.get("/versions/<int:id_>")
def version(id_: int) -> str:
    """One version: as residents will read it, what it changes, and what may be done with it."""
    row = find(Version, id_)
    here(url_for("admin.version", id_=id_))
    policy = Policy.named(row.slug)
    decides = row.status is Status.SUBMITTED and row.may_be_decided_by(me())
    return render_template(
        "admin/version/version.html",
        row=row,
        entry=row.entry,
        text=entry_text(row.entry, clock.today(), local=False) if row.entry.text else "",
        faults=row.faults() if row.status in OPEN else {},
        falls=row.falls() if decides and not row.faults() else [],
        decides=decides,
        policy=policy,
        changes=differences(policy.entry if policy else None, row.entry) if row.status in OPEN else [],
        today=clock.today(),
        has_model=phrasing.is_set(),
        **WORDS,
    )


@bp.get("/versions/<int:id_>/edit")
def edit_version(id_: int) -> str:
    """The draft as a form."""
    row = find(Version, id_)
    if row.status is not Status.DRAFT:
        raise Refusal(f"这一份现在是「{row.status.word}」，不能再改。")
    return _edit(row, row.facts, {})


@bp.post("/versions/<int:id_>/edit")
def save_version(id_: int) -> Response | str:
    """Keep the draft; what is typed wrongly is shown again with what is wrong."""
    row = find(Version, id_)
    facts, wrong = _typed()
    if wrong:
        return _edit(row, row.facts | facts, wrong)
    row.edit(me(), facts)
    return done("已保存。", "version", id_=id_)


@bp.post("/versions/<int:id_>/wording")
def ask_for_wording(id_: int) -> Response:
    """Have the language model say the draft in plainer words."""
    if not phrasing.is_set():
        raise Refusal("没有设置模型。")
    wording.ask(find(Version, id_))
    return done("已请模型改写。改写的话要您读过才会用。", "version", id_=id_)


@bp.post("/versions/<int:id_>/wording/take")
def take_wording(id_: int) -> Response:
    """Use the model's words in the draft; residents will read that they are."""
    wording.take(find(Version, id_), me())
    return done("已放进草稿，居民会看到「AI生成，已人工核对」。", "version", id_=id_)


@bp.post("/versions/<int:id_>/submit")
def submit_version(id_: int) -> Response:
    """Ask another person to look at it."""
    find(Version, id_).submit(me())
    return done("已送复核，要由另一位审核员通过。", "version", id_=id_)


@bp.post("/versions/<int:id_>/withdraw")
def withdraw_version(id_: int) -> Response:
    """Give it up."""
    find(Version, id_).withdraw(me())
    return done("已放弃这一份，居民看到的没有变。", "versions")


@bp.post("/versions/<int:id_>/approve")
@needs(Role.REVIEWER)
def approve_version(id_: int) -> Response:
    """Publish it, now or on a day."""
    find(Version, id_).falls()  # remembered: while it runs, residents' messages are still written
    db.session.rollback()
    begin_writing()
    row = find(Version, id_)
    row.approve(me(), _day(typed("on")))
    if row.status is Status.PUBLISHED:
        return done("已发布，几秒内生效。", "policy", slug=row.slug)
    return done("已通过，到日子早上 8:30 自动发布。", "version", id_=id_)


@bp.post("/versions/<int:id_>/return")
@needs(Role.REVIEWER)
def return_version(id_: int) -> Response:
    """Give it back to its author, with the reason."""
    find(Version, id_).send_back(me(), typed("reason"))
    return done("已退回给起草人。", "versions")


@bp.get("/policies/<slug>/history")
def policy_history(slug: str) -> str:
    """Every version of an entry, and what two of them differ in."""
    rows = Version.of(slug)
    if not rows and Policy.named(slug) is None:
        abort(404)
    old, new = (_chosen(rows, request.args.get(name, 0, type=int)) for name in ("old", "new"))
    changes = differences(old.entry, new.entry) if old and new else []
    return render_template(
        "admin/version/history.html",
        slug=slug,
        rows=rows,
        policy=Policy.named(slug),
        old=old,
        new=new,
        changes=changes,
    )


@bp.post("/versions/<int:id_>/restore")
def restore_version(id_: int) -> Response:
    """Begin a draft that says again what this version said."""
    row = Version.roll_back(me(), find(Version, id_))
    return done("已按旧版开了一份草稿，送复核后才会生效。", "version", id_=row.id)


def differences(old: Any, new: Any) -> list[tuple[str, list[Any]]]:
    """(label, runs) of every field in which two entries differ."""
    told = []
    for name, label in {**DIFFED, **LISTED, **PLAIN}.items():
        was, now = _said(getattr(old, name, "") if old else ""), _said(getattr(new, name))
        if was != now:
            told.append((label, runs(was, now)))
    return told


def _said(value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")


def _chosen(rows: list[Version], id_: int) -> Version | None:
    return next((row for row in rows if row.id == id_), None)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refusal("日期请写成 2026-11-25 这样。") from error


def _typed() -> tuple[dict[str, Any], dict[str, str]]:
    """The facts as typed, and what is wrong by field."""
    form = VersionForm()
    told = {name: typed(name) for name in form.fields if name in request.form}
    try:
        return form.load(told), {}
    except ValidationError as error:
        lines = {name: told[name].splitlines() for name in LISTED if name in told}
        return told | lines, {name: str(words[0]) for name, words in error.messages_dict.items()}


def _preview(entry: Entry) -> dict[str, Any]:
    """What residents would read, its length, and what is still wrong with the entry."""
    text = entry_text(entry, clock.today(), local=True)
    return {
        "text": text,
        "bytes": len(text.encode()),
        "is_cut": is_cut(entry, clock.today()),
        "faults": faults(entry) | repeated(entry, Policy.entries()),
    }


def _edit(
    row: Version | None, facts: dict[str, Any], wrong: dict[str, str], preview: dict[str, Any] | None = None
) -> str:
    here(url_for("admin.edit_version", id_=row.id) if row else url_for("admin.new_version"))
    address = url_for("admin.save_version", id_=row.id) if row else url_for("admin.begin_version")
    return render_template(
        "admin/version/edit.html",
        row=row,
        facts=facts,
        wrong=wrong,
        preview=preview,
        most_bytes=BYTES,
        address=address,
        policies=Policy.all(),
        topics_list=[("", "请选"), *((topic, f"{NAMES[topic]}（{topic}）") for topic in TOPICS)],
        steps_list=[(step, step or "没有") for step in ("", *STEPS[:-1])],
        levels_list=list(LEVELS.items()),
        confidences_list=[(value, words) for value, (words, _) in CONFIDENCES.items()],
        states_list=[(value, words) for value, (words, _) in STATUSES.items()],
    )


WORDS = {"states": STATUSES, "confidences": CONFIDENCES, "levels": LEVELS}
