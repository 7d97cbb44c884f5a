"""A Flask-SQLAlchemy endpoint that only stores the rows of a policy question, in one commit.

The same tables and columns as ours: a message with its reply and trace, and the resident's window.
No signature, no encryption, no deduplication, no answer to find.
"""

import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, ForeignKey, LargeBinary, String, event, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bench.pushes import PEOPLE

REPLY = ("居住证的办理条件、材料和依据。" * 20).encode()


class Base(DeclarativeBase):
    """Base of the tables."""


db = SQLAlchemy(model_class=Base)


class Resident(db.Model):  # type: ignore[name-defined]
    """Who spoke."""

    id: Mapped[int] = mapped_column(primary_key=True)
    openid: Mapped[str] = mapped_column(String(64), unique=True)
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_index: Mapped[str | None] = mapped_column(String(32), index=True)
    met_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    left_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    words_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    click_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    words_sent: Mapped[int] = mapped_column(default=0)
    click_sent: Mapped[int] = mapped_column(default=0)
    muted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    puzzled_count: Mapped[int] = mapped_column(default=0)
    offers: Mapped[list[list[str]] | None] = mapped_column(JSON)


class Message(db.Model):  # type: ignore[name-defined]
    """What was said, and what was answered."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32), default="text")
    words: Mapped[bytes] = mapped_column(LargeBinary)
    reply: Mapped[bytes] = mapped_column(LargeBinary)
    outcome: Mapped[str] = mapped_column(String(32), default="answered")
    handler: Mapped[str] = mapped_column(String(64), default="policy.answer")
    state_before: Mapped[str] = mapped_column(String(64), default="")
    state_after: Mapped[str] = mapped_column(String(64), default="")
    milliseconds: Mapped[int] = mapped_column(default=0)
    queued_count: Mapped[int] = mapped_column(default=0)
    topic: Mapped[str] = mapped_column(String(8), default="T1")
    entry: Mapped[str] = mapped_column(String(64), default="residence-permit-how")
    received_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), index=True)


@event.listens_for(Engine, "connect")
def _as_durable_as_ours(connection: Any, _record: object) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["PEER_DATABASE_URL"]
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 20, "pool_pre_ping": True}
db.init_app(app)


@app.post("/wechat")
def store() -> str:
    """The resident is found by openid, the message by its signature; both are taken from the query."""
    now = datetime.now(UTC)
    openid, key = request.args["openid"], request.args["msg_signature"]
    resident = db.session.scalars(select(Resident).where(Resident.openid == openid)).one()
    resident.words_at, resident.words_sent = now, 0
    body = request.get_data()[:64]
    db.session.add(
        Message(key=key, resident_id=resident.id, words=body, reply=REPLY, milliseconds=1, received_at=now)
    )
    db.session.commit()
    return "success"


def furnish() -> None:
    """Make the tables, and everybody who will speak."""
    now = datetime.now(UTC)
    with app.app_context():
        db.create_all()
        db.session.add_all(Resident(openid=openid, met_at=now) for openid in PEOPLE)
        db.session.commit()


if __name__ == "__main__":
    furnish()
