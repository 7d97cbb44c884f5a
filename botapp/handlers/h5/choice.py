"""知情选择 as a page: all methods side by side, and a record that only its owner opens."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp.db import begin_writing
from botapp.handlers.h5 import bp, current
from botapp.models.choice import LONGEST, Choice, answers_of, methods, name_of


@bp.get("/choice")
def choice() -> str:
    """Every method answers the same questions; none is marked."""
    kept = Choice.of(current())
    return render_template(
        "h5/choice.html",
        methods=[(name_of(row), answers_of(row), row) for row in methods()],
        kept=kept,
        longest=LONGEST,
        done=request.args.get("done", ""),
    )


@bp.post("/choice")
def keep_choice() -> Response:
    """Keep what one wants to talk about, or that one wants none."""
    begin_writing()
    shown = [name_of(row) for row in methods()]
    wanted = [name for name in request.form.getlist("wanted") if name in shown]
    Choice.keep(current(), shown, wanted, request.form.get("questions", "").replace("\0", ""))
    return redirect(url_for("h5.choice", done="kept"))


@bp.post("/choice/forget")
def forget_choice() -> Response:
    """Keep nothing."""
    begin_writing()
    Choice.forget(current())
    return redirect(url_for("h5.choice", done="forgotten"))
