"""What a strict reader would believe of a push: the platform's pages, read a second time by other code."""

from hashlib import sha256
from urllib.parse import parse_qsl
from xml.etree import ElementTree

from botapp import clock
from botapp.simulator import crypto
from botapp.simulator.account import Account
from tests.channel.mutation import Case

LARGEST = 64 * 1024  # bytes that the webhook reads
WINDOW = 300  # seconds that a push may be old
# What tells events apart, which have no MsgId; two answers to a pop-up may come in one second.
SAME, TOLD = ("CreateTime", "Event", "EventKey", "MsgID"), "SubscribeMsg"


def believable(account: Account, case: Case) -> str | None:
    """The XML, perhaps a broken one, that this request proves to come from the platform; else None."""
    query = first_of(case.query)
    if len(case.body) > LARGEST or not _is_fresh(query.get("timestamp", "")):
        return None
    if query.get("encrypt_type") == "aes":
        return _opened(account, query, case.body)
    if account.mode == "safe" or not proves(account, query, "signature"):
        return None
    return case.body.decode(errors="replace")


def proves(account: Account, query: dict[str, str], name: str, *more: str) -> bool:
    """Whether the parameter `name` is the signature over stamp, nonce and more."""
    parts = (query.get("timestamp", ""), query.get("nonce", ""), *more)
    return query.get(name) == crypto.signature(account.token, *parts)


def first_of(query: str) -> dict[str, str]:
    """The parameters; of several with one name the first."""
    return dict(reversed(parse_qsl(query, keep_blank_values=True)))


def nodes_of(inner: str) -> dict[str, str]:
    """The texts of the top-level nodes of believed XML, the first of each name; empty when it is none."""
    found: dict[str, str] = {}
    for node in _root(inner):
        found.setdefault(node.tag, (node.text or "").strip())
    return found


def key_in(inner: str) -> str:
    """The key under which a believed push must be stored, as the platform's pages define a repeat."""
    nodes = nodes_of(inner)
    if nodes.get("MsgId"):
        parts = ["m", nodes["FromUserName"], nodes["MsgId"]]
    else:
        parts = ["e", *(nodes.get(name, "") for name in ("FromUserName", *SAME))]
        parts += [nodes["OpenID"]] if nodes.get("OpenID") else []
        parts += _told_within(inner)
    return sha256(":".join(parts).encode()).hexdigest()


def _told_within(inner: str) -> list[str]:
    found: dict[str, str] = {}
    for node in _root(inner):
        if node.tag.startswith(TOLD) and len(node):
            found.setdefault(node.tag, "".join(node.itertext()))
    return list(found.values())


def _root(inner: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(inner)
    except (ElementTree.ParseError, ValueError):
        return ElementTree.Element("none")


def _is_fresh(stamp: str) -> bool:
    is_number = stamp.isascii() and stamp.isdecimal()
    return is_number and abs(clock.now().timestamp() - int(stamp[:20])) <= WINDOW


def _opened(account: Account, query: dict[str, str], body: bytes) -> str | None:
    try:
        sealed = (ElementTree.fromstring(body.decode()).findtext("Encrypt") or "").strip()
        if not proves(account, query, "msg_signature", sealed):
            return None
        return crypto.decrypt(sealed, account.key, account.app_id)
    except crypto.Tampered as error:
        return "" if str(error) == "not UTF-8" else None
    except (ElementTree.ParseError, ValueError):
        return None
