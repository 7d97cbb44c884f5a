"""导入导出: entries to and from files; what is imported becomes drafts and nothing else."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response as Page
from flask import abort, flash, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response

from botapp import clock
from botapp.errors import Refusal
from botapp.forms.version import VersionForm
from botapp.handlers.admin import bp, here, me, needs, typed
from botapp.lib.exchange import LABELS, Row, Unreadable, read, to_excel, to_word, to_zip
from botapp.lib.facts import blank, entry_of
from botapp.lib.knowledge import Entry, faults
from botapp.models.audit import Audit
from botapp.models.policy import Policy
from botapp.models.staff import Role
from botapp.models.version import Version

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS: dict[str, tuple[Callable[[Sequence[Entry]], bytes], str]] = {
    "xlsx": (to_excel, XLSX),
    "docx": (to_word, DOCX),
    "zip": (to_zip, "application/zip"),
}


@dataclass(frozen=True, slots=True)
class Read:
    """One entry of a file, what is wrong with it, and what it still lacks before it can be reviewed."""

    place: str
    slug: str
    facts: dict[str, Any]
    wrong: list[str]
    lacking: list[str]

    @property
    def kept(self) -> str:
        """What is sent back when staff say yes."""
        return json.dumps({"slug": self.slug, "facts": self.facts}, ensure_ascii=False)


@bp.get("/versions/import")
def exchange() -> str:
    """Upload a file, take a template, or take everything along."""
    here(url_for("admin.exchange"))
    return render_template("admin/exchange/exchange.html", rows=None)


@bp.post("/versions/import")
def look_at_file() -> str:
    """What the file holds and what is wrong with it; nothing is kept yet."""
    here(url_for("admin.exchange"))
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Refusal("请先选一个文件。")
    try:
        rows = [_looked_at(row) for row in read(file.filename, file.read())]
    except Unreadable as error:
        raise Refusal(str(error)) from error
    return render_template("admin/exchange/exchange.html", rows=rows)


@bp.post("/versions/import/keep")
def keep_file() -> Response:
    """Make drafts of what was looked at; an entry that is being changed already is left out, and said."""
    drafted, left_out = 0, []
    for text in request.form.getlist("row"):
        slug, facts = _sent_back(text)
        try:
            Version.of_facts(me(), facts, slug=slug if Policy.named(slug) else "", origin="导入")
            drafted += 1
        except Refusal:
            left_out.append(facts["title"])
    if not drafted:
        raise Refusal(
            "没有可以导入的条目。" + ("这些已经有人在改：" + "、".join(left_out) if left_out else "")
        )
    if left_out:
        flash(f"没有导入，已经有人在改：{'、'.join(left_out)}", "wait")
    flash(f"已开 {drafted} 份草稿，看过再送复核。", "ok")
    return redirect(url_for("admin.versions", status="draft"))


@bp.post("/policies/export/<kind>")
@needs(Role.REVIEWER)
def export_policies(kind: str) -> Page:
    """Every published entry as a file; who took it is noted."""
    make, mimetype = FORMATS.get(kind) or abort(404)
    entries = Policy.entries()
    Audit.record(me(), "export", "policy", count=len(entries), kind=kind, reason=typed("reason"))
    return _file(make(entries), f"政策-{clock.today():%Y%m%d}.{kind}", mimetype)


@bp.get("/versions/template.<kind>")
def template(kind: str) -> Page:
    """An empty file to fill in."""
    make, mimetype = FORMATS.get(kind) or abort(404)
    return _file(make([]), f"政策模板.{kind}", mimetype)


def _file(content: bytes, name: str, mimetype: str) -> Page:
    answer = Page(content, mimetype=mimetype)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _looked_at(row: Row) -> Read:
    today = blank(clock.today())
    days = {name: today[name] for name in ("verified_on", "review_due")}
    told = days | {name: text for name, text in row.told.items() if name in LABELS and text}
    slug = row.told.get("slug", "")
    try:
        facts = VersionForm().load(told)
    except ValidationError as error:
        wrong = [f"{LABELS[name]}：{words[0]}" for name, words in error.messages_dict.items()]
        return Read(row.place, slug, {"title": row.told.get("title", "")}, wrong, [])
    return Read(row.place, slug, facts, [], list(faults(entry_of(slug or "new", today | facts)).values()))


def _sent_back(text: str) -> tuple[str, dict[str, Any]]:
    """What was shown and comes back, looked at again. Raises `Refusal` for what is no such thing."""
    try:
        told = json.loads(text.replace("\\u0000", ""))
        texts = {
            name: "\n".join(value) if isinstance(value, list) else str(value or "")
            for name, value in told["facts"].items()
            if name in LABELS
        }
        return str(told["slug"]), VersionForm().load(texts)
    except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
        raise Refusal("内容不完整，请重新上传文件。") from error
