"""Pushes of the platform: is it genuine, and what does it say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple
from xml.etree import ElementTree

from botapp import clock
from botapp.wechat.account import current
from botapp.wechat.seal import opened
from botapp.wechat.sign import is_same, sign

BODY_LIMIT = 64 * 1024
NAME = re.compile(r"[\w-]{1,64}", re.ASCII)  # openids and account names
# The longest event name has 31 letters, a menu key 128 bytes, an address of a menu 1,024.
LONGEST_KIND, LONGEST_KEY, LONGEST_WORDS = 32, 1024, 2000


class Forged(Exception):
    """A push that does not prove that it comes from the platform."""


class Unreadable(Exception):
    """A genuine push that nothing can be made of."""


class Seal(NamedTuple):
    """The token and the EncodingAESKey that a push came under."""

    token: str
    key: str


class Nodes(dict[str, str]):
    """The texts of the top-level nodes by name; `trees` holds those that have nodes of their own."""

    def __init__(self, root: ElementTree.Element) -> None:
        super().__init__()
        self.trees: dict[str, ElementTree.Element] = {}
        for node in root:
            self.setdefault(node.tag, (node.text or "").strip())
            if len(node):
                self.trees.setdefault(node.tag, node)

    def told_within(self, prefix: str) -> list[str]:
        """The texts inside the nodes whose names begin so."""
        return ["".join(tree.itertext()) for name, tree in self.trees.items() if name.startswith(prefix)]


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
    nodes: Nodes
    seal: Seal | None = None

    def items(self, name: str) -> list[dict[str, str]]:
        """The entries of the list in a node such as SubscribeMsgPopupEvent: none, one or more."""
        tree = self.nodes.trees.get(name)
        entries = [] if tree is None else tree.findall("List")
        return [{part.tag: (part.text or "").strip() for part in entry} for entry in entries if len(entry)]


def is_genuine(query: Mapping[str, str]) -> bool:
    """Whether `signature` proves the token (developers.weixin.qq.com/doc/service/guide/dev/push)."""
    parts = (query.get("timestamp", ""), query.get("nonce", ""))
    return any(
        is_same(sign(token, *parts), query.get("signature", "")) for token in current().accepted_tokens
    )


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
    """A push as words. Raises `Forged` when its origin is not proven, `Unreadable` when it is not XML.

    In compatible mode a push carries plain nodes beside its envelope: only what the envelope holds is read,
    whatever the others say. A push without `encrypt_type=aes` is taken as in plain mode, so that the mode can
    be changed in the platform's console first; safe mode refuses it.
    """
    if len(body) > BODY_LIMIT or not is_fresh(query):
        raise Forged("too large or too old")
    encrypted = query.get("encrypt_type") == "aes"
    if not encrypted:
        if current().mode == "safe" or not is_genuine(query):
            raise Forged("plain push refused" if current().mode == "safe" else "wrong signature")
        return _incoming(_nodes(body))
    token, cipher = _sealed(query, body)
    key, message = _open(cipher)
    return _incoming(_nodes(message), Seal(token, key))


def _sealed(query: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """The token that proves the envelope, and its content. Raises `Forged`."""
    try:
        cipher = _nodes(body).get("Encrypt", "")
    except Unreadable as error:
        raise Forged("no envelope") from error
    parts = (query.get("timestamp", ""), query.get("nonce", ""), cipher)
    given = query.get("msg_signature", "")
    for token in current().accepted_tokens:
        if cipher and is_same(sign(token, *parts), given):
            return token, cipher
    raise Forged("wrong msg_signature")


def _open(cipher: str) -> tuple[str, bytes]:
    """The key that opens the envelope, and the message. Raises `Forged`."""
    for key in current().accepted_keys:
        try:
            return key, opened(cipher, key, current().app_id)
        except ValueError:
            continue
    raise Forged("no key opens it")


def _nodes(body: bytes) -> Nodes:
    """The top-level nodes of the XML, the first of each name. Raises `Unreadable`."""
    try:
        text = body.decode("utf-8")
        if not text.lstrip().startswith("<xml"):
            raise Unreadable("only <xml> is read")  # so there is no document type either
        root = ElementTree.fromstring(text)  # noqa: S314 - no document type, 64 KB at most
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError, RecursionError) as error:
        raise Unreadable(error.__class__.__name__) from error
    return Nodes(root)


def _incoming(nodes: Nodes, seal: Seal | None = None) -> Incoming:
    openid, account = nodes.get("FromUserName", ""), nodes.get("ToUserName", "")
    kind = nodes.get("MsgType", "").lower()[:LONGEST_KIND]
    if not (kind and NAME.fullmatch(openid) and NAME.fullmatch(account)):
        raise Unreadable("no sender, no account or no type")
    event = nodes.get("Event", "").lower()[:LONGEST_KIND] if kind == "event" else ""
    return Incoming(
        key=_repeat_key(nodes, openid),
        openid=openid,
        account=account,
        kind=kind,
        words=nodes.get("Content", "")[:LONGEST_WORDS] if kind == "text" else "",
        event=event,
        event_key=nodes.get("EventKey", "")[:LONGEST_KEY],
        nodes=nodes,
        seal=seal,
    )


def _repeat_key(nodes: Nodes, openid: str) -> str:
    if nodes.get("MsgId"):
        return f"m:{openid}:{nodes['MsgId']}"
    named = ("CreateTime", "Event", "EventKey", "MsgID")
    about = [nodes["OpenID"]] if nodes.get("OpenID") else []  # privacy events about two in one second
    about += nodes.told_within("SubscribeMsg")  # two answers, or two receipts, in one second
    return ":".join(("e", openid, *(nodes.get(name, "") for name in named), *about))
