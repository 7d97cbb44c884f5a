"""需求: cases in residents' own words, by the promise to answer; reading and answering them."""

from datetime import date, datetime, time, timedelta
from typing import Any

from flask import abort, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock, words
from botapp.handlers.admin import bp, done, find, here, me, typed
from botapp.lib.identity import mask_phone
from botapp.models.audit import Audit
from botapp.models.calendar import end_of_workday
from botapp.models.need import LONGEST_ANSWER, OPEN, Need, Status, Way
from botapp.models.service import Service

ARRANGED_DAYS = 5


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


@bp.post("/needs/<int:id_>/arrange")
def arrange_need(id_: int) -> Response:
    """Send the resident to an appointment or elsewhere, or come to the house if that was asked for."""
    row, way = find(Need, id_), typed("way")
    row.arrange(me(), Way(way) if way in list(Way) else abort(400), typed("words"), _until(way), _visit(way))
    return done("已安排，已告诉居民；办完请答复办结。", "need", id_=id_)


def _until(way: str) -> datetime:
    """By when an arranged case is looked at again: the day after a visit, else within five working days."""
    visit_at = _visit(way)
    return visit_at + timedelta(days=1) if visit_at else end_of_workday(clock.now(), ARRANGED_DAYS)


def _visit(way: str) -> datetime | None:
    if way != Way.VISIT:
        return None
    try:
        return clock.at(date.fromisoformat(typed("day")), time.fromisoformat(typed("hour")))
    except ValueError:
        return None


def _page(row: Need, **shown: Any) -> str:
    here(url_for("admin.need", id_=row.id))
    return render_template(
        "admin/need/need.html",
        row=row,
        phone=mask_phone(row.phone) if row.phone else "",
        longest=LONGEST_ANSWER,
        is_open=row.status in OPEN,
        services=Service.offered(),
        Way=Way,
        steps=Audit.about("need", row.id),
        **shown,
    )
