"""评价 as a page: three faces, a line, and the number only if one wishes."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp.db import begin_writing
from botapp.errors import Refusal
from botapp.handlers.h5 import bp, current
from botapp.models.survey import LONGEST, Case, Face, Survey


@bp.get("/survey/<key>")
def survey(key: str) -> str:
    """One case that ended."""
    return render_template("h5/survey.html", case=_case(key), faces=list(Face), longest=LONGEST)


@bp.post("/survey/<key>")
def give_survey(key: str) -> Response:
    """Keep the answer."""
    begin_writing()
    case, face = _case(key), request.form.get("face", "")
    if face not in list(Face):
        raise Refusal("请选一个表情。")
    words = request.form.get("words", "").replace("\0", "")
    Survey.give(case, Face(face), words, named=request.form.get("named") == "yes")
    return redirect(url_for("h5.appointments", done="rated"))


def _case(key: str) -> Case:
    return next((case for case in Survey.open_to(current()) if case.key == key), None) or abort(404)
