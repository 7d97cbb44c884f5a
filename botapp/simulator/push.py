"""One push to the application: deadline, attempts with the same XML, and what the resident sees of it."""

import time
from dataclasses import dataclass
from hashlib import sha256
from sqlite3 import Connection
from typing import Any

import requests

from botapp import clock
from botapp.simulator import chat, ledger, xml
from botapp.simulator.account import GH_ID
from botapp.simulator.envelope import Letter, wrap
from botapp.simulator.hub import Hub
from botapp.simulator.reply import Answer, classify

PATIENCE = 5.0
ATTEMPTS = 3
LONGEST = 1 << 20
UNAVAILABLE = "该公众号暂时无法提供服务，请稍后再试"
# What tells messages and events apart from their repeats (platform pages on both kinds of push).
SAME = {"m": ("MsgId",), "e": ("CreateTime", "Event", "EventKey", "MsgID")}
LABELS = {
    "subscribe": "关注",
    "unsubscribe": "取消关注",
    "CLICK": "点菜单",
    "VIEW": "打开网页",
    "TEMPLATESENDJOBFINISH": "模板消息回执",
    "subscribe_msg_popup_event": "同意订阅通知",
    "subscribe_msg_sent_event": "订阅通知回执",
    "image": "一张照片",
}
# Events without a chat context: nobody sees an answer or a failure (platform page on event pushes).
UNSEEN = ("unsubscribe", "VIEW", "TEMPLATESENDJOBFINISH", "subscribe_msg_")


@dataclass(frozen=True)
class Attempt:
    """One try: HTTP status (None without an answer in time), and the answer unless it must be tried again."""

    letter: Letter
    status: int | None
    answer: Answer | None
    reason: str = ""


def deliver(hub: Hub, openid: str, nodes: xml.Nodes, *, patience: float = PATIENCE) -> Answer:
    """Push nodes (MsgType and what belongs to it) to the webhook; patience: seconds per attempt."""
    whole = {"ToUserName": GH_ID, "FromUserName": openid, "CreateTime": int(clock.now().timestamp()), **nodes}
    with hub.store.change() as db:
        number = chat.begin_push(db, openid, key_of(whole), _label(whole), xml.write(whole))
    begun = time.monotonic()
    attempts = _attempts(hub, openid, whole, patience)
    answer = attempts[-1].answer or Answer("invalid", reason=attempts[-1].reason)
    with hub.store.change() as db:
        milliseconds = round((time.monotonic() - begun) * 1000)
        chat.end_push(db, number, _outcome(attempts, answer, milliseconds))
        if not str(whole.get("Event", "")).startswith(UNSEEN):
            _show(db, openid, answer)
    return answer


def settle(hub: Hub) -> None:
    """Push every event that earlier sends still owe."""
    with hub.store.look() as db:
        if not ledger.owes_receipts(db):
            return
    with hub.store.change() as db:
        owed = ledger.take_receipts(db)
    for openid, nodes in owed:
        deliver(hub, openid, {"MsgType": "event", **nodes})


def key_of(nodes: xml.Nodes) -> str:
    """What makes a push the same one when it comes again, as SHA-256 in hex.

    Of m:<openid>:<MsgId> for messages, of e:<openid>:<CreateTime>:<Event>:<EventKey>:<MsgID> for events.
    """
    kind = "m" if "MsgId" in nodes else "e"
    parts = (str(nodes.get(name, "")) for name in ("FromUserName", *SAME[kind]))
    return sha256(":".join((kind, *parts)).encode()).hexdigest()


def _attempts(hub: Hub, openid: str, nodes: xml.Nodes, patience: float) -> list[Attempt]:
    made: list[Attempt] = []
    while len(made) < ATTEMPTS and (not made or made[-1].answer is None):
        made.append(_attempt(hub, openid, wrap(hub.account, openid, nodes), patience))
    return made


def _attempt(hub: Hub, openid: str, letter: Letter, patience: float) -> Attempt:
    try:
        status, body = _post(hub.account.webhook, letter, patience)
    except requests.Timeout:
        return Attempt(letter, None, None, f"no answer within {patience:g} s")
    except requests.RequestException as error:
        return Attempt(letter, None, None, f"connection failed ({type(error).__name__})")
    if status != 200:
        return Attempt(letter, status, None, f"HTTP {status}")
    return Attempt(letter, status, classify(hub.account, openid, body))


def _post(address: str, letter: Letter, patience: float) -> tuple[int, bytes]:
    """Status and body; requests.Timeout when the last byte is not there in time."""
    deadline = time.monotonic() + patience
    with requests.Session() as session:
        session.trust_env = False
        with session.post(
            address,
            params=letter.query,
            data=letter.body.encode(),
            headers={"Content-Type": "text/xml", "Accept-Encoding": "identity"},
            timeout=patience,
            stream=True,
            allow_redirects=False,
        ) as response:
            return response.status_code, _body(response, deadline)


def _body(response: requests.Response, deadline: float) -> bytes:
    body = b""
    for byte in response.iter_content(1):
        body += byte
        if time.monotonic() > deadline or len(body) > LONGEST:
            raise requests.Timeout
    if time.monotonic() > deadline:
        raise requests.Timeout
    return body


def _show(db: Connection, openid: str, answer: Answer) -> None:
    if answer.kind == "invalid":
        chat.show(db, openid, "middle", "line", UNAVAILABLE)
    elif answer.shown:
        chat.show(db, openid, "theirs", "text", answer.shown)


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
    }


def _label(nodes: xml.Nodes) -> str:
    """What the trace calls this push: the resident's words, or the kind of push with its key."""
    kind = str(nodes.get("Event", nodes["MsgType"]))
    return str(nodes.get("Content", f"{LABELS.get(kind, kind)} {nodes.get('EventKey', '')}".strip()))
