"""Media on the platform: uploaded by the application or sent by residents, gone after three days."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Response

from botapp import clock
from botapp.simulator import chance
from botapp.simulator.account import present
from botapp.simulator.hub import Hub
from botapp.simulator.platform.endpoint import Body
from botapp.simulator.platform.fault import Fault

LIFE = timedelta(days=3)
MEGABYTE = 1 << 20
SAMPLE = Path(__file__).parents[2] / "static" / "simulator" / "sample.jpg"
SILENCE = b"#!AMR\n" + (b"\x3c" + b"\x00" * 31) * 50  # one second


@dataclass(frozen=True)
class Kind:
    """What a kind of media may be: its size in bytes, the code for more, and its formats."""

    limit: int
    code: int
    formats: tuple[str, ...]


# developers.weixin.qq.com, material/temporary/api_uploadtempmedia
KINDS = {
    "image": Kind(10 * MEGABYTE, 40009, ("image/png", "image/jpeg", "image/gif")),
    "voice": Kind(2 * MEGABYTE, 40010, ("audio/amr", "audio/mpeg")),
    "video": Kind(10 * MEGABYTE, 40011, ("video/mp4",)),
    "thumb": Kind(64 * 1024, 40012, ("image/jpeg",)),
}
ARTICLE_IMAGE = Kind(MEGABYTE, 40009, ("image/png", "image/jpeg"))
SIGNS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("image/png", lambda raw: raw.startswith(b"\x89PNG\r\n\x1a\n")),
    ("image/jpeg", lambda raw: raw.startswith(b"\xff\xd8\xff")),
    ("image/gif", lambda raw: raw.startswith((b"GIF87a", b"GIF89a"))),
    ("audio/amr", lambda raw: raw.startswith(b"#!AMR")),
    ("audio/mpeg", lambda raw: raw.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3"))),
    ("video/mp4", lambda raw: raw[4:8] == b"ftyp"),
)


def upload(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """media/upload: a form with a file part `media`; answers with a media_id for three days."""
    kind = KINDS.get(str(body.get("type")))
    if kind is None:
        raise Fault(40004)
    raw, mime, name = _file(body, kind)
    media_id = keep(db, str(body["type"]), mime, name, raw)
    named = "thumb_media_id" if body["type"] == "thumb" else "media_id"
    return {"type": body["type"], named: media_id, "created_at": int(clock.now().timestamp())}


def upload_image(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """media/uploadimg: a picture for articles, jpg or png below 1 MB; answers with its address."""
    raw, mime, name = _file(body, ARTICLE_IMAGE)
    media_id = keep(db, "article", mime, name, raw)
    return {"url": f"{present(db, hub.account).public_url}/simulator/media/{media_id}"}


def get(hub: Hub, db: sqlite3.Connection, body: Body) -> Body | Response:
    """media/get: the bytes; for a video JSON with its address."""
    row = require(db, str(body.get("media_id", "")))
    if row["kind"] == "video":
        return {"video_url": f"{present(db, hub.account).public_url}/simulator/media/{row['id']}"}
    named = f'attachment; filename="{row["name"]}"'
    return Response(row["bytes"], mimetype=row["mime"], headers={"Content-Disposition": named})


def keep(db: sqlite3.Connection, kind: str, mime: str, name: str, raw: bytes) -> str:
    """Store media; its media_id."""
    media_id = chance.letters(chance.die(db), 64)
    row = (media_id, kind, mime, name, raw, clock.now().timestamp())
    db.execute("INSERT INTO media VALUES (?, ?, ?, ?, ?, ?)", row)
    return media_id


def sample(db: sqlite3.Connection, kind: str) -> str:
    """What a resident sends: a photo with camera and place in its EXIF part, or a second of silence."""
    if kind == "voice":
        return keep(db, "voice", "audio/amr", "voice.amr", SILENCE)
    return keep(db, "image", "image/jpeg", "photo.jpg", SAMPLE.read_bytes())


def require(db: sqlite3.Connection, media_id: str) -> sqlite3.Row:
    """The living media with this id; Fault 40007 otherwise."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM media WHERE id = ?", (media_id,)).fetchone()
    if row is None or clock.now().timestamp() - row["at"] >= LIFE.total_seconds():
        raise Fault(40007)
    return row


def lives(db: sqlite3.Connection, media_id: str) -> bool:
    """Whether this media_id can still be used."""
    try:
        return bool(require(db, media_id))
    except Fault:
        return False


def _file(body: Body, kind: Kind) -> tuple[bytes, str, str]:
    part: Any = body.get("media")
    if part is None:
        raise Fault(41005)
    with closing(part.stream):
        raw = part.read()
    if not raw:
        raise Fault(44001)
    if len(raw) > kind.limit:
        raise Fault(kind.code)
    mime = next((mime for mime, fits in SIGNS if fits(raw)), "")
    if mime not in kind.formats:
        raise Fault(40005)
    return raw, mime, str(part.filename or "file").replace('"', "")
