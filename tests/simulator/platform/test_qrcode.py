"""QR codes: scenes within their limits, tickets with a life, and what a scan pushes."""

from typing import Any

import pytest

from botapp.simulator import people
from botapp.simulator.platform import qrcode
from botapp.simulator.wire import xml


def create(platform: Any, action: str = "QR_STR_SCENE", **scene: Any) -> dict[str, Any]:
    """Ask for a code."""
    body = {"action_name": action, "action_info": {"scene": scene or {"scene_str": "desk-1"}}}
    return dict(platform.post("qrcode/create", {**body, "expire_seconds": 600}))


@pytest.mark.parametrize(
    ("action", "scene", "code"),
    [
        ("QR_SCENE", {"scene_id": 1}, 0),
        ("QR_SCENE", {"scene_id": 2**32 - 1}, 0),
        ("QR_SCENE", {"scene_id": 2**32}, 40053),
        ("QR_SCENE", {"scene_id": 0}, 40053),
        ("QR_SCENE", {"scene_str": "a"}, 40053),
        ("QR_STR_SCENE", {"scene_str": "s" * 64}, 0),
        ("QR_STR_SCENE", {"scene_str": "s" * 65}, 40053),
        ("QR_STR_SCENE", {"scene_str": ""}, 40053),
        ("QR_LIMIT_SCENE", {"scene_id": 100_000}, 0),
        ("QR_LIMIT_SCENE", {"scene_id": 100_001}, 40053),
        ("QR_LIMIT_STR_SCENE", {"scene_str": "window"}, 0),
        ("QR_DANCE", {"scene_id": 1}, 40052),
    ],
)
def test_a_scene_is_taken_or_refused(platform: Any, action: str, scene: dict[str, Any], code: int) -> None:
    assert create(platform, action, **scene).get("errcode", 0) == code


def test_a_life_is_thirty_days_at_most(platform: Any) -> None:
    body = {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 1}}}
    assert platform.post("qrcode/create", {**body, "expire_seconds": 9_999_999})["expire_seconds"] == 2592000
    assert platform.post("qrcode/create", body)["expire_seconds"] == 60
    assert platform.code("qrcode/create", {**body, "expire_seconds": "soon"}) == 40035


def test_permanent_codes_come_to_an_end(platform: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert qrcode.MOST_PERMANENT == 100_000
    monkeypatch.setattr(qrcode, "MOST_PERMANENT", 2)
    made = [create(platform, "QR_LIMIT_STR_SCENE", scene_str=f"s{n}").get("errcode", 0) for n in range(3)]
    assert made == [0, 0, 40053]
    assert "ticket" in create(platform)


def test_the_picture_is_a_png_and_a_dead_ticket_has_none(platform: Any, later: Any) -> None:
    ticket = create(platform)["ticket"]
    answer = platform.fetch("showqrcode", ticket=ticket)
    assert (answer.mimetype, answer.data[:4]) == ("image/png", b"\x89PNG")
    assert platform.fetch("showqrcode", ticket="no").status_code == 404
    with later(seconds=601):
        assert platform.fetch("showqrcode", ticket=ticket).status_code == 404


def scan(town: Any, openid: str, ticket: str) -> Any:
    """Scan; the nodes of the push."""
    town.client.post("/simulator/scan", json={"openid": openid, "ticket": ticket})
    pushes = town.client.get("/simulator/control/pushes", query_string={"openid": openid}).get_json()
    return {node.tag: node.text or "" for node in xml.read(pushes[0]["xml_in"])} if pushes else None


def test_a_stranger_follows_by_the_code_and_a_follower_only_scans(
    town: Any, platform: Any, follower: str
) -> None:
    ticket = create(platform)["ticket"]
    with town.hub.store.change() as db:
        stranger = people.join(db)
    followed = scan(town, stranger, ticket)
    assert (followed["Event"], followed["EventKey"], followed["Ticket"]) == (
        "subscribe",
        "qrscene_desk-1",
        ticket,
    )
    scanned = scan(town, follower, ticket)
    assert (scanned["Event"], scanned["EventKey"]) == ("SCAN", "desk-1")
    told = platform.get("user/info", openid=stranger)
    assert (told["subscribe_scene"], told["qr_scene_str"]) == ("ADD_SCENE_QR_CODE", "desk-1")


def test_a_dead_code_cannot_be_scanned(town: Any, follower: str) -> None:
    answer = town.client.post("/simulator/scan", json={"openid": follower, "ticket": "no"})
    assert answer.status_code == 409
