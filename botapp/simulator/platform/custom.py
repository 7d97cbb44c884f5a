"""Customer-service messages of every kind, within the windows that the resident's last actions opened."""

import sqlite3
from collections.abc import Callable
from typing import Any

from botapp import clock
from botapp.simulator import chat, people
from botapp.simulator.hub import Hub
from botapp.simulator.platform import media
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault
from botapp.simulator.platform.receiver import follower
from botapp.simulator.wire.reply import TEXT_BYTES

Part = dict[str, Any]
Bubble = tuple[str, object]
RECENT_EXCHANGE = 30
TYPING_LASTS = 15
ARTICLE = ("title", "description", "url", "picurl")


def send(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """message/custom/send: the content first, so that a refused one costs nothing of the window."""
    openid = follower(db, body)
    kind = str(body.get("msgtype"))
    if kind not in KINDS:
        raise Fault(40008)
    part = body.get(kind)
    form, shown = KINDS[kind](db, part if isinstance(part, dict) else {})
    people.spend(db, openid)
    _show(db, openid, form, shown)
    db.execute("UPDATE person SET typing_until = 0 WHERE openid = ?", (openid,))
    return ok()


def typing(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """message/custom/typing: only within 30 s of an exchange, and not twice."""
    openid, command, now = follower(db, body), body.get("command"), clock.now().timestamp()
    person = people.find(db, openid)
    if command not in ("Typing", "CancelTyping") or person is None:
        raise Fault(45072)
    if now - person["exchanged_at"] > RECENT_EXCHANGE:
        raise Fault(45080)
    if command == "Typing" and person["typing_until"] > now:
        raise Fault(45081)
    until = now + TYPING_LASTS if command == "Typing" else 0
    db.execute("UPDATE person SET typing_until = ? WHERE openid = ?", (until, openid))
    return ok()


def _show(db: sqlite3.Connection, openid: str, form: str, shown: object) -> None:
    if isinstance(shown, str):
        chat.show(db, openid, "theirs", form, shown)
    else:
        chat.show_card(db, openid, form, shown)


def _text(db: sqlite3.Connection, part: Part) -> Bubble:
    text = str(part.get("content", ""))
    if not text:
        raise Fault(44004)
    if len(text.encode()) > TEXT_BYTES:
        raise Fault(45002)
    return "text", text


def _media(form: str, *more: str) -> Callable[[sqlite3.Connection, Part], Bubble]:
    def check(db: sqlite3.Connection, part: Part) -> Bubble:
        for name in ("media_id", *more):
            media.require(db, str(part.get(name, "")))
        return form, str(part["media_id"])

    return check


def _music(db: sqlite3.Connection, part: Part) -> Bubble:
    media.require(db, str(part.get("thumb_media_id", "")))
    if not part.get("musicurl"):
        raise Fault(40035, "musicurl")
    return "text", f"[音乐] {part.get('title', '')}".strip()


def _news(db: sqlite3.Connection, part: Part) -> Bubble:
    articles = part.get("articles")
    if not isinstance(articles, list) or not articles:
        raise Fault(44003)
    if len(articles) > 1:
        raise Fault(45008)
    return "news", [{name: str(articles[0].get(name, "")) for name in ARTICLE}]


def _menu(db: sqlite3.Connection, part: Part) -> Bubble:
    choices = part.get("list")
    if not isinstance(choices, list) or not choices:
        raise Fault(40035, "msgmenu.list")
    if any(not each.get("content") or not str(each.get("id", "")) for each in choices):
        raise Fault(40035, "msgmenu.list")
    rows = [{"id": str(each["id"]), "content": str(each["content"])} for each in choices]
    return "menu", {"head": part.get("head_content", ""), "rows": rows, "tail": part.get("tail_content", "")}


def _named(label: str, *needed: str) -> Callable[[sqlite3.Connection, Part], Bubble]:
    def check(db: sqlite3.Connection, part: Part) -> Bubble:
        for name in needed:
            if not part.get(name):
                raise Fault(40035, name)
        return "text", f"[{label}] {part.get('title', '')}".strip()

    return check


# developers.weixin.qq.com, doc/service/api/customer/message/api_sendcustommessage
KINDS: dict[str, Callable[[sqlite3.Connection, Part], Bubble]] = {
    "text": _text,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video", "thumb_media_id"),
    "music": _music,
    "news": _news,
    "mpnews": _named("图文", "media_id"),
    "mpnewsarticle": _named("图文", "article_id"),
    "msgmenu": _menu,
    "wxcard": _named("卡券", "card_id"),
    "miniprogrampage": _named("小程序", "appid", "pagepath", "thumb_media_id"),
}
