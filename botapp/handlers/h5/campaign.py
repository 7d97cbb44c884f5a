"""订阅 as a page: every topic with a tick, changed by one button."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from botapp.db import begin_writing
from botapp.handlers.h5 import bp, current
from botapp.models.campaign import MOST_A_WEEK, TOPICS, Interest


@bp.get("/topics")
def topics() -> str:
    """What can be followed, and what is."""
    return render_template(
        "h5/topics.html",
        topics=TOPICS,
        followed=Interest.of(current()),
        most=MOST_A_WEEK,
        done=request.args.get("done", ""),
    )


@bp.post("/topics")
def choose_topics() -> Response:
    """Follow what is ticked, leave the rest."""
    begin_writing()
    resident, wanted = current(), request.form.getlist("topic")
    for topic in TOPICS:
        (Interest.follow if topic in wanted else Interest.leave)(resident, topic)
    return redirect(url_for("h5.topics", done="kept"))
