"""The menu obeys the platform's sizes, and comes from the configuration until the application creates one."""

from typing import Any

import pytest

from botapp.simulator.hub import Hub
from botapp.simulator.platform import menu
from botapp.simulator.platform.fault import Fault

CLICK = {"type": "click", "name": "问政策", "key": "a"}


def create(hub: Hub, buttons: object) -> int:
    """Create a menu; the code."""
    try:
        with hub.store.change() as db:
            menu.create(hub, db, {"button": buttons})
    except Fault as fault:
        return fault.code
    return 0


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([CLICK] * 3, 0),
        ([{"name": "约服务", "sub_button": [CLICK] * 5}], 0),
        ([{"type": "view", "name": "网页", "url": "http://127.0.0.1/"}], 0),
        ([], 40016),
        ("问政策", 40016),
        ([CLICK] * 4, 40016),
        ([{"name": "约服务", "sub_button": [CLICK] * 6}], 40023),
        ([{**CLICK, "name": "六个字太长了"}], 40018),
        ([{**CLICK, "name": ""}], 40018),
        ([{**CLICK, "key": "k" * 129}], 40019),
        ([{"name": "约服务", "sub_button": [{**CLICK, "name": "字" * 21}]}], 40025),
        ([{"type": "click", "name": "问政策"}], 40017),
        ([{"type": "dance", "name": "问政策", "key": "a"}], 40017),
    ],
)
def test_a_menu_is_taken_or_refused_by_its_sizes(hub: Hub, buttons: Any, code: int) -> None:
    assert create(hub, buttons) == code


def test_before_it_is_created_the_configured_menu_is_shown(hub: Hub) -> None:
    with hub.store.look() as db:
        assert [button["name"] for button in menu.shown(db)] == ["问政策", "约服务", "我的"]
    assert create(hub, [CLICK]) == 0
    with hub.store.look() as db:
        assert menu.shown(db) == [CLICK]


def test_the_configured_menu_could_be_created_at_the_platform(hub: Hub) -> None:
    with hub.store.look() as db:
        assert create(hub, menu.shown(db)) == 0


VIEW = {"type": "view", "name": "网页", "url": "http://127.0.0.1/"}
CARRIED = {
    "key": "a",
    "url": "http://127.0.0.1/",
    "media_id": "m",
    "article_id": "a",
    "appid": "wx",
    "pagepath": "p",
}


@pytest.mark.parametrize("kind", menu.TYPES)
@pytest.mark.parametrize("level", ["top", "sub"])
def test_a_button_of_each_type_carries_what_it_needs(hub: Hub, kind: str, level: str) -> None:
    whole = {"type": kind, "name": "钮", **{name: CARRIED[name] for name in menu.TYPES[kind]}}
    lacking = {name: part for name, part in whole.items() if name != menu.TYPES[kind][0]}
    wrap = (lambda button: [button]) if level == "top" else (lambda button: [_under(button)])
    assert create(hub, wrap(whole)) == 0
    assert create(hub, wrap(lacking)) == menu.TYPE[level]


def _under(*buttons: Any) -> dict[str, Any]:
    return {"name": "组", "sub_button": list(buttons)}


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([{**VIEW, "url": "ftp://127.0.0.1/"}], 40055),
        ([{**VIEW, "url": "nowhere"}], 40055),
        ([_under({**VIEW, "url": "nowhere"})], 40054),
        ([{**VIEW, "url": "http://127.0.0.1/" + "a" * 1024}], 40020),
        ([_under({**VIEW, "url": "http://127.0.0.1/" + "a" * 1024})], 40027),
        ([_under({**CLICK, "key": "k" * 129})], 40026),
        ([_under(_under(CLICK))], 40022),
    ],
)
def test_addresses_and_levels_are_checked(hub: Hub, buttons: Any, code: int) -> None:
    assert create(hub, buttons) == code


def test_deleting_takes_the_variants_along(platform: Any) -> None:
    tag = platform.post("tags/create", {"tag": {"name": "新来的"}})["tag"]["id"]
    platform.post("menu/create", {"button": [CLICK]})
    platform.post("menu/addconditional", {"button": [VIEW], "matchrule": {"tag_id": str(tag)}})
    assert len(platform.get("menu/get")["conditionalmenu"]) == 1
    assert platform.get("get_current_selfmenu_info")["is_menu_open"] == 1
    platform.get("menu/delete")
    assert platform.get_code("menu/get") == 46003
    assert platform.get("get_current_selfmenu_info") == {"is_menu_open": 0}
    platform.post("menu/create", {"button": [CLICK]})
    assert "conditionalmenu" not in platform.get("menu/get")


def test_the_newest_variant_that_fits_is_shown(platform: Any, follower: str) -> None:
    tag = platform.post("tags/create", {"tag": {"name": "新来的"}})["tag"]["id"]
    platform.post("menu/create", {"button": [CLICK]})
    for name in ("旧", "新"):
        rule = {"button": [{**CLICK, "name": name}], "matchrule": {"tag_id": str(tag)}}
        number = platform.post("menu/addconditional", rule)["menuid"]
    assert _seen(platform, follower) == "问政策"
    platform.post("tags/members/batchtagging", {"openid_list": [follower], "tagid": tag})
    assert _seen(platform, follower) == "新"
    platform.post("menu/delconditional", {"menuid": number})
    assert _seen(platform, follower) == "旧"


def _seen(platform: Any, openid: str) -> str:
    return str(platform.post("menu/trymatch", {"user_id": openid})["button"][0]["name"])


def test_a_variant_without_a_menu_or_a_rule_is_refused(platform: Any, follower: str) -> None:
    good = {"button": [CLICK], "matchrule": {"tag_id": "1"}}
    assert platform.code("menu/addconditional", good) == 65303
    assert platform.code("menu/trymatch", {"user_id": follower}) == 46003
    platform.post("menu/create", {"button": [CLICK]})
    hosts = [{**VIEW, "url": f"http://host{n}.example/"} for n in range(4)]
    for change, code in (
        ({"matchrule": {}}, 65304),
        ({"matchrule": {"sex": "1"}}, 65320),
        ({"button": [_under(*hosts)]}, 65316),
        ({"button": []}, 40016),
    ):
        assert platform.code("menu/addconditional", good | change) == code
    assert platform.code("menu/delconditional", {"menuid": "99"}) == 65301
    assert platform.code("menu/trymatch", {"user_id": "o-nobody"}) == 40003
