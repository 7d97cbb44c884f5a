"""QR codes with a scene: a ticket, its picture, and who follows or scans by it."""

import io
import sqlite3
from urllib.parse import quote

import segno
from flask import Response

from botapp import clock
from botapp.simulator import chance
from botapp.simulator.hub import Hub
from botapp.simulator.platform.endpoint import Body
from botapp.simulator.platform.fault import Fault

LONGEST_LIFE, DEFAULT_LIFE = 2_592_000, 60
MOST_PERMANENT = 100_000
# Action to (is permanent, the scene's name, highest number or length): page on QR codes with parameters.
ACTIONS = {
    "QR_SCENE": (False, "scene_id", 2**32 - 1),
    "QR_STR_SCENE": (False, "scene_str", 64),
    "QR_LIMIT_SCENE": (True, "scene_id", MOST_PERMANENT),
    "QR_LIMIT_STR_SCENE": (True, "scene_str", 64),
}


def create(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """qrcode/create: a ticket for a scene, for at most 30 days or for good."""
    if body.get("action_name") not in ACTIONS:
        raise Fault(40052)
    permanent, name, most = ACTIONS[str(body["action_name"])]
    scene = _scene(body, name, most)
    if permanent and _permanent_count(db) >= MOST_PERMANENT:
        raise Fault(40053)
    seconds = _seconds(body.get("expire_seconds") or DEFAULT_LIFE)
    ticket, url = _keep(db, scene, None if permanent else clock.now().timestamp() + seconds)
    return {"ticket": ticket, "url": url, **({} if permanent else {"expire_seconds": seconds})}


def show(hub: Hub, db: sqlite3.Connection, body: Body) -> Response:
    """showqrcode: the picture of a living ticket, else HTTP 404."""
    row = living(db, str(body.get("ticket", "")))
    if row is None:
        return Response(status=404)
    picture = io.BytesIO()
    segno.make(row["url"], micro=False).save(picture, kind="png", scale=6)
    return Response(picture.getvalue(), mimetype="image/png")


def living(db: sqlite3.Connection, ticket: str) -> sqlite3.Row | None:
    """The ticket that can still be scanned: value, scene, url, expires_at."""
    sql = "SELECT * FROM ticket WHERE value = ? AND (expires_at IS NULL OR expires_at > ?)"
    row: sqlite3.Row | None = db.execute(sql, (ticket, clock.now().timestamp())).fetchone()
    return row


def _scene(body: Body, name: str, most: int) -> str:
    told = body.get("action_info")
    scene = told.get("scene") if isinstance(told, dict) else None
    value = scene.get(name) if isinstance(scene, dict) else None
    if name == "scene_id" and isinstance(value, int) and 1 <= value <= most:
        return str(value)
    if name == "scene_str" and isinstance(value, str) and 1 <= len(value) <= most:
        return value
    raise Fault(40053)


def _keep(db: sqlite3.Connection, scene: str, expires_at: float | None) -> tuple[str, str]:
    ticket = chance.letters(chance.die(db), 94) + "=="
    url = f"http://weixin.qq.com/q/{quote(ticket[:24])}"
    db.execute("INSERT INTO ticket VALUES (?, ?, ?, ?)", (ticket, scene, url, expires_at))
    return ticket, url


def _permanent_count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM ticket WHERE expires_at IS NULL").fetchone()[0])


def _seconds(wished: object) -> int:
    if not isinstance(wished, int) or wished < 1:
        raise Fault(40035, "expire_seconds")
    return min(wished, LONGEST_LIFE)
