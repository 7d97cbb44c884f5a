"""提醒计划 as a page: what one asked to be reminded of, each date to be moved or left out."""

from datetime import date

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp import clock
from botapp.db import begin_writing
from botapp.errors import Refusal
from botapp.handlers.h5 import bp, current
from botapp.lib.chinese import say_day
from botapp.models.plan import Plan

SHOWN = 12


@bp.get("/plans")
def plans() -> str:
    """Every plan that rings, with its next dates."""
    rows = Plan.of(current())
    return render_template(
        "h5/plans.html",
        plans=[
            (row, [(key, day, _say(day), words) for key, day, words in row.coming[:SHOWN]]) for row in rows
        ],
        tomorrow=clock.today().isoformat(),
        done=request.args.get("done", ""),
    )


@bp.post("/plans/<int:id_>/move")
def move_date(id_: int) -> Response:
    """Move one date, or leave it out."""
    begin_writing()
    plan, text = _own(id_), request.form.get("day", "")
    leaves_out = request.form.get("skip") == "yes"
    plan.shift(request.form.get("key", ""), None if leaves_out else _day(text))
    return redirect(url_for("h5.plans", done="skipped" if leaves_out else "moved"))


@bp.post("/plans/<int:id_>/stop")
def stop_plan(id_: int) -> Response:
    """Ring no more."""
    begin_writing()
    _own(id_).stop("居民停止")
    return redirect(url_for("h5.plans", done="stopped"))


def _own(id_: int) -> Plan:
    return next((row for row in Plan.of(current()) if row.id == id_), None) or abort(404)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("请选一天。") from error


def _say(day: date) -> str:
    return f"{day.year}年{say_day(day)}"
