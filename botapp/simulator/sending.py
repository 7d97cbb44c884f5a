"""The platform's three ways to reach a resident: customer-service, template and subscription messages."""

import sqlite3
from typing import Any

from botapp.simulator import chat, field, ledger, people
from botapp.simulator.fault import Fault
from botapp.simulator.hub import Hub, Template
from botapp.simulator.reply import TEXT_BYTES

Body = dict[str, Any]
OK: dict[str, object] = {"errcode": 0, "errmsg": "ok"}


def custom(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """message/custom/send, texts only: within the windows that the resident's last actions opened."""
    openid = _follower(db, body)
    if body.get("msgtype") != "text":
        raise Fault(40008)
    text = _text(body)
    people.spend(db, openid)
    chat.show(db, openid, "theirs", "text", text)
    return dict(OK)


def template(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """message/template/send: typed fields, once per client_msg_id; the result is pushed later."""
    openid, known = _follower(db, body), _template(hub, body, "template")
    rows = field.check(known.fields, body.get("data"))
    msgid = ledger.earlier_send(db, body.get("client_msg_id"))
    if msgid is None:
        msgid = ledger.record_send(db, body.get("client_msg_id"))
        chat.show_notice(db, openid, known.title, rows, str(body.get("url") or ""))
        finished = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": msgid, "Status": "success"}
        ledger.owe_receipt(db, openid, finished)
    return {**OK, "msgid": msgid}


def subscription(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """message/subscribe/bizsend: each send uses up one consent; also reaches who does not follow."""
    openid, known = _known(db, body), _template(hub, body, "subscription")
    rows = field.check(known.fields, body.get("data"))
    if ledger.earlier_send(db, body.get("client_msg_id")) is None:
        ledger.use_consent(db, openid, known.id)
        msgid = ledger.record_send(db, body.get("client_msg_id"))
        chat.show_notice(db, openid, known.title, rows, str(body.get("page") or ""))
        result = {"TemplateId": known.id, "MsgID": str(msgid), "ErrorCode": 0, "ErrorStatus": "success"}
        event = {"Event": "subscribe_msg_sent_event", "SubscribeMsgSentEvent": {"List": result}}
        ledger.owe_receipt(db, openid, event)
    return dict(OK)


def _known(db: sqlite3.Connection, body: Body) -> str:
    openid = str(body.get("touser", ""))
    if people.find(db, openid) is None:
        raise Fault(40003)
    return openid


def _follower(db: sqlite3.Connection, body: Body) -> str:
    openid = _known(db, body)
    person = people.find(db, openid)
    if person is None or person["followed_at"] is None:
        raise Fault(43004)
    return openid


def _text(body: Body) -> str:
    content = body.get("text")
    text = str(content.get("content", "")) if isinstance(content, dict) else ""
    if not text:
        raise Fault(44004)
    if len(text.encode()) > TEXT_BYTES:
        raise Fault(45002)
    return text


def _template(hub: Hub, body: Body, kind: str) -> Template:
    found = hub.templates.get(str(body.get("template_id", "")))
    if found is None or found.kind != kind:
        raise Fault(40037)
    return found
