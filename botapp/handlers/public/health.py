"""For operators: alive, and ready."""

from flask import Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from botapp import queue
from botapp.db import db
from botapp.handlers.public import bp


@bp.get("/healthz")
def alive() -> Response:
    """The process answers."""
    return jsonify(alive=True)


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """Database, Redis, worker and clock answer; 503 names the ones that do not."""
    parts = {"database": _database(), **queue.beats()}
    return jsonify(ready=all(parts.values()), **parts), 200 if all(parts.values()) else 503


def _database() -> bool:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True
