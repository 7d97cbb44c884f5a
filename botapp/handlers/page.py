"""DOOR pages: one request, one transaction; what succeeds is kept, what is refused changes nothing."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, render_template, request

from botapp.db import db
from botapp.errors import Refusal
from botapp.models.outbox import Outbox

FONT, LARGE, STANDARD = "font", "lg", "std"
REMEMBERED = timedelta(days=365)


def door(bp: Blueprint, refused: str) -> None:
    """Commit the requests of a blueprint that end below 400; a `Refusal` shows its words on `refused`."""

    @bp.after_request
    def keep(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        if response.status_code < 400:
            db.session.commit()
            Outbox.hand_over()
        else:
            db.session.rollback()
            Outbox.forget_fresh()
        return response

    @bp.errorhandler(Refusal)
    def say_no(refusal: Refusal) -> tuple[str, int]:
        db.session.rollback()
        return render_template(refused, words=str(refusal)), 409


def large_print(bp: Blueprint) -> None:
    """Tell the templates of a blueprint whether to print `large`: `?font=lg` or `std`, kept in a cookie."""

    @bp.context_processor
    def tell() -> dict[str, bool]:
        return {"large": (request.args.get(FONT) or request.cookies.get(FONT)) == LARGE}

    @bp.after_request
    def remember(response: Response) -> Response:
        wanted = request.args.get(FONT)
        if wanted in (LARGE, STANDARD):
            secure = current_app.config["SESSION_COOKIE_SECURE"]
            response.set_cookie(FONT, wanted, REMEMBERED, secure=secure, httponly=True, samesite="Lax")
        return response
