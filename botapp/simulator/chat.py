"""What each phone shows, and the record of pushes and calls behind it."""

import json
from collections.abc import Mapping
from sqlite3 import Connection
from typing import Any

from botapp import clock

RECENT = 12
SECRET = {"secret", "appsecret", "access_token", "media", "code"}


def show(db: Connection, openid: str, side: str, kind: str, text: str) -> None:
    """Add a bubble; side: mine, theirs or middle; kind: how the page draws it, or act (not displayed)."""
    db.execute(
        "INSERT INTO bubble (openid, side, kind, text, at) VALUES (?, ?, ?, ?, ?)",
        (openid, side, kind, text, _now()),
    )


def show_card(db: Connection, openid: str, kind: str, card: object, side: str = "theirs") -> None:
    """Add a bubble that is more than a text: notice, news, menu or place."""
    show(db, openid, side, kind, json.dumps(card, ensure_ascii=False))


def bubbles(db: Connection, openid: str, after: int = 0) -> list[dict[str, Any]]:
    """The bubbles of a phone with ids above `after`, oldest first."""
    return [each for each in story(db, openid) if each["id"] > after and each["kind"] != "act"]


def story(db: Connection, openid: str) -> list[dict[str, Any]]:
    """All that happened on a phone, oldest first: bubbles, and acts that leave none."""
    sql = "SELECT id, side, kind, text, at FROM bubble WHERE openid = ? ORDER BY id"
    return [dict(row) for row in db.execute(sql, (openid,))]


def begin_push(db: Connection, openid: str, msgid: str, kind: str, label: str, xml_in: str) -> int:
    """Record a push before its first attempt; returns its number."""
    cursor = db.execute(
        "INSERT INTO push (openid, msgid, kind, label, xml_in, at) VALUES (?, ?, ?, ?, ?, ?)",
        (openid, msgid, kind, label, xml_in, _now()),
    )
    return int(cursor.lastrowid or 0)


def end_push(db: Connection, number: int, outcome: Mapping[str, Any]) -> None:
    """Record how a push ended: envelope, xml_out, answer, reason, status, ms, attempts, misses."""
    db.execute(
        "UPDATE push SET envelope = :envelope, xml_out = :xml_out, answer = :answer, reason = :reason,"
        " status = :status, ms = :ms, attempts = :attempts, misses = :misses, ended_at = :at WHERE id = :id",
        {**outcome, "id": number, "at": _now()},
    )


def pushes(db: Connection, openid: str) -> list[dict[str, Any]]:
    """The latest pushes of a phone, newest first."""
    sql = "SELECT * FROM push WHERE openid = ? ORDER BY id DESC LIMIT ?"
    return [dict(row) for row in db.execute(sql, (openid, RECENT))]


def record_call(
    db: Connection, path: str, body: Mapping[str, Any], answer: Mapping[str, Any], trouble: str = ""
) -> None:
    """Keep one call of the application to the platform, without secrets, and the trouble that befell it."""
    shown = {name: part for name, part in body.items() if name not in SECRET}
    errcode, rid = int(answer.get("errcode") or 0), str(answer.get("errmsg", "")).rpartition("rid: ")[2]
    told = {name: part for name, part in answer.items() if not name.endswith("_token")}
    db.execute(
        "INSERT INTO call (openid, path, body, errcode, answer, at, rid, trouble)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (str(body.get("touser", "")), path, _json(shown), errcode, _json(told), _now(), rid, trouble),
    )


def calls(db: Connection, openid: str) -> list[dict[str, Any]]:
    """The latest sends of the application to a phone, newest first."""
    sql = (
        "SELECT id, path, body, errcode, answer, at, trouble FROM call"
        " WHERE openid = ? ORDER BY id DESC LIMIT ?"
    )
    return [dict(row) for row in db.execute(sql, (openid, RECENT))]


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, default=str)


def _now() -> float:
    return clock.now().timestamp()
