"""Tags on followers: at most 100 in the account and 20 on one person."""

import sqlite3

from botapp.simulator import people
from botapp.simulator.hub import Hub
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault

MOST_TAGS, MOST_EACH, LARGEST_BATCH, LONGEST_NAME = 100, 20, 50, 30
BUILT_IN = {0, 1, 2}


def create(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """tags/create: a new name of at most 30 characters."""
    name = _name(db, body)
    if _count(db, "SELECT count(*) FROM tag") >= MOST_TAGS:
        raise Fault(45056)
    made = db.execute("INSERT INTO tag (name) VALUES (?)", (name,)).lastrowid
    return {"tag": {"id": made, "name": name}}


def get(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """tags/get: all tags with the count of their followers."""
    sql = (
        "SELECT id, name, (SELECT count(*) FROM tagging WHERE tag_id = tag.id) AS count FROM tag ORDER BY id"
    )
    return {"tags": [dict(row) for row in db.execute(sql)]}


def update(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """tags/update: another name."""
    id_ = _own(db, body.get("tag"))
    db.execute("UPDATE tag SET name = ? WHERE id = ?", (_name(db, body), id_))
    return ok()


def delete(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """tags/delete: the tag, also from all followers."""
    id_ = _own(db, body.get("tag"))
    db.execute("DELETE FROM tagging WHERE tag_id = ?", (id_,))
    db.execute("DELETE FROM tag WHERE id = ?", (id_,))
    return ok()


def attach(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """tags/members/batchtagging: at most 50 followers at once, at most 20 tags each."""
    id_, openids = _members(db, body)
    for openid in openids:
        if _count(db, "SELECT count(*) FROM tagging WHERE openid = ?", openid) >= MOST_EACH:
            raise Fault(45059)
        db.execute("INSERT OR IGNORE INTO tagging VALUES (?, ?)", (id_, openid))
    return ok()


def detach(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """tags/members/batchuntagging: the tag is taken off."""
    id_, openids = _members(db, body)
    pairs = [(id_, openid) for openid in openids]
    db.executemany("DELETE FROM tagging WHERE tag_id = ? AND openid = ?", pairs)
    return ok()


def of_person(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """tags/getidlist: the tags of one follower."""
    openid = str(body.get("openid", ""))
    if people.find(db, openid) is None:
        raise Fault(40003)
    rows = db.execute("SELECT tag_id FROM tagging WHERE openid = ? ORDER BY tag_id", (openid,))
    return {"tagid_list": [row["tag_id"] for row in rows]}


def people_of(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """user/tag/get: the followers under one tag."""
    id_ = _known(db, body.get("tagid"))
    openids = [row["openid"] for row in db.execute("SELECT openid FROM tagging WHERE tag_id = ?", (id_,))]
    told = {"count": len(openids), "next_openid": openids[-1] if openids else ""}
    return {**told, **({"data": {"openid": openids}} if openids else {})}


def _name(db: sqlite3.Connection, body: Body) -> str:
    tag = body.get("tag")
    name = str(tag.get("name", "")) if isinstance(tag, dict) else ""
    if not name:
        raise Fault(40035, "tag.name")
    if len(name) > LONGEST_NAME:
        raise Fault(45158)
    if _count(db, "SELECT count(*) FROM tag WHERE name = ?", name):
        raise Fault(45157)
    return name


def _own(db: sqlite3.Connection, tag: object) -> int:
    id_ = tag.get("id") if isinstance(tag, dict) else None
    if id_ in BUILT_IN:
        raise Fault(45058)
    return _known(db, id_)


def _known(db: sqlite3.Connection, id_: object) -> int:
    if not isinstance(id_, int) or not _count(db, "SELECT count(*) FROM tag WHERE id = ?", id_):
        raise Fault(45159)
    return id_


def _members(db: sqlite3.Connection, body: Body) -> tuple[int, list[str]]:
    openids = body.get("openid_list")
    if not isinstance(openids, list) or not 1 <= len(openids) <= LARGEST_BATCH:
        raise Fault(40032)
    for openid in openids:
        person = people.find(db, str(openid))
        if person is None or person["followed_at"] is None:
            raise Fault(49003)
    return _known(db, body.get("tagid")), [str(openid) for openid in openids]


def _count(db: sqlite3.Connection, sql: str, *values: object) -> int:
    return int(db.execute(sql, values).fetchone()[0])
