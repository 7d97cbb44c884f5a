"""For operators: alive, and ready."""

from flask import Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from botapp import queue
from botapp.db import db
from botapp.handlers.public import bp
from botapp.models.policy import Policy


@bp.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(alive=True)


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """Database, answers, Redis, worker and clock are there; 503 names the ones that are not."""
    parts = {**_database(), **queue.beats()}
    return jsonify(ready=all(parts.values()), **parts), 200 if all(parts.values()) else 503


def _database() -> dict[str, bool]:
    """Whether the tables and the policies are there; the answering engine is warm after this."""
    try:
        return {"database": True, "policies": bool(Policy.engine().entries)}
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": False, "policies": False}
