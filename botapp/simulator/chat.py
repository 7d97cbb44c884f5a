"""What each phone shows, and the record of pushes and calls behind it."""

import json
import time
from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from botapp import clock

RECENT = 12


def show(db: Connection, openid: str, side: str, kind: str, text: str) -> None:
    """Add a bubble; side: mine, theirs or middle; kind: text, picture, notice or line."""
    db.execute(
        "INSERT INTO bubble (openid, side, kind, text, at) VALUES (?, ?, ?, ?, ?)",
        (openid, side, kind, text, clock.now().timestamp()),
    )


def show_notice(db: Connection, openid: str, title: str, rows: list[tuple[str, str]], url: str) -> None:
    """Add a notice card: a title and its field rows, with a link when url is not empty."""
    show(
        db,
        openid,
        "theirs",
        "notice",
        json.dumps({"title": title, "rows": rows, "url": url}, ensure_ascii=False),
    )


def bubbles(db: Connection, openid: str, after: int = 0) -> list[dict[str, Any]]:
    """The bubbles of a phone with ids above `after`, oldest first."""
    sql = "SELECT id, side, kind, text, at FROM bubble WHERE openid = ? AND id > ? ORDER BY id"
    return [dict(row) for row in db.execute(sql, (openid, after))]


def begin_push(db: Connection, openid: str, msgid: str, label: str, xml_in: str) -> int:
    """Record a push before its first attempt; returns its number."""
    cursor = db.execute(
        "INSERT INTO push (openid, msgid, label, xml_in, at) VALUES (?, ?, ?, ?, ?)",
        (openid, msgid, label, xml_in, clock.now().timestamp()),
    )
    return int(cursor.lastrowid or 0)


def end_push(db: Connection, number: int, outcome: Mapping[str, Any]) -> None:
    """Record how a push ended: envelope, xml_out, answer, reason, status, ms, attempts."""
    db.execute(
        "UPDATE push SET envelope = :envelope, xml_out = :xml_out, answer = :answer, reason = :reason,"
        " status = :status, ms = :ms, attempts = :attempts WHERE id = :id",
        {**outcome, "id": number},
    )


def pushes(db: Connection, openid: str) -> list[dict[str, Any]]:
    """The latest pushes of a phone, newest first."""
    sql = "SELECT * FROM push WHERE openid = ? ORDER BY id DESC LIMIT ?"
    return [dict(row) for row in db.execute(sql, (openid, RECENT))]


def record_call(db: Connection, path: str, body: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Keep one call of the application to the platform, without the account's secret."""
    shown = {name: part for name, part in body.items() if name != "secret"}
    db.execute(
        "INSERT INTO call (openid, path, body, errcode, answer, at) VALUES (?, ?, ?, ?, ?, ?)",
        (str(body.get("touser", "")), path, _json(shown), answer.get("errcode", 0), _json(answer), _now()),
    )


def calls(db: Connection, openid: str) -> list[dict[str, Any]]:
    """The latest sends of the application to a phone, newest first."""
    sql = "SELECT id, path, body, errcode, answer, at FROM call WHERE openid = ? ORDER BY id DESC LIMIT ?"
    return [dict(row) for row in db.execute(sql, (openid, RECENT))]


def fresh_msgid() -> int:
    """A 64-bit number that never comes twice, also after travelling in time or emptying the file."""
    return time.time_ns()


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False)


def _now() -> float:
    return clock.now().timestamp()
