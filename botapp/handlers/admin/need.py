"""需求: cases in residents' own words, by the promise to answer; reading and answering them."""

from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import words
from botapp.handlers.admin import bp, done, find, here, me, typed
from botapp.lib.identity import mask_phone
from botapp.models.audit import Audit
from botapp.models.need import LONGEST_ANSWER, Need, Status


@bp.get("/needs")
def needs_queue() -> str:
    """Cases of one status."""
    text = request.args.get("status", Status.WAITING.value)
    status = Status(text) if text in list(Status) else abort(404)
    rows = Need.queue(status)
    return render_template(
        "admin/need/queue.html", rows=rows, status=status, statuses=list(Status), counts=Need.counts()
    )


@bp.get("/needs/<int:id_>")
def need(id_: int) -> str:
    """One case."""
    return _page(find(Need, id_))


@bp.post("/needs/<int:id_>/preview")
def preview_answer(id_: int) -> str:
    """The same page with the message as the resident will read it; nothing is sent."""
    row = find(Need, id_)
    told = words.of("need_answered", {"number": row.number, "answer": typed("answer")})
    return _page(row, preview=told, answer=typed("answer"))


@bp.post("/needs/<int:id_>/reply")
def answer_need(id_: int) -> Response:
    """Answer the case; the resident is told at once."""
    find(Need, id_).reply(me(), typed("answer"))
    return done("已答复，居民会在公众号里看到。", "need", id_=id_)


def _page(row: Need, **shown: Any) -> str:
    here(url_for("admin.need", id_=row.id))
    return render_template(
        "admin/need/need.html",
        row=row,
        phone=mask_phone(row.phone) if row.phone else "",
        longest=LONGEST_ANSWER,
        steps=Audit.about("need", row.id),
        **shown,
    )
