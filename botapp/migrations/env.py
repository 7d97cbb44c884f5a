"""Alembic's environment: the application's engine and metadata."""

from typing import Any, Literal

from alembic import context
from flask import current_app

from botapp.db import Moment, Secret, SecretBytes, SecretFacts, db

STORED_AS = {
    Moment: "sa.DateTime(timezone=True)",
    Secret: "sa.LargeBinary()",
    SecretBytes: "sa.LargeBinary()",
    SecretFacts: "sa.LargeBinary()",
}


def render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our column types as what the database stores, so that migrations import none of our code."""
    return STORED_AS.get(type(item), False) if kind == "type" else False


def run() -> None:
    """Migrate in one transaction on the application's own engine."""
    settings = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, render_item=render, **settings)
        with context.begin_transaction():
            context.run_migrations()


run()
