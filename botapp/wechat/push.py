"""Pushes of the platform: is it genuine, and what does it say."""

import struct
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import InvalidAppIdException

from botapp import clock
from botapp.wechat.account import current
from botapp.wechat.sign import is_same, sign

BODY_LIMIT = 64 * 1024
UNDECIPHERABLE = (ValueError, IndexError, struct.error, InvalidAppIdException)


class Forged(Exception):
    """A push that does not prove that it comes from the platform."""


class Unreadable(Exception):
    """A genuine push that nothing can be made of."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One push: who, what kind, what words; `key` is the same for every repeat of it."""

    key: str
    openid: str
    account: str
    kind: str
    words: str
    event: str
    event_key: str
    nodes: Mapping[str, str]
    encrypted: bool


def is_genuine(query: Mapping[str, str]) -> bool:
    """Whether `signature` proves the token (developers.weixin.qq.com/doc/service/guide/dev/push)."""
    parts = (query.get("timestamp", ""), query.get("nonce", ""))
    return any(is_same(sign(token, *parts), query.get("signature", "")) for token in current().tokens)


def is_fresh(query: Mapping[str, str]) -> bool:
    """Whether the push was signed within the allowed window around now."""
    stamp = query.get("timestamp", "")
    return (
        stamp.isascii()
        and stamp.isdigit()
        and len(stamp) < 12
        and abs(clock.now().timestamp() - int(stamp)) <= current().window
    )


def read(query: Mapping[str, str], body: bytes) -> Incoming:
    """A push as words. Raises `Forged` when its origin is not proven, `Unreadable` when it is not XML."""
    if len(body) > BODY_LIMIT or not is_fresh(query):
        raise Forged("too large or too old")
    encrypted = query.get("encrypt_type") == "aes"
    if not encrypted:
        if current().mode == "safe" or not is_genuine(query):
            raise Forged("plain push refused" if current().mode == "safe" else "wrong signature")
        return _incoming(_nodes(body), encrypted=False)
    cipher = _sealed(query, body)
    return _incoming(_nodes(_open(cipher)), encrypted=True)


def _sealed(query: Mapping[str, str], body: bytes) -> str:
    try:
        cipher = _nodes(body).get("Encrypt", "")
    except Unreadable as error:
        raise Forged("no envelope") from error
    parts = (query.get("timestamp", ""), query.get("nonce", ""), cipher)
    given = query.get("msg_signature", "")
    if not cipher or not any(is_same(sign(token, *parts), given) for token in current().tokens):
        raise Forged("wrong msg_signature")
    return cipher


def _open(cipher: str) -> bytes:
    for key in current().aes_keys:
        try:
            opened = PrpCrypto(b64decode(key + "=")).decrypt(cipher, current().app_id)
        except UNDECIPHERABLE:
            continue
        return opened if isinstance(opened, bytes) else str(opened).encode()
    raise Forged("no key opens it")


def _nodes(body: bytes) -> dict[str, str]:
    """The top-level nodes of the XML, the first of each name. Raises `Unreadable`."""
    try:
        text = body.decode("utf-8")
        if "<!" in text.partition("<xml")[0]:
            raise Unreadable("document types are refused")
        root = ElementTree.fromstring(text)  # noqa: S314 - no document type, 64 KB at most
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError, RecursionError) as error:
        raise Unreadable(error.__class__.__name__) from error
    nodes: dict[str, str] = {}
    for node in root:
        nodes.setdefault(node.tag, (node.text or "").strip())
    return nodes


def _incoming(nodes: dict[str, str], *, encrypted: bool) -> Incoming:
    openid = nodes.get("FromUserName", "")
    kind = nodes.get("MsgType", "").lower()
    if not openid or not kind or len(openid) > 64:
        raise Unreadable("no sender or no type")
    event = nodes.get("Event", "").lower() if kind == "event" else ""
    return Incoming(
        key=_repeat_key(nodes, openid),
        openid=openid,
        account=nodes.get("ToUserName", ""),
        kind=kind,
        words=nodes.get("Content", "") if kind == "text" else "",
        event=event,
        event_key=nodes.get("EventKey", ""),
        nodes=nodes,
        encrypted=encrypted,
    )


def _repeat_key(nodes: Mapping[str, str], openid: str) -> str:
    if nodes.get("MsgId"):
        return f"m:{openid}:{nodes['MsgId']}"
    named = ("CreateTime", "Event", "EventKey", "MsgID")
    return ":".join(("e", openid, *(nodes.get(name, "") for name in named)))
