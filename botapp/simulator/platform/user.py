"""Followers as the platform tells of them: never a nickname or a picture; tags and remarks."""

import sqlite3

from botapp.simulator import people
from botapp.simulator.hub import Hub
from botapp.simulator.platform.endpoint import Body, ok
from botapp.simulator.platform.fault import Fault

LARGEST_BATCH, LARGEST_PAGE = 100, 10_000
LONGEST_REMARK = 30


def one(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """user/info: two fields for who does not follow."""
    return _described(db, str(body.get("openid", "")))


def batch(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """user/info/batchget: at most 100 at once."""
    asked = body.get("user_list")
    if not isinstance(asked, list) or not 1 <= len(asked) <= LARGEST_BATCH:
        raise Fault(40032)
    return {"user_info_list": [_described(db, str(each.get("openid", ""))) for each in asked]}


def page(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """user/get: the openids of followers after next_openid, 10,000 at most."""
    after = people.find(db, str(body.get("next_openid", "")))
    followers = [row for row in people.everyone(db) if row["followed_at"] is not None]
    rest = [row["openid"] for row in followers if after is None or row["id"] > after["id"]][:LARGEST_PAGE]
    told = {"total": len(followers), "count": len(rest), "next_openid": rest[-1] if rest else ""}
    return {**told, **({"data": {"openid": rest}} if rest else {})}


def remark(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """user/info/updateremark: a note of less than 30 bytes."""
    words = str(body.get("remark", ""))
    if len(words.encode()) >= LONGEST_REMARK:
        raise Fault(40035, "remark")
    if people.find(db, str(body.get("openid", ""))) is None:
        raise Fault(40003)
    db.execute("UPDATE person SET remark = ? WHERE openid = ?", (words, body["openid"]))
    return ok()


def _described(db: sqlite3.Connection, openid: str) -> Body:
    person = people.find(db, openid)
    if person is None:
        raise Fault(40003)
    if person["followed_at"] is None:
        return {"subscribe": 0, "openid": openid}
    scene = str(person["scene"])
    return {
        "subscribe": 1,
        "openid": openid,
        "language": "zh_CN",
        "subscribe_time": int(person["followed_at"]),
        "remark": person["remark"],
        "groupid": 0,
        "tagid_list": _tags(db, openid),
        "subscribe_scene": "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH",
        "qr_scene": int(scene) if scene.isdecimal() else 0,
        "qr_scene_str": "" if scene.isdecimal() else scene,
    }


def _tags(db: sqlite3.Connection, openid: str) -> list[int]:
    rows = db.execute("SELECT tag_id FROM tagging WHERE openid = ? ORDER BY tag_id", (openid,))
    return [int(row["tag_id"]) for row in rows]
