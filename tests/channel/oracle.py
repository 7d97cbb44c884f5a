"""What a strict reader would believe of a push: the platform's pages, read a second time by other code."""

from urllib.parse import parse_qsl
from xml.etree import ElementTree

from botapp import clock
from botapp.simulator import crypto
from botapp.simulator.account import Account
from botapp.simulator.wire.push import key_of
from tests.channel.mutation import Case

LARGEST = 64 * 1024  # bytes that the webhook reads
WINDOW = 300  # seconds that a push may be old
SAME = ("FromUserName", "MsgId", "CreateTime", "Event", "EventKey", "MsgID")


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
    """The top-level nodes of believed XML, the first of each name; empty when it is none."""
    found: dict[str, str] = {}
    try:
        for node in ElementTree.fromstring(inner):
            found.setdefault(node.tag, (node.text or "").strip())
    except (ElementTree.ParseError, ValueError):
        return {}
    return found


def key_in(inner: str) -> str:
    """The key under which a believed push must be stored, as the platform's pages define a repeat."""
    nodes = nodes_of(inner)
    return key_of({name: text for name, text in nodes.items() if name in SAME and (text or name != "MsgId")})


def _is_fresh(stamp: str) -> bool:
    is_number = stamp.isascii() and stamp.isdecimal()
    return is_number and abs(clock.now().timestamp() - int(stamp[:20])) <= WINDOW


def _opened(account: Account, query: dict[str, str], body: bytes) -> str | None:
    try:
        sealed = (ElementTree.fromstring(body.decode()).findtext("Encrypt") or "").strip()
        if not proves(account, query, "msg_signature", sealed):
            return None
        return crypto.decrypt(sealed, account.key, account.app_id)
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError):
        return None
