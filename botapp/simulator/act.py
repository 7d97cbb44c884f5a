"""What a resident does with a phone: each act leaves its bubble and becomes a push to the application."""

from sqlite3 import Connection
from typing import Any

from botapp.errors import Refusal
from botapp.simulator import chance, chat, ledger, people, store
from botapp.simulator.account import present
from botapp.simulator.hub import Hub
from botapp.simulator.platform import library, media, qrcode
from botapp.simulator.wire import event
from botapp.simulator.wire.push import deliver

LONGEST_TEXT = 2000
# Menu buttons that open a window of three messages when tapped (platform page on customer service messages).
TAPS = {"click": "CLICK", "scancode_push": "scancode_push", "scancode_waitmsg": "scancode_waitmsg"}
SHUTTERS = {"pic_sysphoto", "pic_photo_or_album", "pic_weixin"}
OPENERS = {"view": "VIEW", "miniprogram": "view_miniprogram"}
CHOICES = {"accept": "您同意接收", "reject": "您没有同意"}
Wish = dict[str, Any]


def say(hub: Hub, openid: str, wish: Wish) -> None:
    """Send words (`text`)."""
    text = str(wish.get("text", "")).strip()[:LONGEST_TEXT]
    if not text:
        raise Refusal("请先写点什么。")
    _speak(hub, openid, "text", text)
    _message(hub, openid, "text", Content=text)


def choose(hub: Hub, openid: str, wish: Wish) -> None:
    """Tap a choice of a menu message (`id`, `text`): its words go out, but only the short window opens."""
    text = str(wish.get("text", "")).strip()
    if not text:
        raise Refusal("这一项没有字。")
    _speak(hub, openid, "text", text, opens="click")
    _message(hub, openid, "text", Content=text, bizmsgmenuid=str(wish.get("id", "")))


def send_picture(hub: Hub, openid: str, wish: Wish) -> None:
    """Send a sample photo, which the application can fetch for three days."""
    media_id = _sample(hub, openid, "image")
    address = f"{_public_url(hub)}/simulator/media/{media_id}"
    _message(hub, openid, "image", PicUrl=address, MediaId=media_id)


def send_voice(hub: Hub, openid: str, wish: Wish) -> None:
    """Send a second of silence."""
    media_id = _sample(hub, openid, "voice")
    _message(hub, openid, "voice", MediaId=media_id, MediaId16K=media_id)


def send_place(hub: Hub, openid: str, wish: Wish) -> None:
    """Send a place on the map (`label`, `x`, `y`)."""
    label = str(wish.get("label") or event.PLACE["Label"])
    place = {"Location_X": str(wish.get("x") or event.PLACE["Location_X"]), "Label": label}
    place["Location_Y"] = str(wish.get("y") or event.PLACE["Location_Y"])
    _speak(hub, openid, "place", label)
    _message(hub, openid, "location", **place)


def follow(hub: Hub, openid: str, wish: Wish) -> None:
    """Follow the account, perhaps by a QR code (`ticket`); nothing happens for who already does."""
    with hub.store.change() as db:
        if _follows(db, openid):
            return
        scanned = _scanned(db, wish)
        people.follow(db, openid, scanned.get("scene", ""))
        people.touch(db, openid, "scan" if scanned else "follow")
        chat.show(db, openid, "middle", "line", "您已关注公众号")
    nodes = {"EventKey": f"qrscene_{scanned['scene']}", "Ticket": scanned["value"]} if scanned else {}
    _event(hub, openid, "subscribe", **{"EventKey": "", **nodes})


def scan(hub: Hub, openid: str, wish: Wish) -> None:
    """Scan a QR code of the account (`ticket`): who does not follow yet follows by it."""
    with hub.store.change() as db:
        follows = _follows(db, openid)
        scanned = _scanned(db, wish)
        if not scanned:
            raise Refusal("这个二维码已经失效。")
        if follows:
            people.touch(db, openid, "scan")
    if not follows:
        follow(hub, openid, wish)
    else:
        _event(hub, openid, "SCAN", EventKey=scanned["scene"], Ticket=scanned["value"])


def unfollow(hub: Hub, openid: str, wish: Wish) -> None:
    """Unfollow: the application must stop sending and can no longer reply."""
    with hub.store.change() as db:
        if not _follows(db, openid):
            return
        people.unfollow(db, openid)
        chat.show(db, openid, "middle", "line", "您已取消关注")
    _event(hub, openid, "unsubscribe")


def tap(hub: Hub, openid: str, wish: Wish) -> None:
    """Tap a menu button of a `type` that sends its `key`: click, the scanners, the cameras, the map."""
    kind = str(wish.get("type") or "click")
    if kind not in {*TAPS, *SHUTTERS, "location_select"}:
        raise Refusal("这个按钮在模拟器里点不动。")
    with hub.store.change() as db:
        _require_following(db, openid)
        if kind in TAPS:
            people.touch(db, openid, "click")
    _event(hub, openid, TAPS.get(kind, kind), EventKey=str(wish.get("key", "")))
    if kind in SHUTTERS:
        send_picture(hub, openid, wish)
    if kind == "location_select":
        send_place(hub, openid, wish)


