"""One push to the application: deadline, attempts with the same XML, and what the resident sees of it."""

import time
from dataclasses import dataclass
from hashlib import sha256
from random import Random
from sqlite3 import Connection
from typing import Any

from botapp import clock
from botapp.simulator import chance, chat, ledger, store
from botapp.simulator.account import Account, present
from botapp.simulator.hub import Hub
from botapp.simulator.platform import media
from botapp.simulator.wire import http, xml
from botapp.simulator.wire.envelope import Letter, wrap
from botapp.simulator.wire.event import label_of
from botapp.simulator.wire.reply import Answer, Asked, classify

PATIENCE = 5.0
ATTEMPTS = 3  # the pages say "three times in total"; some readers count three more after the first
UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"
# What tells messages and events apart from their repeats (platform pages on both kinds of push).
SAME = {"m": ("MsgId",), "e": ("CreateTime", "Event", "EventKey", "MsgID")}
TOLD = "SubscribeMsg"
# Events without a chat context: nobody sees an answer or a failure (platform page on event pushes).
SEEN = {"subscribe", "SCAN", "CLICK", "LOCATION", "location_select"}
SEEN_FAMILIES = ("scancode_", "pic_")


@dataclass(frozen=True)
class Attempt:
    """One try: HTTP status (None without an answer in time), and the answer unless it must be tried again."""

    letter: Letter
    status: int | None
    answer: Answer | None
    reason: str = ""
    late: bool = False


@dataclass(frozen=True)
class Parcel:
    """One push, whole: to be tried until it is answered or the attempts are used up."""

    openid: str
    kind: str
    event: str
    xml: str
    key: str
    label: str


def deliver(hub: Hub, openid: str, nodes: xml.Nodes, *, patience: float | None = None) -> Answer:
    """Push nodes (MsgType and what belongs to it) to the webhook; patience: seconds per attempt."""
    with hub.store.look() as db:
        gh_id = present(db, hub.account).gh_id
    created = int(clock.now().timestamp())
    whole = {"ToUserName": gh_id, "FromUserName": openid, "CreateTime": created, **nodes}
    return send(hub, parcel_of(whole), patience=patience)


def parcel_of(whole: xml.Nodes) -> Parcel:
    """All nodes of a push, ready to go."""
    return Parcel(
        openid=str(whole["FromUserName"]),
        kind=str(whole["MsgType"]),
        event=str(whole.get("Event", "")),
        xml=xml.write(whole),
        key=key_of(whole),
        label=label_of(whole),
    )


def send(hub: Hub, parcel: Parcel, *, patience: float | None = None) -> Answer:
    """Push a parcel, keep the record, and show in the chat what comes of it."""
    with hub.store.change() as db:
        number = chat.begin_push(
            db, parcel.openid, parcel.key, parcel.event or parcel.kind, parcel.label, parcel.xml
        )
        account, die = present(db, hub.account), chance.die(db)
        limit = patience or float(store.setting(db, "patience") or PATIENCE)
        most = int(store.setting(db, "attempts") or ATTEMPTS)
    begun = time.monotonic()
    attempts = _attempts(hub, account, parcel, die, limit, most)
    answer = attempts[-1].answer or Answer("invalid", reason=attempts[-1].reason)
    with hub.store.change() as db:
        chat.end_push(db, number, _outcome(attempts, answer, round((time.monotonic() - begun) * 1000)))
        if not parcel.event or parcel.event in SEEN or parcel.event.startswith(SEEN_FAMILIES):
            _show(db, parcel.openid, answer)
    return answer


def settle(hub: Hub) -> None:
    """Push every event that earlier sends owe by now."""
    with hub.store.look() as db:
        if not ledger.owes_receipts(db):
            return
    with hub.store.change() as db:
        owed = ledger.take_receipts(db)
    for openid, nodes in owed:
        deliver(hub, openid, {"MsgType": "event", **nodes})


def key_of(nodes: xml.Nodes) -> str:
    """What makes a push the same one when it comes again, as SHA-256 in hex.

    Of m:<openid>:<MsgId> for messages, of e:<openid>:<CreateTime>:<Event>:<EventKey>:<MsgID> for events, with
    :<OpenID> after it where an event names somebody else, and :<all texts> of each subscription's node.
    """
    kind = "m" if "MsgId" in nodes else "e"
    parts = [str(nodes.get(name, "")) for name in ("FromUserName", *SAME[kind])]
    if kind == "e":
        parts += [str(nodes["OpenID"])] if nodes.get("OpenID") else []
        parts += [_texts(node) for name, node in nodes.items() if name.startswith(TOLD) and node]
    return sha256(":".join((kind, *parts)).encode()).hexdigest()


def _texts(node: xml.Node) -> str:
    if isinstance(node, dict):
        return "".join(_texts(child) for child in node.values())
    return "".join(_texts(child) for child in node) if isinstance(node, list) else str(node)


def _attempts(
    hub: Hub, account: Account, parcel: Parcel, die: Random, patience: float, most: int
) -> list[Attempt]:
    asked = Asked(parcel.openid, parcel.kind, lambda media_id: _lives(hub, media_id))
    made: list[Attempt] = []
    while len(made) < most and (not made or made[-1].answer is None):
        letter = wrap(account.pushing, parcel.openid, parcel.xml, die)
        made.append(_attempt(account, asked, letter, patience))
    return made


def _attempt(account: Account, asked: Asked, letter: Letter, patience: float) -> Attempt:
    try:
        status, body = http.post(account.webhook, letter.query, letter.body.encode(), patience)
    except http.Late:
        return Attempt(letter, None, None, f"no answer within {patience:g} s", late=True)
    except http.Unreachable as error:
        return Attempt(letter, None, None, str(error))
    if status != 200:
        return Attempt(letter, status, None, f"HTTP {status}")
    return Attempt(letter, status, classify(account, asked, body))


def _lives(hub: Hub, media_id: str) -> bool:
    with hub.store.look() as db:
        return media.lives(db, media_id)


def _show(db: Connection, openid: str, answer: Answer) -> None:
    if answer.kind == "invalid":
        chat.show(db, openid, "middle", "line", UNAVAILABLE)
    elif answer.shown:
        chat.show(db, openid, "theirs", answer.form, answer.shown)


def _outcome(attempts: list[Attempt], answer: Answer, milliseconds: int) -> dict[str, Any]:
    last = attempts[-1]
    return {
        "envelope": last.letter.body,
        "xml_out": answer.xml,
        "answer": answer.kind,
        "reason": answer.reason,
        "status": last.status,
        "ms": milliseconds,
        "attempts": len(attempts),
        "misses": sum(each.late for each in attempts),
    }
