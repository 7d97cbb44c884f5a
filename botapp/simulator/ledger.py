"""The platform's books: consents to subscription messages, sends made, receipts due."""

import json
import sqlite3
from typing import Any

from botapp import clock
from botapp.simulator import chance, store
from botapp.simulator.platform.fault import Fault

SAME_SEND = 600


def grant(db: sqlite3.Connection, openid: str, template_id: str, *, standing: bool = False) -> None:
    """The resident accepts one more subscription message of this template, or all of them for good."""
    db.execute(
        "INSERT INTO consent VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET count = CASE WHEN ? THEN 1"
        " ELSE count + 1 END",
        (openid, template_id, standing),
    )


def refuse(db: sqlite3.Connection, openid: str, template_id: str) -> None:
    """The resident closes the subscription: nothing of it is left."""
    db.execute("UPDATE consent SET count = 0 WHERE openid = ? AND template_id = ?", (openid, template_id))


def consents(db: sqlite3.Connection, openid: str) -> dict[str, int]:
    """How many subscription messages of each template the resident still accepts."""
    rows = db.execute("SELECT template_id, count FROM consent WHERE openid = ?", (openid,))
    return {row["template_id"]: row["count"] for row in rows}


def use_consent(db: sqlite3.Connection, openid: str, template_id: str, *, standing: bool = False) -> None:
    """Take one accepted message off the book; Fault 43101 when none is left."""
    sql = "UPDATE consent SET count = count - ? WHERE openid = ? AND template_id = ? AND count > 0"
    if db.execute(sql, (0 if standing else 1, openid, template_id)).rowcount == 0:
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
    msgid = chance.msgid(db)
    if client_msg_id:
        row = (client_msg_id, msgid, clock.now().timestamp())
        db.execute("INSERT OR REPLACE INTO sent VALUES (?, ?, ?)", row)
    return msgid


def owe_receipt(db: sqlite3.Connection, openid: str, nodes: dict[str, Any]) -> None:
    """Note an event that the platform will push later, such as TEMPLATESENDJOBFINISH."""
    due_at = clock.now().timestamp() + float(store.setting(db, "receipt_seconds") or 0)
    db.execute(
        "INSERT INTO receipt (openid, nodes, due_at) VALUES (?, ?, ?)", (openid, json.dumps(nodes), due_at)
    )


def owes_receipts(db: sqlite3.Connection) -> bool:
    """Whether any noted event is due."""
    return bool(_due(db))


def take_receipts(db: sqlite3.Connection) -> list[tuple[str, dict[str, Any]]]:
    """Every noted event that is due, once: (openid, nodes)."""
    rows = _due(db)
    db.executemany("DELETE FROM receipt WHERE id = ?", [(row["id"],) for row in rows])
    return [(row["openid"], json.loads(row["nodes"])) for row in rows]


def _due(db: sqlite3.Connection) -> list[sqlite3.Row]:
    sql = "SELECT id, openid, nodes FROM receipt WHERE due_at <= ? ORDER BY id"
    return db.execute(sql, (clock.now().timestamp(),)).fetchall()
