"""Faults that strike calls on purpose, path by path, and the time that every call takes."""

import errno
import os
import socket
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch

from flask import Response, request

from botapp import clock
from botapp.simulator import chance, store

PAGE = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>{}</h1></center></body></html>"
KINDS = {
    "code": "回答错误码",
    "bad_gateway": "HTTP 502 网页",
    "html": "HTTP 200 网页",
    "reset": "连接被重置",
    "delay": "拖延",
    "drop": "收下后断开",
    "revoke": "令牌作废",
    "revoke_sticky": "令牌作废，仍发旧的",
}
# The switches of the phone page: (words, what strikes).
SENDS = "message/*"
PRESETS: tuple[tuple[str, dict[str, object]], ...] = (
    ("系统繁忙 3 次（-1）", {"path": SENDS, "kind": "code", "code": -1, "times": 3}),
    ("今日额度用完（45009）", {"path": SENDS, "kind": "code", "code": 45009}),
    ("这一分钟太快（45011）", {"path": SENDS, "kind": "code", "code": 45011, "lasts": 60}),
    ("网关错误 502", {"path": "*", "kind": "bad_gateway", "times": 2}),
    ("200 却是网页", {"path": SENDS, "kind": "html", "times": 1}),
    ("连接被重置", {"path": SENDS, "kind": "reset", "times": 1}),
    ("拖 10 秒才答", {"path": SENDS, "kind": "delay", "seconds": 10, "times": 1}),
    ("收下后断线", {"path": SENDS, "kind": "drop", "times": 1}),
    ("令牌突然作废", {"path": "*", "kind": "revoke", "times": 1}),
    ("等管理员确认（89503）", {"path": "stable_token", "kind": "code", "code": 89503}),
)
LATENCY = "30-150"


@dataclass(frozen=True)
class Struck:
    """What befalls one call: its kind (empty for nothing), an error code, and seconds of delay."""

    kind: str = ""
    code: int = 0
    delay: float = 0.0


def plan(
    db: sqlite3.Connection,
    path: str,
    kind: str,
    *,
    code: int = 0,
    seconds: float = 0.0,
    times: int | None = None,
    chance: float = 1.0,
    lasts: float | None = None,
) -> int:
    """Let a kind of KINDS strike paths like `message/*`: so many times, so likely, for so many seconds."""
    until = None if lasts is None else clock.now().timestamp() + lasts
    cursor = db.execute(
        "INSERT INTO trouble (path, kind, code, seconds, times, chance, until) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (path, kind, code, seconds, times, chance, until),
    )
    return int(cursor.lastrowid or 0)


def lift(db: sqlite3.Connection, number: int | None = None) -> None:
    """End one fault, or all."""
    db.execute("DELETE FROM trouble WHERE ? IS NULL OR id = ?", (number, number))


def planned(db: sqlite3.Connection) -> list[dict[str, object]]:
    """The faults that may still strike."""
    sql = "SELECT * FROM trouble WHERE (times IS NULL OR times > 0) AND (until IS NULL OR until > ?)"
    return [dict(row) for row in db.execute(sql, (clock.now().timestamp(),))]


def strike(db: sqlite3.Connection, path: str) -> Struck:
    """Draw what befalls a call of this path, and how long it takes in any case."""
    die = chance.die(db)
    low, high = (store.setting(db, "latency") or LATENCY).split("-")
    pause = die.uniform(float(low), float(high)) / 1000
    for row in planned(db):
        if fnmatch(path, str(row["path"])) and die.random() < float(str(row["chance"])):
            db.execute("UPDATE trouble SET times = times - 1, hits = hits + 1 WHERE id = ?", (row["id"],))
            return Struck(str(row["kind"]), int(str(row["code"])), pause + float(str(row["seconds"])))
    return Struck(delay=pause)


def page(status: int) -> Response:
    """An HTML page where JSON was due, as a proxy in between sends it."""
    return Response(PAGE.format("502 Bad Gateway" if status == 502 else "Please wait"), status=status)


def broken() -> Response:
    """A connection that ends with a reset before the first byte of an answer."""
    return Response(_reset(request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket")))


def _reset(connection: socket.socket | None) -> Iterator[bytes]:
    if connection is not None:
        _cut(connection)
    raise ConnectionResetError(errno.ECONNRESET, "the simulator breaks this connection")
    yield b""


def _cut(connection: socket.socket) -> None:
    """Send a reset, and leave the server a living but empty line in its place."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line, other_end = socket.socketpair()
    with line, other_end:
        os.dup2(line.fileno(), connection.fileno())
