"""The residents' phones: who follows the account, and how many service messages each may still get."""

import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from botapp import clock
from botapp.simulator import chance, ledger, store
from botapp.simulator.platform.fault import Fault

NAMES = ("王秀英", "李建国", "陈小梅", "张志强", "刘玉兰", "赵海波", "孙桂芳", "周文军")


@dataclass(frozen=True)
class Window:
    """How long and how often the account may write after one action of the resident; count None: no limit."""

    length: timedelta
    count: int | None


@dataclass(frozen=True)
class Stance:
    """How a phone takes what is sent: the code that refuses it, and the status of a template message."""

    words: str
    code: int = 0
    status: str = "success"


# Customer-service messages allowed since 2023-06-12: developers.weixin.qq.com, Customer_Service_Messages.
WINDOWS = {
    "click": Window(timedelta(minutes=1), 3),
    "follow": Window(timedelta(minutes=1), 3),
    "scan": Window(timedelta(minutes=1), 3),
    "message": Window(timedelta(hours=48), 5),
    "payment": Window(timedelta(hours=48), None),
}
STANCES = {
    "open": Stance("正常接收"),
    "mute": Stance("关闭了接收消息", code=48002),
    "minor": Stance("未成年人保护", code=70000),
    "limited": Stance("账号受限", code=50002),
    "blocks": Stance("拒收模板消息", status="failed:user block"),
    "lost": Stance("送达失败", status="failed: system failed"),
}


def join(db: sqlite3.Connection, openid: str = "", name: str = "") -> str:
    """A new resident with a phone that does not follow yet; returns the openid (28 characters)."""
    openid = openid or "o" + chance.letters(chance.die(db), 27)
    round_, place = divmod(int(db.execute("SELECT count(*) FROM person").fetchone()[0]), len(NAMES))
    name = name or NAMES[place] + (str(round_ + 1) if round_ else "")
    db.execute("INSERT OR IGNORE INTO person (openid, name) VALUES (?, ?)", (openid, name))
    return openid


def everyone(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """All residents, first come first."""
    return db.execute("SELECT * FROM person ORDER BY id").fetchall()


def find(db: sqlite3.Connection, openid: str) -> sqlite3.Row | None:
    """One resident, if this openid is known here."""
    row: sqlite3.Row | None = db.execute("SELECT * FROM person WHERE openid = ?", (openid,)).fetchone()
    return row


def follow(db: sqlite3.Connection, openid: str, scene: str = "") -> None:
    """The resident follows the account, perhaps by a QR code's scene."""
    moment = clock.now().timestamp()
    db.execute("UPDATE person SET followed_at = ?, scene = ? WHERE openid = ?", (moment, scene, openid))


def unfollow(db: sqlite3.Connection, openid: str) -> None:
    """The resident unfollows: all windows close, tags and remark are gone."""
    db.execute("UPDATE person SET followed_at = NULL, remark = '' WHERE openid = ?", (openid,))
    db.execute("DELETE FROM contact WHERE openid = ?", (openid,))
    db.execute("DELETE FROM tagging WHERE openid = ?", (openid,))


def take_stance(db: sqlite3.Connection, openid: str, stance: str) -> None:
    """From now on the phone takes messages in this way (a key of STANCES)."""
    db.execute("UPDATE person SET stance = ? WHERE openid = ?", (stance, openid))


def touch(db: sqlite3.Connection, openid: str, kind: str) -> None:
    """The resident acted (a key of WINDOWS): that window opens anew with its full count.

    With the setting `windows` = keep an open window runs on instead: how windows combine is not documented.
    """
    met(db, openid)
    if store.setting(db, "windows") == "keep" and any(row["kind"] == kind for row in _opened(db, openid)):
        return
    db.execute(
        "INSERT OR REPLACE INTO contact (openid, kind, at, used) VALUES (?, ?, ?, 0)",
        (openid, kind, clock.now().timestamp()),
    )


def met(db: sqlite3.Connection, openid: str) -> None:
    """Resident and account exchanged a word just now."""
    db.execute("UPDATE person SET exchanged_at = ? WHERE openid = ?", (clock.now().timestamp(), openid))


def spend(db: sqlite3.Connection, openid: str) -> None:
    """Use one customer-service message; Fault 45015 when no window is open, 45047 when all are used up."""
    opened = _opened(db, openid)
    if not opened:
        raise Fault(45015)
    free = [row["kind"] for row in opened if _left(row) != 0]
    if not free:
        raise Fault(45047)
    # The short windows go first, so that the 48 hours after a message last.
    chosen = min(free, key=list(WINDOWS).index)
    db.execute("UPDATE contact SET used = used + 1 WHERE openid = ? AND kind = ?", (openid, chosen))
    met(db, openid)


def windows(db: sqlite3.Connection, openid: str) -> list[dict[str, Any]]:
    """The open windows: kind, left (None for no limit) and closes_at (Unix seconds)."""
    return [
        {
            "kind": row["kind"],
            "left": _left(row),
            "closes_at": row["at"] + WINDOWS[row["kind"]].length.total_seconds(),
        }
        for row in _opened(db, openid)
    ]


def told(db: sqlite3.Connection, row: Any) -> dict[str, Any]:
    """openid, name, follows, stance, open windows and consents of one row of `people`."""
    return {
        "openid": row["openid"],
        "name": row["name"],
        "follows": row["followed_at"] is not None,
        "stance": row["stance"],
        "windows": windows(db, row["openid"]),
        "consents": ledger.consents(db, row["openid"]),
    }


def _opened(db: sqlite3.Connection, openid: str) -> list[sqlite3.Row]:
    rows = db.execute("SELECT kind, at, used FROM contact WHERE openid = ?", (openid,)).fetchall()
    now = clock.now().timestamp()
    return [row for row in rows if now - row["at"] < WINDOWS[row["kind"]].length.total_seconds()]


def _left(row: sqlite3.Row) -> int | None:
    count = WINDOWS[row["kind"]].count
    return None if count is None else max(0, count - row["used"])
