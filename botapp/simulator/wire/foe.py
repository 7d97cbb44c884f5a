"""Bad actors at the webhook: what must be turned away or shrugged off, never believed, never a 5xx."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from botapp import clock
from botapp.simulator import chance, crypto
from botapp.simulator.account import Account, present
from botapp.simulator.hub import Hub
from botapp.simulator.wire import event, http, xml
from botapp.simulator.wire.envelope import signed
from botapp.simulator.wire.push import PATIENCE

Query = dict[str, str]
BOMB = '<!DOCTYPE xml [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
HUGE = 5 << 20
STALE = 3600
OTHER_KEY = bytes(range(32))
STRANGER = "another-token"


@dataclass(frozen=True)
class Attack:
    """One request that no honest platform sends; its sender is an openid that starts with o_foe."""

    name: str
    query: Query
    body: bytes
    verb: str = "POST"


@dataclass(frozen=True)
class Outcome:
    """What the webhook made of an attack; withstood: 4xx, or a bare `success` or nothing; ms it took."""

    name: str
    status: int | None
    body: str
    ms: int
    withstood: bool


def attack(hub: Hub, patience: float = PATIENCE) -> list[Outcome]:
    """Run every attack once against the webhook, as the resident `o_foe...` who must stay unknown to it."""
    with hub.store.change() as db:
        account, die = present(db, hub.account), chance.die(db)
    return [_run(account.webhook, each, patience) for each in attacks(account, die)]


def attacks(account: Account, die: Random) -> list[Attack]:
    """Every attack for this account; plain and sealed ones, whatever its mode."""
    return [*_verifications(account, die), *_forged(account, die), *_malformed(account, die)]


def _run(address: str, each: Attack, patience: float) -> Outcome:
    begun = time.monotonic()
    try:
        status, body = http.ask(each.verb, address, each.query, each.body, patience)
    except (http.Late, http.Unreachable) as error:
        hung_up = isinstance(error, http.Unreachable) and len(each.body) > HUGE
        return Outcome(each.name, None, str(error), _since(begun), hung_up)
    told = body.decode(errors="replace")
    refused = 400 <= status < 500
    silent = status == 200 and body in (b"", b"success") and each.verb == "POST"
    return Outcome(each.name, status, told[:200], _since(begun), refused or silent)


def _since(begun: float) -> int:
    return round((time.monotonic() - begun) * 1000)


def text_of(account: Account, die: Random) -> str:
    """A message that would have an effect if it were believed."""
    nodes: dict[str, xml.Node] = {
        "ToUserName": account.gh_id,
        "FromUserName": "o_foe_" + chance.letters(die, 22),
        "CreateTime": int(clock.now().timestamp()),
        **event.message("text", die.getrandbits(62), {"Content": "需求 我是冒充的"}),
    }
    return xml.write(nodes)


def _verifications(account: Account, die: Random) -> Iterator[Attack]:
    good = signed(account.token, die) | {"echostr": "1234567890"}
    yield Attack("verification with a wrong signature", good | {"signature": "0" * 40}, b"", "GET")
    yield Attack("verification without a signature", {"echostr": "1234567890"}, b"", "GET")
    yield Attack("verification with another token", signed(STRANGER, die) | {"echostr": "1"}, b"", "GET")


def _forged(account: Account, die: Random) -> Iterator[Attack]:
    text = text_of(account, die)
    good = signed(account.token, die)
    yield Attack("no query at all", {}, text.encode())
    yield Attack("wrong signature", good | {"signature": "0" * 40}, text.encode())
    yield Attack("empty signature", good | {"signature": ""}, text.encode())
    yield Attack("signed with another token", signed(STRANGER, die), text.encode())
    yield Attack("signature of another timestamp", good | {"timestamp": "1"}, text.encode())
    yield Attack("timestamp that is no number", _resigned(account, "now", "1"), text.encode())
    stale = str(int(clock.now().timestamp()) - STALE)
    yield Attack("stale timestamp, plain", _resigned(account, stale, "1"), text.encode())
    if account.mode == "safe":
        yield Attack("plaintext although the mode is safe", signed(account.token, die), text.encode())
        claimed = signed(account.token, die) | {"encrypt_type": "aes", "msg_signature": "0" * 40}
        yield Attack("plaintext that claims to be sealed", claimed, text.encode())
    if account.key:
        yield from _forged_seals(account, die, text)


def _forged_seals(account: Account, die: Random, text: str) -> Iterator[Attack]:
    good = crypto.encrypt(text, account.key, account.app_id, die.randbytes(16))
    stale = str(int(clock.now().timestamp()) - STALE)
    yield _sealed(account, die, "stale timestamp, sealed", good, timestamp=stale)
    yield _sealed(replace(account, token=STRANGER), die, "sealed, signed with another token", good)
    sent = _sealed(account, die, "sealed, wrong msg_signature", good)
    yield replace(sent, query=sent.query | {"msg_signature": "0" * 40})
    yield replace(sent, name="sealed, no msg_signature", query={**sent.query, "msg_signature": ""})
    yield replace(sent, name="sealed, envelope exchanged", body=sent.body.replace(b"A", b"B"))
    other = crypto.encrypt(text, OTHER_KEY, account.app_id, die.randbytes(16))
    yield _sealed(account, die, "sealed with another key", other)
    foreign = crypto.encrypt(text, account.key, "wx_of_somebody_else", die.randbytes(16))
    yield _sealed(account, die, "sealed for another account", foreign)
    for name, envelope in (("no base64", "不是密文"), ("cut", good[: len(good) // 2]), ("empty", "")):
        yield _sealed(account, die, f"envelope {name}", envelope)


def _malformed(account: Account, die: Random) -> Iterator[Attack]:
    text = text_of(account, die)
    bodies = {
        "document type with entities": (BOMB + text.replace("我是冒充的", "]]>&b;<![CDATA[")).encode(),
        "document type with a file": (OUTSIDE + text).encode(),
        "truncated XML": text.encode()[:-20],
        "no XML": b"{}",
        "nothing": b"",
        "empty <xml>": b"<xml></xml>",
        "another root": b"<html>" + text.encode() + b"</html>",
        "deeply nested": b"<xml>" + b"<a>" * 2000 + b"</a>" * 2000 + b"</xml>",
        "invalid UTF-8": b"<xml><FromUserName>\xff\xfe\xfd</FromUserName></xml>",
        "no sender": b"<xml><MsgType>text</MsgType><Content>1</Content></xml>",
        "no type": b"<xml><FromUserName>o_foe</FromUserName></xml>",
    }
    for name, raw in bodies.items():
        yield _believed(account, die, name, raw)
    yield Attack("five megabytes", signed(account.token, die), b"<xml>" + b"x" * HUGE + b"</xml>")


def _believed(account: Account, die: Random, name: str, raw: bytes) -> Attack:
    """Malformed content under a genuine signature, sealed where the account asks for that."""
    if account.mode == "plain":
        return Attack(name, signed(account.token, die), raw)
    envelope = crypto.seal(raw, account.key, account.app_id, die.randbytes(16))
    return _sealed(account, die, name, envelope)


def _sealed(account: Account, die: Random, name: str, envelope: str, timestamp: str = "") -> Attack:
    query = _resigned(account, timestamp, "77") if timestamp else signed(account.token, die)
    parts = (account.token, query["timestamp"], query["nonce"], envelope)
    query |= {"encrypt_type": "aes", "msg_signature": crypto.signature(*parts)}
    return Attack(name, query, xml.write({"ToUserName": account.gh_id, "Encrypt": envelope}).encode())


def _resigned(account: Account, timestamp: str, nonce: str) -> Query:
    signature = crypto.signature(account.token, timestamp, nonce)
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce}
