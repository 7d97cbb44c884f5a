"""Messages that need no window: template messages, and subscription messages that each use up a consent."""

import sqlite3
from typing import Any

from botapp.simulator import chat, ledger, people
from botapp.simulator.hub import Hub, Template
from botapp.simulator.people import STANCES
from botapp.simulator.platform import field, library
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault
from botapp.simulator.platform.receiver import follower, known

# What gets a template taken away; the platform's own list is not public.
MARKETING = ("优惠", "促销", "秒杀", "抽奖", "红包", "折扣", "大奖", "特价", "返现", "拼团")
BLOCKED = {"failed:user block": 300014, "failed: system failed": 300015}


def template(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """message/template/send: typed fields, once per client_msg_id; the result is pushed later."""
    openid, known_ = follower(db, body), _template(hub, db, body, "template")
    rows = _rows(known_, body)
    msgid = ledger.earlier_send(db, body.get("client_msg_id"))
    if msgid is None:
        msgid = ledger.record_send(db, body.get("client_msg_id"))
        status = _status(db, openid)
        if status == "success":
            _show(db, openid, known_, rows, body.get("url"))
        finished = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": msgid, "Status": status}
        ledger.owe_receipt(db, openid, finished)
    return ok(msgid=msgid)


def subscription(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """message/subscribe/bizsend: each send uses up one consent; also reaches who does not follow."""
    openid, known_ = str(known(db, body)["openid"]), _template(hub, db, body, "subscription")
    rows = _rows(known_, body)
    if ledger.earlier_send(db, body.get("client_msg_id")) is None:
        ledger.use_consent(db, openid, known_.id, standing=known_.standing)
        msgid = ledger.record_send(db, body.get("client_msg_id"))
        status = _status(db, openid)
        if status == "success":
            _show(db, openid, known_, rows, body.get("page"))
        ledger.owe_receipt(db, openid, _sent(known_.id, msgid, status))
    return ok()


def _sent(template_id: str, msgid: int, status: str) -> dict[str, Any]:
    code = BLOCKED.get(status, 0)
    result = {"TemplateId": template_id, "MsgID": str(msgid), "ErrorCode": code, "ErrorStatus": status}
    return {"Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": {"List": result}}


def _template(hub: Hub, db: sqlite3.Connection, body: Body, kind: str) -> Template:
    found = library.templates(hub, db).get(str(body.get("template_id", "")))
    if found is None or found.kind != kind:
        raise Fault(40037)
    if found.restricted:
        raise Fault(43116)
    return found


def _rows(known_: Template, body: Body) -> list[tuple[str, str]]:
    rows = field.check(known_.fields, body.get("data"))
    if any(word in value for _, value in rows for word in MARKETING):
        raise Fault(40249)
    return rows


def _status(db: sqlite3.Connection, openid: str) -> str:
    person = people.find(db, openid)
    return STANCES[person["stance"]].status if person else "success"


def _show(
    db: sqlite3.Connection, openid: str, known_: Template, rows: list[tuple[str, str]], url: object
) -> None:
    card = {"title": known_.title, "rows": rows, "url": str(url or "")}
    chat.show_card(db, openid, "notice", card)
