"""DOOR of the phone in the browser: one page, its state as JSON, and a POST for each act of a resident."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from botapp import clock
from botapp.errors import Refusal
from botapp.simulator import act, chat, gate, ledger, panel, people, store, transcript, travel
from botapp.simulator.account import present
from botapp.simulator.hub import Hub, here
from botapp.simulator.platform import library, media, menu, oauth, trouble
from botapp.simulator.platform.fault import Fault
from botapp.simulator.wire.push import settle

bp = Blueprint("simulator", __name__, url_prefix="/simulator")
bp.before_request(gate.only_this_machine)
bp.before_request(gate.only_own_page)

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
# A walk through the town, in this order: (act of the page, its value, words on the button).
TOUR = (
    ("follow", "", "关注公众号"),
    ("say", "居住证咋办", "问「居住证咋办」"),
    ("say", "预约两癌筛查 下周三上午9点", "预约两癌筛查"),
    ("say", "确认", "回复「确认」"),
    ("say", "1", "回复「1」要提醒"),
    ("travel", "eve", "快进到预约前 24 小时"),
    ("say", "需求 村口路灯坏了，晚上老人不敢出门", "说一个需求"),
    ("say", "跳过", "回复「跳过」"),
    ("say", "确认", "再回「确认」"),
    ("say", "办服务证", "办服务证，照着答"),
    ("admin", "", "打开后台审核"),
    ("say", "我的服务证", "看「我的服务证」"),
    ("say", "退订", "退订提醒"),
)


@bp.get("/")
def page() -> str:
    """The phone; the first visit makes the first resident. `?only=1` shows it without the desk around it."""
    hub = here()
    with hub.store.change() as db:
        if not people.everyone(db):
            people.join(db)
        buttons = menu.shown(db, menu.CONFIGURED if hub.has_town else None)
        offers = [each for each in library.templates(hub, db).values() if each.kind == "subscription"]
        account = present(db, hub.account)
    return render_template(
        "simulator/phone.html",
        account=account,
        menu=buttons,
        tour=TOUR if hub.has_town else (),
        jumps=travel.JUMPS if hub.has_town else [each for each in travel.JUMPS if each[0] != "eve"],
        offers=offers,
        stances=people.STANCES,
        faults=trouble.PRESETS,
        has_town=hub.has_town,
        only=request.args.get("only") == "1",
    )


@bp.get("/state")
def state() -> Response:
    """One phone as JSON, bubbles only above `after`; 204 when `version` is still the latest."""
    hub, openid = here(), request.args.get("openid", "")
    settle(hub)
    with hub.store.look() as db:
        version = store.version(db)
    if request.args.get("version", type=int) == version:
        return Response(status=204)
    return jsonify(version=version, **_phone(hub, openid, request.args.get("after", 0, type=int)))


@bp.get("/panel")
def platform() -> Response:
    """The platform's own view as JSON."""
    hub = here()
    with hub.store.look() as db:
        return jsonify(panel.state(hub, db))


@bp.get("/transcript")
def save() -> Response:
    """One phone's conversation as a file that the tests can replay."""
    openid = request.args.get("openid", "")
    with here().store.look() as db:
        person = people.find(db, openid) or abort(404)
        text = transcript.write(chat.story(db, openid), f"{person['name']}，{clock.today()}")
    kept = {"Content-Disposition": "attachment; filename=conversation.transcript"}
    return Response(text, mimetype="text/plain", headers=kept)


@bp.get("/media/<media_id>")
def picture(media_id: str) -> Response:
    """What was sent or uploaded, as phones show it; 404 when three days are over."""
    try:
        with here().store.look() as db:
            row = media.require(db, media_id)
    except Fault:
        abort(404)
    return Response(row["bytes"], mimetype=row["mime"])


@bp.get("/open")
def enter() -> Answer:
    """Open a page of the application (`url`) inside the phone of `openid`: a login then knows who it is."""
    with here().store.look() as db:
        own = urlsplit(present(db, here().account).public_url)
    asked = urlsplit(request.args.get("url", ""))
    if asked.netloc not in ("", own.netloc, request.host) or asked.scheme not in ("", "http", "https"):
        abort(403)
    path = "/" + asked.path.replace("\\", "/").lstrip("/")
    answer = redirect(path + (f"?{asked.query}" if asked.query else ""))
    answer.set_cookie(oauth.COOKIE, request.args.get("openid", ""), httponly=True, samesite="Strict")
    return answer


@bp.post("/residents")
def join() -> Response:
    """A new resident; answers with the openid."""
    with here().store.change() as db:
        return jsonify(openid=people.join(db))


@bp.post("/<name>")
def do(name: str) -> Response | tuple[Response, int]:
    """Let the resident `openid` act (act.ACTS or travel); 409 with the reason when that cannot be now."""
    if name not in {*act.ACTS, "travel"}:
        abort(404)
    wish = request.get_json()
    openid = str(wish.get("openid", ""))
    try:
        if name == "travel":
            travel.jump(here(), openid, str(wish.get("to", "")))
        else:
            act.ACTS[name](here(), openid, wish)
    except Refusal as refusal:
        return jsonify(error=str(refusal)), 409
    return jsonify(done=True)


@bp.after_request
def keep_to_itself(response: Response) -> Response:
    """Nothing from elsewhere on this page, and nothing of it kept."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


def _phone(hub: Hub, openid: str, after: int) -> dict[str, Any]:
    traces = {str(row["msgid"]): dict(row) for row in hub.trace(openid)}
    with hub.store.look() as db:
        return {
            "residents": [_resident(row) for row in people.everyone(db)],
            "bubbles": chat.bubbles(db, openid, after),
            "pushes": [{**row, "trace": traces.get(row["msgid"])} for row in chat.pushes(db, openid)],
            "calls": chat.calls(db, openid),
            "consents": ledger.consents(db, openid),
            "now": clock.now().timestamp(),
            "ahead": travel.seconds_ahead(),
        }


def _resident(row: Any) -> dict[str, Any]:
    is_typing = row["typing_until"] > clock.now().timestamp()
    return {
        "openid": row["openid"],
        "name": row["name"],
        "follows": row["followed_at"] is not None,
        "typing": is_typing,
        "stance": row["stance"],
    }
