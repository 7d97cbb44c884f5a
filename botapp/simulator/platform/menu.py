"""The account's menu: as the application created it at the platform, or else as in config/menu.toml."""

import json
import sqlite3
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from botapp.simulator import people, store
from botapp.simulator.hub import CONFIG, Hub
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault

# What a button of each type must carry: developers.weixin.qq.com, Creating_Custom-Defined_Menu.
TYPES: dict[str, tuple[str, ...]] = {
    "click": ("key",),
    "view": ("url",),
    "scancode_push": ("key",),
    "scancode_waitmsg": ("key",),
    "pic_sysphoto": ("key",),
    "pic_photo_or_album": ("key",),
    "pic_weixin": ("key",),
    "location_select": ("key",),
    "media_id": ("media_id",),
    "article_id": ("article_id",),
    "article_view_limited": ("article_id",),
    "miniprogram": ("url", "appid", "pagepath"),
}
# Size limits in bytes and their codes, per level, from the same page.
LIMITS = {
    "top": {"name": (16, 40018), "key": (128, 40019), "url": (1024, 40020)},
    "sub": {"name": (60, 40025), "key": (128, 40026), "url": (1024, 40027)},
}
DOMAIN = {"top": 40055, "sub": 40054}
TYPE = {"top": 40017, "sub": 40024}
MATCHES = {"tag_id", "client_platform_type"}
MOST_DOMAINS = 3
CONFIGURED = CONFIG / "menu.toml"


def create(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """menu/create: up to 3 buttons with up to 5 sub-buttons each."""
    buttons = _checked(body)
    store.keep(db, "menu", json.dumps({"button": buttons}, ensure_ascii=False))
    return ok()


def get(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """menu/get: the created menu and its variants, or Fault 46003."""
    stored = store.setting(db, "menu")
    if stored is None:
        raise Fault(46003)
    variants = [_variant(row) for row in _variants(db)]
    return {"menu": json.loads(stored), **({"conditionalmenu": variants} if variants else {})}


def current(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """get_current_selfmenu_info: whether a menu is open, and what it shows."""
    stored = store.setting(db, "menu")
    if stored is None:
        return {"is_menu_open": 0}
    buttons = [_listed(button) for button in json.loads(stored)["button"]]
    return {"is_menu_open": 1, "selfmenu_info": {"button": buttons}}


def delete(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """menu/delete: the menu and all its variants."""
    store.drop(db, "menu")
    db.execute("DELETE FROM variant")
    return ok()


def add_variant(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """menu/addconditional: another menu for a tag or a kind of phone; the newest that fits is shown."""
    if store.setting(db, "menu") is None:
        raise Fault(65303)
    rule = body.get("matchrule")
    if not isinstance(rule, dict) or not any(rule.values()):
        raise Fault(65304)
    if not {name for name, value in rule.items() if value} <= MATCHES:
        raise Fault(65320)
    buttons = _checked(body)
    if len(set(_hosts(buttons))) > MOST_DOMAINS:
        raise Fault(65316)
    menu = json.dumps({"button": buttons, "matchrule": rule}, ensure_ascii=False)
    return {"menuid": str(db.execute("INSERT INTO variant (menu) VALUES (?)", (menu,)).lastrowid)}


def drop_variant(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """menu/delconditional: one variant."""
    if db.execute("DELETE FROM variant WHERE id = ?", (str(body.get("menuid")),)).rowcount == 0:
        raise Fault(65301)
    return ok()


def try_match(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """menu/trymatch: the buttons that this resident sees."""
    if store.setting(db, "menu") is None:
        raise Fault(46003)
    openid = str(body.get("user_id", ""))
    if people.find(db, openid) is None:
        raise Fault(40003)
    return {"button": shown(db, openid=openid)}


def shown(db: sqlite3.Connection, path: Path | None = CONFIGURED, openid: str = "") -> list[Body]:
    """The buttons that phones show: name with sub_button, or name with type and key or url.

    path: the menu that stands there until the application creates one; None for no menu.
    """
    stored = store.setting(db, "menu")
    if stored is not None:
        return next(_fitting(db, openid), list(json.loads(stored)["button"]))
    if path is None:
        return []
    return [_from_table(table) for table in tomllib.loads(path.read_text(encoding="utf-8"))["button"]]


def _fitting(db: sqlite3.Connection, openid: str) -> Any:
    tags = {row["tag_id"] for row in db.execute("SELECT tag_id FROM tagging WHERE openid = ?", (openid,))}
    for row in reversed(_variants(db)):
        menu = json.loads(row["menu"])
        if str(menu["matchrule"].get("tag_id", "")) in {str(tag) for tag in tags}:
            yield menu["button"]


def _variants(db: sqlite3.Connection) -> list[sqlite3.Row]:
    return db.execute("SELECT * FROM variant ORDER BY id").fetchall()


def _variant(row: sqlite3.Row) -> Body:
    return {**json.loads(row["menu"]), "menuid": row["id"]}


def _from_table(table: Body) -> Body:
    if "sub" in table:
        return {"name": table["name"], "sub_button": [dict(sub) for sub in table["sub"]]}
    return {"type": "view" if "url" in table else "click", **table}


def _listed(button: Body) -> Body:
    subs = button.get("sub_button")
    return {**button, "sub_button": {"list": subs}} if subs else dict(button)


def _checked(body: Body) -> list[Body]:
    buttons = body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Fault(40016)
    for button in buttons:
        _check_top(button)
    return buttons


def _check_top(button: Body) -> None:
    subs = button.get("sub_button") or []
    if len(subs) > 5:
        raise Fault(40023)
    _check_sizes(button, "top")
    for sub in subs:
        if sub.get("sub_button"):
            raise Fault(40022)
        _check_sizes(sub, "sub")
        _check_type(sub, "sub")
    if not subs:
        _check_type(button, "top")


def _check_sizes(button: Body, level: str) -> None:
    for name, (limit, code) in LIMITS[level].items():
        if len(str(button.get(name, "")).encode()) > limit or not button.get("name"):
            raise Fault(code)


def _check_type(button: Body, level: str) -> None:
    needed = TYPES.get(str(button.get("type")))
    if needed is None or not all(button.get(name) for name in needed):
        raise Fault(TYPE[level])
    if "url" in needed and not _is_address(str(button["url"])):
        raise Fault(DOMAIN[level])


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _hosts(buttons: list[Body]) -> list[str]:
    flat = [*buttons, *(sub for button in buttons for sub in button.get("sub_button") or [])]
    return [urlsplit(button["url"]).netloc for button in flat if button.get("url")]
