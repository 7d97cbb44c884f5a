"""The account's menu: as the application created it at the platform, or else as in config/menu.toml."""

import json
import sqlite3
import tomllib
from pathlib import Path
from typing import Any

from botapp.simulator import store
from botapp.simulator.fault import Fault
from botapp.simulator.hub import CONFIG, Hub

Body = dict[str, Any]
TYPES = {"click": "key", "view": "url"}
# Size limits in bytes and their codes, per level: developers.weixin.qq.com, Creating_Custom-Defined_Menu.
LIMITS = {
    "top": {"name": (16, 40018), "key": (128, 40019), "url": (1024, 40020)},
    "sub": {"name": (60, 40025), "key": (128, 40026), "url": (1024, 40027)},
}


def create(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """menu/create: up to 3 buttons with up to 5 sub-buttons each."""
    buttons = body.get("button")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        raise Fault(40016)
    for button in buttons:
        _check_top(button)
    store.keep(db, "menu", json.dumps({"button": buttons}, ensure_ascii=False))
    return {"errcode": 0, "errmsg": "ok"}


def get(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """menu/get: the created menu, or Fault 46003."""
    stored = store.setting(db, "menu")
    if stored is None:
        raise Fault(46003)
    return {"menu": json.loads(stored)}


def shown(db: sqlite3.Connection, path: Path = CONFIG / "menu.toml") -> list[Body]:
    """The buttons that phones show: name with sub_button, or name with type and key or url."""
    stored = store.setting(db, "menu")
    if stored is not None:
        return list(json.loads(stored)["button"])
    return [_from_table(table) for table in tomllib.loads(path.read_text(encoding="utf-8"))["button"]]


def _from_table(table: Body) -> Body:
    if "sub" in table:
        return {"name": table["name"], "sub_button": [dict(sub) for sub in table["sub"]]}
    return {"type": "view" if "url" in table else "click", **table}


def _check_top(button: Body) -> None:
    subs = button.get("sub_button") or []
    if len(subs) > 5:
        raise Fault(40023)
    _check_sizes(button, "top")
    for sub in subs:
        _check_sizes(sub, "sub")
        _check_type(sub)
    if not subs:
        _check_type(button)


def _check_sizes(button: Body, level: str) -> None:
    for name, (limit, code) in LIMITS[level].items():
        if len(str(button.get(name, "")).encode()) > limit or not button.get("name"):
            raise Fault(code)


def _check_type(button: Body) -> None:
    if not button.get(TYPES.get(str(button.get("type")), "")):
        raise Fault(40017)
