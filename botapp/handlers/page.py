"""DOOR pages: one request, one transaction; what succeeds is kept, what is refused changes nothing."""

from flask import Blueprint, Response, render_template

from botapp.db import db
from botapp.errors import Refusal
from botapp.models.outbox import Outbox


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
