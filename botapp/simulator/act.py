"""What a resident does with a phone: each act leaves its bubble and becomes a push to the application."""

import secrets
from sqlite3 import Connection
from typing import Any

from botapp.errors import Refusal
from botapp.simulator import chat, ledger, people, store
from botapp.simulator.hub import Hub
from botapp.simulator.push import deliver

LONGEST_TEXT = 2000
PICTURE = "/static/simulator/picture.svg"
Wish = dict[str, Any]


def say(hub: Hub, openid: str, wish: Wish) -> None:
    """Send words (`text`)."""
    text = str(wish.get("text", "")).strip()[:LONGEST_TEXT]
    if not text:
        raise Refusal("请先写点什么。")
    _speak(hub, openid, "text", text)
    deliver(hub, openid, {"MsgType": "text", "Content": text, "MsgId": chat.fresh_msgid()})


def send_picture(hub: Hub, openid: str, wish: Wish) -> None:
    """Send a sample photo."""
    _speak(hub, openid, "picture", PICTURE)
    nodes = {"PicUrl": hub.account.public_url + PICTURE, "MediaId": secrets.token_urlsafe(32)}
    deliver(hub, openid, {"MsgType": "image", **nodes, "MsgId": chat.fresh_msgid()})


def follow(hub: Hub, openid: str, wish: Wish) -> None:
    """Follow the account; nothing happens for who already does."""
    with hub.store.change() as db:
        if _follows(db, openid):
            return
        people.follow(db, openid)
        people.touch(db, openid, "follow")
        chat.show(db, openid, "middle", "line", "您已关注公众号")
    _event(hub, openid, "subscribe", "")


def unfollow(hub: Hub, openid: str, wish: Wish) -> None:
    """Unfollow: the application must stop sending and can no longer reply."""
    with hub.store.change() as db:
        if not _follows(db, openid):
            return
        people.unfollow(db, openid)
        chat.show(db, openid, "middle", "line", "您已取消关注")
    _event(hub, openid, "unsubscribe", "")


def click(hub: Hub, openid: str, wish: Wish) -> None:
    """Tap a menu button that has a `key`."""
    with hub.store.change() as db:
        _require_following(db, openid)
        people.touch(db, openid, "click")
    _event(hub, openid, "CLICK", str(wish.get("key", "")))


def view(hub: Hub, openid: str, wish: Wish) -> None:
    """Tap a menu button that opens a page (`url`); the page itself is opened by the phone."""
    with hub.store.look() as db:
        _require_following(db, openid)
    _event(hub, openid, "VIEW", str(wish.get("url", "")))


def subscribe(hub: Hub, openid: str, wish: Wish) -> None:
    """Accept one more subscription message of a template (`template_id`)."""
    template_id = str(wish.get("template_id", ""))
    if template_id not in hub.templates:
        raise Refusal("没有这个消息模板。")
    with hub.store.change() as db:
        _require_following(db, openid)
        ledger.grant(db, openid, template_id)
        chat.show(db, openid, "middle", "line", f"您同意接收一次「{hub.templates[template_id].title}」")
    choice = {"TemplateId": template_id, "SubscribeStatusString": "accept", "PopupScene": "2"}
    _event(hub, openid, "subscribe_msg_popup_event", "", SubscribeMsgPopupEvent={"List": choice})


def reset(hub: Hub, openid: str, wish: Wish) -> None:
    """Unfollow and empty the phone."""
    unfollow(hub, openid, wish)
    with hub.store.change() as db:
        store.forget(db, openid)


def _speak(hub: Hub, openid: str, kind: str, text: str) -> None:
    with hub.store.change() as db:
        _require_following(db, openid)
        people.touch(db, openid, "message")
        chat.show(db, openid, "mine", kind, text)


def _event(hub: Hub, openid: str, event: str, key: str, **more: Any) -> None:
    deliver(hub, openid, {"MsgType": "event", "Event": event, "EventKey": key, **more})


def _follows(db: Connection, openid: str) -> bool:
    person = people.find(db, openid)
    if person is None:
        raise Refusal("没有这位居民。")
    return person["followed_at"] is not None


def _require_following(db: Connection, openid: str) -> None:
    if not _follows(db, openid):
        raise Refusal("请先关注公众号。")
