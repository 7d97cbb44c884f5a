"""转诊 for the receiver: the slip behind a signed link, without an account; every look is kept."""

from typing import Any, TypeVar

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from marshmallow import Schema, ValidationError
from werkzeug.wrappers import Response as Answer

from botapp.db import begin_writing
from botapp.errors import Refusal
from botapp.forms.referral import LABELS, PLAIN, SLIP, URGENCIES, FeedbackForm
from botapp.handlers.public import bp
from botapp.models.referral import Referral

LONGEST = 40
Reply = TypeVar("Reply", bound=Answer)


@bp.get("/public/referral/<text>")
def referral(text: str) -> Response:
    """The slip, as long as the resident's yes holds."""
    begin_writing()
    row = _open(text)
    row.opened()
    page = render_template(
        "public/referral.html",
        row=row,
        text=text,
        urgency=URGENCIES[row.urgency],
        slip=[(LABELS[name], row.slip.get(name)) for name in (*PLAIN[1:], *SLIP) if row.slip.get(name)],
        labels=LABELS,
    )
    return _kept_from_others(make_response(page))


@bp.post("/public/referral/<text>/<act>")
def answer_referral(text: str, act: str) -> Answer:
    """Accept, decline, say that the patient came, or send the result back."""
    begin_writing()
    row = _open(text)
    who = _typed("who", LONGEST)
    if act == "feedback":
        row.feed_back(_filled(FeedbackForm))
    elif not who:
        raise Refusal("请写下您的姓名或科室。")
    elif act == "accept":
        row.accept(who)
    elif act == "decline":
        row.decline(who, _typed("why", 150))
    elif act == "seen":
        row.see(who)
    else:
        abort(404)
    return _kept_from_others(redirect(url_for("public.referral", text=text)))


def _open(text: str) -> Referral:
    return Referral.by_link(text) or abort(404)


def _typed(name: str, longest: int) -> str:
    return request.form.get(name, "").replace("\0", "").strip()[:longest]


def _filled(schema: type[Schema]) -> dict[str, Any]:
    form = schema()
    try:
        facts: dict[str, Any] = form.load({name: _typed(name, 500) for name in form.fields})
    except ValidationError as error:
        wrong = (f"{LABELS[name]}：{told[0]}" for name, told in error.messages_dict.items())
        raise Refusal("；".join(wrong)) from error
    return facts


def _kept_from_others(answer: Reply) -> Reply:
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
