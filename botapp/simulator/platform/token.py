"""Access tokens: the two families, their lives, forced refreshes, and the ticket for pages."""

import re
import sqlite3

from botapp import clock
from botapp.simulator import chance, store
from botapp.simulator.account import present
from botapp.simulator.hub import Hub
from botapp.simulator.platform import allowance
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault

LIFETIME = 7200
OVERLAP = 300
FORCE_GAP = 30
WELL_FORMED = re.compile(r"[\w-]{1,512}", re.ASCII)


def stable_token(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """stable_token: the same token while it lives; forced refreshes at most 20 a day, 30 s apart."""
    check_caller(hub, db, body)
    row, now = newest(db, "stable"), clock.now().timestamp()
    is_old = row is None or row["expires_at"] - now <= OVERLAP
    if row is None or is_old or (body.get("force_refresh") and _may_force(db)):
        row = _issue(db, "stable")
    return {"access_token": row["value"], "expires_in": min(LIFETIME, int(row["expires_at"] - now))}


def token(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """token: a new one at each call; the previous one dies in 5 minutes."""
    check_caller(hub, db, body)
    return {"access_token": _issue(db, "plain")["value"], "expires_in": LIFETIME}


def ticket(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """ticket/getticket: the JS-SDK ticket, the same while it lives."""
    if body.get("type") not in ("jsapi", "wx_card"):
        raise Fault(40097)
    family, now = f"ticket {body['type']}", clock.now().timestamp()
    row = newest(db, family)
    if row is None or row["expires_at"] <= now:
        row = _issue(db, family)
    return ok(ticket=row["value"], expires_in=int(row["expires_at"] - now))


def check_caller(hub: Hub, db: sqlite3.Connection, body: Body) -> None:
    """Fault 40002, 40013 or 40125 unless grant type, appid and secret are right."""
    account = present(db, hub.account)
    if body.get("grant_type") != "client_credential":
        raise Fault(40002)
    if body.get("appid") != account.app_id:
        raise Fault(40013)
    if body.get("secret") != account.secret:
        raise Fault(40125)


def check_token(db: sqlite3.Connection, value: str | None) -> None:
    """Fault 41001 without a token, 40014 for a malformed, 40001 for an unknown, 42001 for an expired one."""
    if not value:
        raise Fault(41001)
    if not WELL_FORMED.fullmatch(value):
        raise Fault(40014)
    sql = "SELECT expires_at, revoked FROM token WHERE value = ? AND family IN ('plain', 'stable')"
    row = db.execute(sql, (value,)).fetchone()
    if row is None or row["revoked"]:
        raise Fault(40001)
    if row["expires_at"] <= clock.now().timestamp():
        raise Fault(42001)


def revoke(db: sqlite3.Connection, *, sticky: bool) -> None:
    """Every token is refused from now on; sticky: stable_token still hands the dead one out until forced."""
    now = clock.now().timestamp()
    db.execute("UPDATE token SET revoked = 1 WHERE family IN ('plain', 'stable')")
    if not sticky:
        db.execute("UPDATE token SET expires_at = min(expires_at, ?) WHERE family = 'stable'", (now,))
    db.execute("INSERT INTO revocation (at) VALUES (?)", (now,))


def newest(db: sqlite3.Connection, family: str) -> sqlite3.Row | None:
    """The latest token of a family: value, issued_at, expires_at, revoked."""
    sql = "SELECT * FROM token WHERE family = ? ORDER BY rowid DESC LIMIT 1"
    row: sqlite3.Row | None = db.execute(sql, (family,)).fetchone()
    return row


def _may_force(db: sqlite3.Connection) -> bool:
    now = clock.now().timestamp()
    if now - float(store.setting(db, "forced_at") or 0) < FORCE_GAP:
        return False
    if not allowance.take(db, "stable_token/force"):
        raise Fault(45009)
    store.keep(db, "forced_at", str(now))
    return True


def _issue(db: sqlite3.Connection, family: str) -> sqlite3.Row:
    value, now = chance.letters(chance.die(db), 128), clock.now().timestamp()
    db.execute("UPDATE token SET expires_at = min(expires_at, ?) WHERE family = ?", (now + OVERLAP, family))
    row = (value, family, now, now + LIFETIME)
    db.execute("INSERT INTO token (value, family, issued_at, expires_at) VALUES (?, ?, ?, ?)", row)
    return db.execute("SELECT * FROM token WHERE value = ?", (value,)).fetchone()  # type: ignore[no-any-return]
