"""The menu obeys the platform's sizes, and comes from the configuration until the application creates one."""

from typing import Any

import pytest

from botapp.simulator import menu
from botapp.simulator.fault import Fault
from botapp.simulator.hub import Hub

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
