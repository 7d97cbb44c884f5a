"""DOOR of the phone in the browser: one page, its state as JSON, and a POST for each act of a resident."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request

from botapp import clock
from botapp.errors import Refusal
from botapp.simulator import act, chat, gate, ledger, menu, people, store, travel
from botapp.simulator.hub import Hub, here
from botapp.simulator.push import settle

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
ACTS: dict[str, Callable[[Hub, str, act.Wish], None]] = {
    "say": act.say,
    "picture": act.send_picture,
    "follow": act.follow,
    "unfollow": act.unfollow,
    "click": act.click,
    "view": act.view,
    "subscribe": act.subscribe,
    "reset": act.reset,
    "travel": lambda hub, openid, wish: travel.jump(hub, openid, str(wish.get("to", ""))),
}


@bp.get("/")
def page() -> str:
    """The phone; the first visit makes the first resident."""
    hub = here()
    with hub.store.change() as db:
        if not people.everyone(db):
            people.join(db)
        buttons = menu.shown(db)
    offers = [each for each in hub.templates.values() if each.kind == "subscription"]
    return render_template(
        "simulator/phone.html",
        account=hub.account,
        menu=buttons,
        tour=TOUR,
        jumps=travel.JUMPS,
        offers=offers,
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


@bp.post("/residents")
def join() -> Response:
    """A new resident; answers with the openid."""
    with here().store.change() as db:
        return jsonify(openid=people.join(db))


@bp.post("/<name>")
def do(name: str) -> Response | tuple[Response, int]:
    """Let the resident `openid` do one of ACTS; 409 with the reason when that is not possible now."""
    if name not in ACTS:
        abort(404)
    wish = request.get_json()
    try:
        ACTS[name](here(), str(wish.get("openid", "")), wish)
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
    return {"openid": row["openid"], "name": row["name"], "follows": row["followed_at"] is not None}