def view(hub: Hub, openid: str, wish: Wish) -> None:
    """Tap a menu button that opens a page (`url`); the page itself is opened by the phone."""
    with hub.store.look() as db:
        _require_following(db, openid)
    _event(hub, openid, OPENERS.get(str(wish.get("type")), "VIEW"), EventKey=str(wish.get("url", "")))


def subscribe(hub: Hub, openid: str, wish: Wish) -> None:
    """Answer the pop-up about subscription messages: `choices` maps template ids to accept or reject."""
    choices = wish.get("choices") or {str(wish.get("template_id", "")): "accept"}
    with hub.store.change() as db:
        _require_following(db, openid)
        known = library.templates(hub, db)
        if any(known.get(id_) is None or word not in CHOICES for id_, word in choices.items()):
            raise Refusal("没有这个消息模板。")
        for id_, word in choices.items():
            if word == "accept":
                ledger.grant(db, openid, id_, standing=known[id_].standing)
            once = "长期" if known[id_].standing else "一次"
            chat.show(db, openid, "middle", "line", f"{CHOICES[word]}{once}「{known[id_].title}」")
    rows = [_choice(id_, word, PopupScene="2") for id_, word in choices.items()]
    _event(hub, openid, "subscribe_msg_popup_event", SubscribeMsgPopupEvent={"List": rows})


def unsubscribe(hub: Hub, openid: str, wish: Wish) -> None:
    """Close a subscription in the account's settings (`template_id`)."""
    template_id = str(wish.get("template_id", ""))
    with hub.store.change() as db:
        _follows(db, openid)
        if template_id not in library.templates(hub, db):
            raise Refusal("没有这个消息模板。")
        ledger.refuse(db, openid, template_id)
        chat.show(db, openid, "middle", "line", "您关闭了订阅通知")
    choice = _choice(template_id, "reject")
    _event(hub, openid, "subscribe_msg_change_event", SubscribeMsgChangeEvent={"List": choice})


def pay(hub: Hub, openid: str, wish: Wish) -> None:
    """Pay at the account's counter: for 48 hours the account may write without limit."""
    with hub.store.change() as db:
        _require_following(db, openid)
        people.touch(db, openid, "payment")


def take_stance(hub: Hub, openid: str, wish: Wish) -> None:
    """Take messages in another way from now on (`stance`: a key of people.STANCES)."""
    stance = str(wish.get("stance", ""))
    if stance not in people.STANCES:
        raise Refusal("没有这个选项。")
    with hub.store.change() as db:
        _follows(db, openid)
        people.take_stance(db, openid, stance)
        chat.show(db, openid, "middle", "line", f"这部手机：{people.STANCES[stance].words}")


def reset(hub: Hub, openid: str, wish: Wish) -> None:
    """Unfollow and empty the phone."""
    unfollow(hub, openid, wish)
    with hub.store.change() as db:
        store.forget(db, openid)


def _speak(hub: Hub, openid: str, kind: str, text: str, opens: str = "message") -> None:
    with hub.store.change() as db:
        _require_following(db, openid)
        people.touch(db, openid, opens)
        chat.show(db, openid, "mine", kind, text)


def _sample(hub: Hub, openid: str, kind: str) -> str:
    with hub.store.change() as db:
        _require_following(db, openid)
        people.touch(db, openid, "message")
        media_id = media.sample(db, kind)
        chat.show(db, openid, "mine", kind, media_id)
    return media_id


def _message(hub: Hub, openid: str, kind: str, **nodes: Any) -> None:
    with hub.store.change() as db:
        msgid = chance.msgid(db)
    deliver(hub, openid, event.message(kind, msgid, nodes))


def _event(hub: Hub, openid: str, name: str, **nodes: Any) -> None:
    with hub.store.change() as db:
        chat.show(db, openid, "middle", "act", f"{name} {nodes.get('EventKey', '')}".strip())
        app_id = present(db, hub.account).app_id
    deliver(hub, openid, event.event(name, openid, app_id, nodes))


def _choice(template_id: str, word: str, **more: str) -> dict[str, str]:
    return {"TemplateId": template_id, "SubscribeStatusString": word, **more}


def _scanned(db: Connection, wish: Wish) -> dict[str, str]:
    row = qrcode.living(db, str(wish.get("ticket", "")))
    return {} if row is None else {"scene": row["scene"], "value": row["value"]}


def _public_url(hub: Hub) -> str:
    with hub.store.look() as db:
        return present(db, hub.account).public_url


def _follows(db: Connection, openid: str) -> bool:
    person = people.find(db, openid)
    if person is None:
        raise Refusal("没有这位居民。")
    return person["followed_at"] is not None


def _require_following(db: Connection, openid: str) -> None:
    if not _follows(db, openid):
        raise Refusal("请先关注公众号。")


ACTS = {
    "say": say,
    "choose": choose,
    "picture": send_picture,
    "voice": send_voice,
    "place": send_place,
    "follow": follow,
    "scan": scan,
    "unfollow": unfollow,
    "click": tap,
    "tap": tap,
    "view": view,
    "subscribe": subscribe,
    "unsubscribe": unsubscribe,
    "pay": pay,
    "stance": take_stance,
    "reset": reset,
}
