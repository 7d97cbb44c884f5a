"""Daily and per-minute limits on the simulated clock, and the interfaces that ask about them."""

import json
import re
import sqlite3
from datetime import timedelta

from botapp import clock
from botapp.simulator import store
from botapp.simulator.account import present
from botapp.simulator.hub import Hub
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault

# Calls a day for a new account: developers.weixin.qq.com, API_Call_Limits; the last from their own pages.
DAILY = {
    "token": 2_000,
    "stable_token": 500_000,
    "stable_token/force": 20,
    "menu/create": 1_000,
    "menu/get": 10_000,
    "menu/delete": 1_000,
    "menu/addconditional": 2_000,
    "menu/delconditional": 2_000,
    "menu/trymatch": 20_000,
    "media/upload": 100_000,
    "media/get": 200_000,
    "message/custom/send": 500_000,
    "message/template/send": 100_000,
    "message/subscribe/bizsend": 100_000,
    "qrcode/create": 100_000,
    "user/get": 500,
    "user/info": 5_000_000,
    "user/info/updateremark": 10_000,
}
MINUTELY = {"stable_token": 10_000}
RESETS_A_MONTH = 10
RID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}")
RID_LIFE = timedelta(days=7)


def count(db: sqlite3.Connection, name: str) -> int:
    """Count one call; 0, or the code that refuses it: 45009 for the day, 45011 for the minute."""
    if name in DAILY and not take(db, name):
        return 45009
    if name in MINUTELY and _raise(db, name, clock.now().strftime("%Y%m%d%H%M")) > MINUTELY[name]:
        return 45011
    return 0


def take(db: sqlite3.Connection, name: str) -> bool:
    """Use one of today's calls; False when there is none left. The day ends at the township's midnight."""
    return _raise(db, name, _today()) <= limit(db, name)


def limit(db: sqlite3.Connection, name: str) -> int:
    """How many calls a day are allowed: of the account's own table, or of DAILY."""
    return int(_own_limits(db).get(name, DAILY.get(name, 0)))


def set_limit(db: sqlite3.Connection, name: str, calls: int) -> None:
    """Allow so many calls a day of one interface."""
    store.keep(db, "limits", json.dumps(_own_limits(db) | {name: calls}))


def used(db: sqlite3.Connection) -> list[Body]:
    """Today's use: name, daily_limit, used and remain of each interface that was called."""
    rows = db.execute("SELECT name, used FROM allowance WHERE period = ? ORDER BY name", (_today(),))
    return [{"name": row["name"], **_standing(db, row["name"], row["used"])} for row in rows]


def clear(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """clear_quota: all of today's counts, 10 times a month."""
    if body.get("appid") != present(db, hub.account).app_id:
        raise Fault(40013)
    return _clear(db)


def clear_by_secret(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """clear_quota/v2: the same with the account's secret, for when no token can be had."""
    account = present(db, hub.account)
    if body.get("appid") != account.app_id:
        raise Fault(40013)
    if body.get("appsecret") != account.secret:
        raise Fault(40125)
    return _clear(db)


def get(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """openapi/quota/get: limit, use and rest of one interface."""
    name = str(body.get("cgi_path", "")).strip("/").removeprefix("cgi-bin/")
    if name not in DAILY:
        raise Fault(76021)
    row = db.execute("SELECT used FROM allowance WHERE name = ? AND period = ?", (name, _today())).fetchone()
    return ok(quota=_standing(db, name, row["used"] if row else 0))


def rid(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """openapi/rid/get: a refused call of the last 7 days, by the request id of its answer."""
    asked = str(body.get("rid", ""))
    if not RID.fullmatch(asked):
        raise Fault(76002)
    row = db.execute("SELECT * FROM call WHERE rid = ?", (asked,)).fetchone()
    if row is None or clock.now().timestamp() - row["at"] > RID_LIFE.total_seconds():
        raise Fault(76001)
    return ok(
        request={
            "invoke_time": int(row["at"]),
            "cost_in_ms": 1,
            "request_url": row["path"],
            "request_body": row["body"],
            "response_body": row["answer"],
            "client_ip": "127.0.0.1",
        }
    )


def _clear(db: sqlite3.Connection) -> Body:
    month = clock.today().strftime("%Y-%m")
    if _raise(db, "clear_quota", month) > RESETS_A_MONTH:
        raise Fault(48006)
    db.execute("DELETE FROM allowance WHERE name <> 'clear_quota'")
    return ok()


def _standing(db: sqlite3.Connection, name: str, calls: int) -> Body:
    most = limit(db, name)
    return {"daily_limit": most, "used": min(calls, most), "remain": max(0, most - calls)}


def _raise(db: sqlite3.Connection, name: str, period: str) -> int:
    db.execute(
        "INSERT INTO allowance VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET used = used + 1", (name, period)
    )
    sql = "SELECT used FROM allowance WHERE name = ? AND period = ?"
    return int(db.execute(sql, (name, period)).fetchone()["used"])


def _own_limits(db: sqlite3.Connection) -> dict[str, int]:
    return dict(json.loads(store.setting(db, "limits") or "{}"))


def _today() -> str:
    return clock.today().isoformat()
