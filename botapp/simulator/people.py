"""The residents' phones: who follows the account, and how many service messages each may still get."""

import secrets
import sqlite3
import string
from dataclasses import dataclass
from datetime import timedelta

from botapp import clock
from botapp.simulator.fault import Fault

NAMES = ("王秀英", "李建国", "陈小梅", "张志强", "刘玉兰", "赵海波", "孙桂芳", "周文军")
OPENID = string.ascii_letters + string.digits + "-_"


@dataclass(frozen=True)
class Window:
    """How long and how often the account may write after one action of the resident."""

    length: timedelta
    count: int


# Customer-service quota since 2023-06-12: developers.weixin.qq.com, Customer_Service_Messages.
WINDOWS = {
    "click": Window(timedelta(minutes=1), 3),
    "follow": Window(timedelta(minutes=1), 3),
    "scan": Window(timedelta(minutes=1), 3),
    "message": Window(timedelta(hours=48), 5),
}


def join(db: sqlite3.Connection) -> str:
    """A new resident with a phone that does not follow yet; returns the openid (28 characters)."""
    openid = "o" + "".join(secrets.choice(OPENID) for _ in range(27))
    count = int(db.execute("SELECT count(*) FROM person").fetchone()[0])
    round_, place = divmod(count, len(NAMES))
    name = NAMES[place] + (str(round_ + 1) if round_ else "")
    db.execute("INSERT INTO person (openid, name) VALUES (?, ?)", (openid, name))
    return openid


def everyone(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """All residents, first come first."""
    return db.execute("SELECT openid, name, followed_at FROM person ORDER BY id").fetchall()


def find(db: sqlite3.Connection, openid: str) -> sqlite3.Row | None:
    """One resident, if this openid is known here."""
    row: sqlite3.Row | None = db.execute(
        "SELECT openid, name, followed_at FROM person WHERE openid = ?", (openid,)
    ).fetchone()
    return row


def follow(db: sqlite3.Connection, openid: str) -> None:
    """The resident follows the account."""
    db.execute("UPDATE person SET followed_at = ? WHERE openid = ?", (clock.now().timestamp(), openid))


def unfollow(db: sqlite3.Connection, openid: str) -> None:
    """The resident unfollows: all windows close."""
    db.execute("UPDATE person SET followed_at = NULL WHERE openid = ?", (openid,))
    db.execute("DELETE FROM contact WHERE openid = ?", (openid,))


def touch(db: sqlite3.Connection, openid: str, kind: str) -> None:
    """The resident acted (a key of WINDOWS): that window opens anew with its full count."""
    db.execute(
        "INSERT OR REPLACE INTO contact (openid, kind, at, used) VALUES (?, ?, ?, 0)",
        (openid, kind, clock.now().timestamp()),
    )


def spend(db: sqlite3.Connection, openid: str) -> None:
    """Use one customer-service message; Fault 45015 when no window is open, 45047 when all are used up."""
    rows = db.execute("SELECT kind, at, used FROM contact WHERE openid = ?", (openid,)).fetchall()
    opened = [row for row in rows if _is_open(row)]
    if not opened:
        raise Fault(45015)
    free = [row["kind"] for row in opened if row["used"] < WINDOWS[row["kind"]].count]
    if not free:
        raise Fault(45047)
    # The short windows go first, so that the 48 hours after a message last.
    chosen = min(free, key=list(WINDOWS).index)
    db.execute("UPDATE contact SET used = used + 1 WHERE openid = ? AND kind = ?", (openid, chosen))


def _is_open(row: sqlite3.Row) -> bool:
    return bool(clock.now().timestamp() - row["at"] < WINDOWS[row["kind"]].length.total_seconds())
