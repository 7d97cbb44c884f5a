"""The platform's books: access tokens, consents to subscription messages, sends made, receipts due."""

import json
import secrets
import sqlite3
from typing import Any

from botapp import clock
from botapp.simulator import chat
from botapp.simulator.fault import Fault

LIFETIME = 7200
OVERLAP = 300
SAME_SEND = 600


def stable_token(db: sqlite3.Connection, *, fresh: bool) -> tuple[str, int]:
    """The living token and its remaining seconds; a new one in its last 5 minutes or when asked for."""
    now = clock.now().timestamp()
    row = _newest(db, "stable")
    if row and not fresh and row["expires_at"] - now > OVERLAP:
        return str(row["value"]), min(LIFETIME, int(row["expires_at"] - now))
    return _issue(db, "stable"), LIFETIME


def new_token(db: sqlite3.Connection) -> tuple[str, int]:
    """A new token; the previous one of this family dies in 5 minutes."""
    return _issue(db, "plain"), LIFETIME


def check_token(db: sqlite3.Connection, value: str | None) -> None:
    """Fault 41001 without a token, 40001 for an unknown one, 42001 for one that has run out."""
    if not value:
        raise Fault(41001)
    row = db.execute("SELECT expires_at FROM token WHERE value = ?", (value,)).fetchone()
    if row is None:
        raise Fault(40001)
    if row["expires_at"] <= clock.now().timestamp():
        raise Fault(42001)


def grant(db: sqlite3.Connection, openid: str, template_id: str) -> None:
    """The resident accepts one more subscription message of this template."""
    db.execute(
        "INSERT INTO consent VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
        (openid, template_id),
    )


def consents(db: sqlite3.Connection, openid: str) -> dict[str, int]:
    """How many subscription messages of each template the resident still accepts."""
    rows = db.execute("SELECT template_id, count FROM consent WHERE openid = ?", (openid,))
    return {row["template_id"]: row["count"] for row in rows}


def use_consent(db: sqlite3.Connection, openid: str, template_id: str) -> None:
    """Take one accepted message off the book; Fault 43101 when none is left."""
    sql = "UPDATE consent SET count = count - 1 WHERE openid = ? AND template_id = ? AND count > 0"
    if db.execute(sql, (openid, template_id)).rowcount == 0:
        raise Fault(43101)


def earlier_send(db: sqlite3.Connection, client_msg_id: str | None) -> int | None:
    """The msgid of the same send within the last 10 minutes, if there was one."""
    since = clock.now().timestamp() - SAME_SEND
    row = db.execute(
        "SELECT msgid FROM sent WHERE client_msg_id = ? AND at > ?", (client_msg_id, since)
    ).fetchone()
    return None if row is None else int(row["msgid"])


def record_send(db: sqlite3.Connection, client_msg_id: str | None) -> int:
    """A new msgid, remembered under the caller's own id."""
    msgid = chat.fresh_msgid()
    if client_msg_id:
        row = (client_msg_id, msgid, clock.now().timestamp())
        db.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", row)
    return msgid


def owe_receipt(db: sqlite3.Connection, openid: str, nodes: dict[str, Any]) -> None:
    """Note an event that the platform will push later, such as TEMPLATESENDJOBFINISH."""
    db.execute("INSERT INTO receipt (openid, nodes) VALUES (?, ?)", (openid, json.dumps(nodes)))


def owes_receipts(db: sqlite3.Connection) -> bool:
    """Whether any noted event waits."""
    return db.execute("SELECT 1 FROM receipt LIMIT 1").fetchone() is not None


def take_receipts(db: sqlite3.Connection) -> list[tuple[str, dict[str, Any]]]:
    """Every noted event, once: (openid, nodes)."""
    rows = db.execute("SELECT openid, nodes FROM receipt ORDER BY id").fetchall()
    db.execute("DELETE FROM receipt")
    return [(row["openid"], json.loads(row["nodes"])) for row in rows]


def _newest(db: sqlite3.Connection, family: str) -> sqlite3.Row | None:
    sql = "SELECT value, expires_at FROM token WHERE family = ? ORDER BY expires_at DESC LIMIT 1"
    row: sqlite3.Row | None = db.execute(sql, (family,)).fetchone()
    return row


def _issue(db: sqlite3.Connection, family: str) -> str:
    value, now = secrets.token_urlsafe(96), clock.now().timestamp()
    db.execute("UPDATE token SET expires_at = min(expires_at, ?) WHERE family = ?", (now + OVERLAP, family))
    db.execute("INSERT INTO token VALUES (?, ?, ?)", (value, family, now + LIFETIME))
    return value
