"""DOOR for programs: questions with GET, commands with POST, in JSON under /simulator/control."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify, request

from botapp.errors import Refusal
from botapp.simulator import audit, chat, gate, panel, people, travel
from botapp.simulator.command import COMMANDS
from botapp.simulator.hub import here
from botapp.simulator.platform import trouble

bp = Blueprint("simulator_control", __name__, url_prefix="/simulator/control")
bp.before_request(gate.only_this_machine)
bp.before_request(gate.only_own_page)


@bp.get("/people")
def everyone() -> Response:
    """All residents with their windows and consents."""
    with here().store.look() as db:
        return jsonify([people.told(db, row) for row in people.everyone(db)])


@bp.get("/transcript")
def told() -> Response:
    """What one resident (`openid`) really sees, in order."""
    with here().store.look() as db:
        return jsonify(chat.story(db, request.args.get("openid", "")))


@bp.get("/pushes")
def pushed() -> Response:
    """The latest pushes to one resident (`openid`), newest first."""
    with here().store.look() as db:
        return jsonify(chat.pushes(db, request.args.get("openid", "")))


@bp.get("/calls")
def called() -> Response:
    """The latest sends of the application to one resident (`openid`, empty: calls about nobody)."""
    with here().store.look() as db:
        return jsonify(chat.calls(db, request.args.get("openid", "")))


@bp.get("/counters")
def counted() -> Response:
    """Pushes, attempts, deadline misses, token fetches, sends by channel and code, refused sends."""
    with here().store.look() as db:
        return jsonify(audit.counters(db))


@bp.get("/invariants")
def checked() -> Response:
    """Whether every promise holds, and which do not."""
    with here().store.look() as db:
        broken = [asdict(each) for each in audit.breaches(db)]
    return jsonify(holds=not broken, broken=broken)


@bp.get("/state")
def seen() -> Response:
    """Mode, tokens, allowances, windows, consents, faults, counters."""
    hub = here()
    with hub.store.look() as db:
        return jsonify(panel.state(hub, db))


@bp.get("/clock")
def time() -> Response:
    """The simulated moment: ISO text, Unix seconds, and seconds ahead of the machine."""
    return jsonify(travel.moment())


@bp.get("/faults")
def striking() -> Response:
    """The faults that may still strike."""
    with here().store.look() as db:
        return jsonify(trouble.planned(db))


@bp.post("/<name>")
def do(name: str) -> Response | tuple[Response, int]:
    """One of COMMANDS; 404 for another name, 422 with the reason for a wish that makes no sense."""
    if name not in COMMANDS:
        return jsonify(error=f"no command {name}", commands=sorted(COMMANDS)), 404
    wish = request.get_json()
    try:
        return COMMANDS[name](here(), wish if isinstance(wish, dict) else {})
    except (Refusal, LookupError, ValueError, TypeError) as error:
        return jsonify(error=f"{type(error).__name__}: {error}"), 422
