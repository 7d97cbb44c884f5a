"""DOOR of the simulated platform: the interface that the application's worker calls, under /simulator/api."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from botapp.simulator import chat, gate, ledger, menu, people, sending
from botapp.simulator.fault import Fault
from botapp.simulator.hub import Hub, here

Body = dict[str, Any]
Act = Callable[[Hub, sqlite3.Connection, Body], Body]

bp = Blueprint("simulator_api", __name__, url_prefix="/simulator/api")
bp.before_request(gate.only_this_machine)


@dataclass(frozen=True)
class Endpoint:
    """One interface: its act, its verb, whether it asks for a token and whether it refuses \\u escapes."""

    act: Act
    verb: str = "POST"
    needs_token: bool = True
    refuses_escapes: bool = False


@bp.route("/cgi-bin/<path:name>", methods=["GET", "POST"])
def call(name: str) -> Response:
    """Answer one call: HTTP 200 with JSON, refusals included."""
    hub, body = here(), Body()
    try:
        body = _read(name)
        with hub.store.change() as db:
            answer = _perform(hub, db, name, body)
    except Fault as fault:
        answer = fault.answer()
    with hub.store.change() as db:
        chat.record_call(db, name, body, answer)
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")


def stable_token(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """stable_token: the same token while it lives."""
    _check_caller(hub, body)
    value, seconds = ledger.stable_token(db, fresh=bool(body.get("force_refresh")))
    return {"access_token": value, "expires_in": seconds}


def token(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """token: a new one at each call; the previous one dies in 5 minutes."""
    _check_caller(hub, body)
    value, seconds = ledger.new_token(db)
    return {"access_token": value, "expires_in": seconds}


def user(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """user/info: two fields for who does not follow; never a nickname or a picture."""
    person = people.find(db, body.get("openid", ""))
    if person is None:
        raise Fault(40003)
    if person["followed_at"] is None:
        return {"subscribe": 0, "openid": person["openid"]}
    return {
        "subscribe": 1,
        "openid": person["openid"],
        "language": "zh_CN",
        "subscribe_time": int(person["followed_at"]),
        "remark": "",
        "groupid": 0,
        "tagid_list": [],
        "subscribe_scene": "ADD_SCENE_SEARCH",
        "qr_scene": 0,
        "qr_scene_str": "",
    }


ENDPOINTS = {
    "token": Endpoint(token, verb="GET", needs_token=False),
    "stable_token": Endpoint(stable_token, needs_token=False),
    "message/custom/send": Endpoint(sending.custom),
    "message/template/send": Endpoint(sending.template),
    "message/subscribe/bizsend": Endpoint(sending.subscription),
    "menu/create": Endpoint(menu.create, refuses_escapes=True),
    "menu/get": Endpoint(menu.get, verb="GET"),
    "user/info": Endpoint(user, verb="GET"),
}


def _read(name: str) -> Body:
    endpoint = ENDPOINTS.get(name)
    if endpoint is None:
        raise Fault(40066)
    if request.method != endpoint.verb:
        raise Fault(43001 if endpoint.verb == "GET" else 43002)
    if request.method == "GET":
        return request.args.to_dict()
    return _read_json(request.get_data(), refuses_escapes=endpoint.refuses_escapes)


def _read_json(raw: bytes, *, refuses_escapes: bool) -> Body:
    if not raw:
        raise Fault(44002)
    if refuses_escapes and b"\\u" in raw:
        raise Fault(40033)
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise Fault(47001) from error
    if not isinstance(body, dict):
        raise Fault(47001)
    return body


def _perform(hub: Hub, db: sqlite3.Connection, name: str, body: Body) -> Body:
    endpoint = ENDPOINTS[name]
    if endpoint.needs_token:
        ledger.check_token(db, request.args.get("access_token"))
    return endpoint.act(hub, db, body)


def _check_caller(hub: Hub, body: Body) -> None:
    if body.get("grant_type") != "client_credential":
        raise Fault(40002)
    if body.get("appid") != hub.account.app_id:
        raise Fault(40013)
    if body.get("secret") != hub.account.secret:
        raise Fault(40125)
