"""What happened so far, counted, and the promises that must hold after any scenario."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

SENDS = {
    "message/custom/send": "custom",
    "message/template/send": "template",
    "message/subscribe/bizsend": "subscription",
}
FETCHES = ("token", "stable_token")
STEADY = 110 * 60  # seconds that one token should serve
A_REVOCATION = 2  # fetches that one revoked token may cost: the same again, then a forced one
PERSONAL = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)\d{17}[\dXx](?!\d)")


@dataclass(frozen=True)
class Breach:
    """One promise that did not hold, and where."""

    rule: str
    detail: str


def counters(db: Connection) -> dict[str, Any]:
    """Pushes, attempts, deadline misses, answers and token fetches by kind, sends by channel and code."""
    row = db.execute("SELECT count(*), total(attempts), total(misses) FROM push").fetchone()
    sends = _sends(db)
    return {
        "pushes": row[0],
        "attempts": int(row[1]),
        "deadline_misses": int(row[2]),
        "answers": _pairs(db, "SELECT answer, count(*) FROM push GROUP BY answer"),
        "token_fetches": {name: _fetch_count(db, name) for name in FETCHES},
        "sends": sends,
        "refused_sends": sum(
            count for codes in sends.values() for code, count in codes.items() if code not in ("0", "lost")
        ),
    }


def breaches(db: Connection) -> list[Breach]:
    """Every promise that is broken now; an empty list when all hold."""
    return [Breach(rule, detail) for rule, check in RULES.items() for detail in check(db)]


def _sends(db: Connection) -> dict[str, dict[str, int]]:
    """Channel to counts by errcode; `lost` counts calls that a fault kept from arriving."""
    found: dict[str, dict[str, int]] = {}
    sql = "SELECT path, trouble, errcode, count(*) AS count FROM call GROUP BY path, trouble, errcode"
    for row in db.execute(sql):
        if row["path"] in SENDS:
            result = "lost" if row["trouble"] in ("reset", "html", "bad_gateway") else str(row["errcode"])
            channel = found.setdefault(SENDS[row["path"]], {})
            channel[result] = channel.get(result, 0) + row["count"]
    return found


def _fetch_count(db: Connection, name: str) -> int:
    return int(db.execute("SELECT count(*) FROM call WHERE path = ?", (name,)).fetchone()[0])


def _pairs(db: Connection, sql: str) -> dict[str, int]:
    return {str(row[0]): int(row[1]) for row in db.execute(sql)}


def _unanswered(db: Connection) -> Iterator[str]:
    sql = "SELECT id, label, reason FROM push WHERE answer = 'invalid'"
    for row in db.execute(sql):
        yield f"push {row['id']} {row['label']}: {row['reason']}"


def _answered_twice(db: Connection) -> Iterator[str]:
    """A repeat must get what the first one got, word for word; the envelope around it may differ."""
    sql = "SELECT msgid, answer, xml_out FROM push WHERE answer NOT IN ('waiting', 'invalid')"
    seen: dict[str, set[tuple[str, str]]] = {}
    for row in db.execute(sql):
        content = re.sub(r"<CreateTime>.*?</CreateTime>", "", row["xml_out"])
        seen.setdefault(row["msgid"], set()).add((row["answer"], content))
    yield from (
        f"push {key[:8]} got {len(told)} different answers" for key, told in seen.items() if len(told) > 1
    )


def _sent_after_goodbye(db: Connection) -> Iterator[str]:
    sql = (
        "SELECT call.id, call.path FROM call JOIN push AS gone ON gone.openid = call.openid"
        " WHERE gone.kind = 'unsubscribe' AND gone.ended_at IS NOT NULL AND gone.answer <> 'invalid'"
        " AND call.at > gone.ended_at AND NOT EXISTS (SELECT 1 FROM push AS back"
        " WHERE back.openid = call.openid AND back.kind = 'subscribe' AND back.id > gone.id"
        " AND back.at <= call.at)"
    )
    for row in db.execute(sql):
        if row["path"] in SENDS:
            yield f"call {row['id']} {row['path']}"


def _too_many_fetches(db: Connection) -> Iterator[str]:
    revoked = [row["at"] for row in db.execute("SELECT at FROM revocation")]
    sql = "SELECT at FROM call WHERE path IN ('token', 'stable_token') AND errcode = 0 AND trouble = ''"
    fetched = [row["at"] for row in db.execute(sql)]
    for first in fetched:
        inside = sum(first <= each < first + STEADY for each in fetched)
        allowed = 1 + A_REVOCATION * sum(first - STEADY <= each < first + STEADY for each in revoked)
        if inside > allowed:
            yield f"{inside} token fetches within 110 minutes, {allowed} allowed"
            return


def _negative_consent(db: Connection) -> Iterator[str]:
    for row in db.execute("SELECT template_id FROM consent WHERE count < 0"):
        yield f"template {row['template_id']}"


def _personal_words(db: Connection) -> Iterator[str]:
    """Phone and identity numbers belong in no address and in no scene of a QR code."""
    for row in db.execute("SELECT scene FROM ticket"):
        if PERSONAL.search(row["scene"]):
            yield "scene of a QR code"
    for row in db.execute("SELECT text FROM bubble WHERE kind = 'notice'"):
        if re.search(rf"https?://\S*(?:{PERSONAL.pattern})", row["text"]):
            yield "address in a notice"


# The same promises for the page beside the phones.
WORDS = {
    "every push is answered in a way that the platform accepts": "每次推送的回答，平台都收得下",
    "a repeated push gets the answer of the first": "重复的推送，回答和第一次一样",
    "nothing is sent to who has left": "取消关注后不再发",
    "one token serves for its whole life": "一个令牌用满它的时间",
    "no consent is used twice": "一次同意只用一次",
    "no personal number in an address or a scene": "网址和二维码里没有个人号码",
}
RULES: dict[str, Callable[[Connection], Iterator[str]]] = {
    "every push is answered in a way that the platform accepts": _unanswered,
    "a repeated push gets the answer of the first": _answered_twice,
    "nothing is sent to who has left": _sent_after_goodbye,
    "one token serves for its whole life": _too_many_fetches,
    "no consent is used twice": _negative_consent,
    "no personal number in an address or a scene": _personal_words,
}
