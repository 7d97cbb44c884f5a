"""Login of pages inside WeChat: the authorize page, codes for one use, and the tokens behind them."""

import sqlite3
from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from botapp import clock
from botapp.simulator import chance, people, store
from botapp.simulator.account import Account, present
from botapp.simulator.hub import Hub
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault

CODE_LIFE, ACCESS_LIFE, REFRESH_LIFE = 300, 7200, 30 * 86400
SCOPES = ("snsapi_base", "snsapi_userinfo")
COOKIE = "simulator_phone"
LONGEST_STATE = 128
# developers.weixin.qq.com, doc/service/guide/h5/auth: what the page says instead of going on.
WRONG = {
    "appid": "AppID 参数错误（10013）",
    "redirect_uri": "redirect_uri 域名与后台配置不一致（10003）",
    "scope": "Scope 参数错误或没有 Scope 权限（10005）",
    "response_type": "response_type 必须是 code（10006）",
    "state": "state 太长或含有不允许的字符（10009）",
}


def authorize(hub: Hub, db: sqlite3.Connection, body: Body) -> Answer:
    """connect/oauth2/authorize: silent for snsapi_base, asks for snsapi_userinfo, then back with a code.

    Who asks is the phone that opened the page; outside a phone the visitor chooses one.
    """
    if wrong := _wrong(present(db, hub.account), body):
        return Response(render_template("simulator/authorize.html", wrong=WRONG[wrong]))
    openid = str(body.get("as") or request.cookies.get(COOKIE, ""))
    if people.find(db, openid) is None:
        return _ask(db, body, "")
    if body["scope"] == "snsapi_userinfo" and not body.get("yes"):
        return _ask(db, body, openid)
    return redirect(
        back(str(body["redirect_uri"]), issue(db, openid, str(body["scope"])), body.get("state", ""))
    )


def access_token(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """sns/oauth2/access_token: a code, once and within five minutes, becomes openid and tokens."""
    account = present(db, hub.account)
    if body.get("appid") != account.app_id:
        raise Fault(40013)
    if body.get("secret") != account.secret:
        raise Fault(40125)
    if body.get("grant_type") != "authorization_code":
        raise Fault(40002)
    code = _code(db, str(body.get("code", "")))
    openid = f"o{code['value'][:27]}" if code["snapshot"] else code["openid"]
    return _tokens(db, openid, code["scope"]) | ({"is_snapshotuser": 1} if code["snapshot"] else {})


def refresh_token(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """sns/oauth2/refresh_token: a new access token for thirty days after the login."""
    row = _login(db, str(body.get("refresh_token", "")), "refresh")
    if row is None:
        raise Fault(40030)
    return _tokens(db, row["openid"], row["scope"])


def check(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """sns/auth: whether an access token is still good for an openid."""
    row = _login(db, str(body.get("access_token", "")), "access")
    if row is None or row["openid"] != body.get("openid"):
        raise Fault(40003)
    return ok()


def issue(db: sqlite3.Connection, openid: str, scope: str, *, snapshot: bool | None = None) -> str:
    """A fresh code; snapshot: the page was opened in snapshot mode, so its openid will be a virtual one."""
    value = chance.letters(chance.die(db), 32)
    virtual = store.setting(db, "snapshot") == "1" if snapshot is None else snapshot
    row = (value, openid, scope, virtual, clock.now().timestamp())
    db.execute("INSERT INTO code (value, openid, scope, snapshot, at) VALUES (?, ?, ?, ?, ?)", row)
    return value


def back(redirect_uri: str, code: str, state: object) -> str:
    """The address to return to, with code and state in its query."""
    parts = urlsplit(redirect_uri)
    query = "&".join(filter(None, [parts.query, urlencode({"code": code, "state": str(state)})]))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _wrong(account: Account, body: Body) -> str:
    host, own = urlsplit(str(body.get("redirect_uri", ""))), urlsplit(account.public_url)
    state = str(body.get("state", ""))
    checks = {
        "appid": body.get("appid") == account.app_id,
        "redirect_uri": host.scheme in ("http", "https") and host.netloc == own.netloc,
        "response_type": body.get("response_type") == "code",
        "scope": body.get("scope") in SCOPES,
        "state": len(state) <= LONGEST_STATE and (not state or state.isascii() and state.isalnum()),
    }
    return next((name for name, right in checks.items() if not right), "")


def _ask(db: sqlite3.Connection, body: Body, openid: str) -> Response:
    page = render_template(
        "simulator/authorize.html", asked=body, openid=openid, residents=people.everyone(db), wrong=""
    )
    return Response(page)


def _code(db: sqlite3.Connection, value: str) -> sqlite3.Row:
    row: sqlite3.Row | None = db.execute("SELECT * FROM code WHERE value = ?", (value,)).fetchone()
    if row is None:
        raise Fault(40029)
    if row["used"]:
        raise Fault(40163)
    if clock.now().timestamp() - row["at"] > CODE_LIFE:
        raise Fault(42003)
    db.execute("UPDATE code SET used = 1 WHERE value = ?", (value,))
    return row


def _tokens(db: sqlite3.Connection, openid: str, scope: str) -> Body:
    die, now = chance.die(db), clock.now().timestamp()
    access, refresh = chance.letters(die, 107), chance.letters(die, 107)
    db.executemany(
        "INSERT INTO login VALUES (?, ?, ?, ?, ?)",
        [
            (access, "access", openid, scope, now + ACCESS_LIFE),
            (refresh, "refresh", openid, scope, now + REFRESH_LIFE),
        ],
    )
    told = {"access_token": access, "expires_in": ACCESS_LIFE, "refresh_token": refresh}
    return {**told, "openid": openid, "scope": scope}


def _login(db: sqlite3.Connection, value: str, kind: str) -> sqlite3.Row | None:
    sql = "SELECT * FROM login WHERE value = ? AND kind = ? AND expires_at > ?"
    row: sqlite3.Row | None = db.execute(sql, (value, kind, clock.now().timestamp())).fetchone()
    return row
