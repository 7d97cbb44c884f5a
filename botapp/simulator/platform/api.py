"""DOOR of the simulated platform: the interface that the application's worker calls, under /simulator/api."""

import json

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer

from botapp.simulator import chance, chat, gate
from botapp.simulator.hub import Hub, here
from botapp.simulator.platform import allowance, token, trouble
from botapp.simulator.platform.endpoint import Body, Endpoint
from botapp.simulator.platform.fault import Fault
from botapp.simulator.platform.table import ENDPOINTS
from botapp.simulator.platform.trouble import Struck

bp = Blueprint("simulator_api", __name__, url_prefix="/simulator/api")
bp.before_request(gate.only_this_machine)
PAGES = {"bad_gateway": 502, "html": 200}
REVOKING = {"revoke": False, "revoke_sticky": True}
LARGEST = 20 << 20


@bp.route("/<path:path>", methods=["GET", "POST"])
def call(path: str) -> Answer:
    """Answer one call: HTTP 200 with JSON, refusals included, unless a fault strikes."""
    hub, name = here(), path.removeprefix("cgi-bin/")
    with hub.store.change() as db:
        struck = trouble.strike(db, name)
        refusal = allowance.count(db, name)
        if struck.kind in REVOKING:
            token.revoke(db, sticky=REVOKING[struck.kind])
    hub.wait(struck.delay)
    if struck.kind in PAGES:
        return _never_arrived(hub, name, struck, trouble.page(PAGES[struck.kind]))
    if struck.kind == "reset":
        return _never_arrived(hub, name, struck, trouble.broken())
    answer = _answer(hub, name, struck, struck.code or refusal)
    return trouble.broken() if struck.kind == "drop" else answer


def _answer(hub: Hub, name: str, struck: Struck, refusal: int) -> Answer:
    body: Body = {}
    try:
        _refuse(refusal)
        endpoint = _endpoint(name)
        body = _read(endpoint)
        with hub.store.change() as db:
            if endpoint.needs_token:
                token.check_token(db, request.args.get("access_token"))
            answer = endpoint.act(hub, db, body)
    except Fault as fault:
        answer = fault.answer(_rid(hub))
    told = {} if isinstance(answer, Answer) else answer
    with hub.store.change() as db:
        chat.record_call(db, name, body, told, struck.kind)
    return answer if isinstance(answer, Answer) else _json(answer)


def _refuse(code: int) -> None:
    if code:
        raise Fault(code)


def _never_arrived(hub: Hub, name: str, struck: Struck, response: Answer) -> Answer:
    with hub.store.change() as db:
        chat.record_call(db, name, {}, {}, struck.kind)
    return response


def _endpoint(name: str) -> Endpoint:
    endpoint = ENDPOINTS.get(name)
    if endpoint is None:
        raise Fault(40066)
    if request.method != endpoint.verb:
        raise Fault(43001 if endpoint.verb == "GET" else 43002)
    return endpoint


def _read(endpoint: Endpoint) -> Body:
    if request.method == "GET":
        return request.args.to_dict()
    if endpoint.takes_file:
        request.max_content_length = LARGEST
        return {**request.args.to_dict(), "media": request.files.get("media")}
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


def _rid(hub: Hub) -> str:
    with hub.store.change() as db:
        die = chance.die(db)
    return "-".join(f"{die.getrandbits(32):08x}" for _ in range(3))


def _json(answer: Body) -> Answer:
    return Response(json.dumps(answer, ensure_ascii=False), mimetype="application/json")
