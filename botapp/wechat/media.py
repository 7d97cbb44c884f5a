"""Media: photos that residents sent, and pictures that we send; the platform keeps both for three days.

developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia.html and api_getmedia.html
"""

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from botapp import queue
from botapp.errors import Undeliverable
from botapp.lib.errcode import Do, meaning
from botapp.lib.picture import LARGEST_BYTES
from botapp.wechat import client, line

LIFE = 3 * 24 * 3600  # seconds
MARGIN = 3600  # what leaves now may wait that long in a queue
Sent = TypeVar("Sent")


def fetch(media_id: str) -> bytes:
    """The file behind a media id, of at most 2 MB.

    Raises `Undeliverable` with code 40007 when the platform no longer has it and with code 0 when it is
    larger, else as `client.download`.
    """
    return client.download("media/get", largest=LARGEST_BYTES, media_id=media_id)


def upload(name: str, content: bytes, mime: str) -> str:
    """The media id of a picture (JPEG or PNG, 2 MB at most), uploaded unless the platform still has it.

    `name`: ASCII, with an ending. Raises as `client.upload`.
    """
    return queue.recall(_key(content)) or _upload(name, content, mime)


def send(name: str, content: bytes, mime: str, deliver: Callable[[str], Sent]) -> Sent:
    """Let `deliver` send a picture by its media id; one that has expired is uploaded again, once.

    Raises as `upload` and as `deliver`.
    """
    try:
        return deliver(upload(name, content, mime))
    except Undeliverable as error:
        if meaning(error.code).do is not Do.UPLOAD:
            raise
    return deliver(_upload(name, content, mime))


def _upload(name: str, content: bytes, mime: str) -> str:
    told = client.upload("media/upload", name, content, mime, type="image")
    media_id = line.text(told, "media_id", "media/upload")
    queue.keep(_key(content), media_id, LIFE - MARGIN)
    return media_id


def _key(content: bytes) -> str:
    return f"media:{sha256(content).hexdigest()}"
