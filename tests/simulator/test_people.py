"""Who follows, and how many service messages fit in the window that the last action opened."""

from typing import Any

import pytest

from botapp.simulator import people
from botapp.simulator.hub import Hub
from botapp.simulator.platform.fault import Fault


def spend(hub: Hub, openid: str) -> int:
    """Try to use one message: 0, or the platform's code."""
    try:
        with hub.store.change() as db:
            people.spend(db, openid)
    except Fault as fault:
        return fault.code
    return 0


def touch(hub: Hub, openid: str, kind: str) -> None:
    """Let the resident act."""
    with hub.store.change() as db:
        people.touch(db, openid, kind)


def test_openids_have_28_characters_and_names_differ(hub: Hub) -> None:
    with hub.store.change() as db:
        openids = [people.join(db) for _ in range(20)]
        names = {row["name"] for row in people.everyone(db)}
    assert {(len(openid), openid[0]) for openid in openids} == {(28, "o")}
    assert len(names) == 20


def test_without_an_action_no_window_is_open(hub: Hub, resident: str) -> None:
    assert spend(hub, resident) == 45015


@pytest.mark.parametrize(("kind", "count"), [("message", 5), ("follow", 3), ("click", 3), ("scan", 3)])
def test_an_action_allows_so_many_messages(hub: Hub, resident: str, kind: str, count: int) -> None:
    touch(hub, resident, kind)
    assert [spend(hub, resident) for _ in range(count + 1)] == [0] * count + [45047]


@pytest.mark.parametrize(
    ("kind", "inside", "outside"),
    [
        ("message", {"hours": 47, "minutes": 59}, {"hours": 48}),
        ("follow", {"seconds": 59}, {"seconds": 60}),
        ("click", {"seconds": 59}, {"seconds": 60}),
        ("scan", {"seconds": 59}, {"seconds": 60}),
    ],
)
def test_a_window_closes_on_time(
    hub: Hub, resident: str, later: Any, kind: str, inside: dict[str, int], outside: dict[str, int]
) -> None:
    touch(hub, resident, kind)
    with later(**inside):
        assert spend(hub, resident) == 0
    with later(**outside):
        assert spend(hub, resident) == 45015


def test_a_new_message_opens_the_window_anew(hub: Hub, resident: str) -> None:
    touch(hub, resident, "message")
    assert [spend(hub, resident) for _ in range(5)] == [0] * 5
    touch(hub, resident, "message")
    assert spend(hub, resident) == 0


def test_the_short_window_is_used_up_first(hub: Hub, resident: str, later: Any) -> None:
    touch(hub, resident, "message")
    touch(hub, resident, "click")
    assert [spend(hub, resident) for _ in range(3)] == [0] * 3
    with later(minutes=2):
        assert [spend(hub, resident) for _ in range(6)] == [0] * 5 + [45047]


def test_unfollowing_closes_every_window(hub: Hub, resident: str) -> None:
    touch(hub, resident, "message")
    with hub.store.change() as db:
        people.unfollow(db, resident)
    assert spend(hub, resident) == 45015


def test_one_residents_messages_cost_the_other_nothing(hub: Hub, resident: str) -> None:
    with hub.store.change() as db:
        other = people.join(db)
    touch(hub, other, "click")
    touch(hub, resident, "click")
    assert [spend(hub, other) for _ in range(4)][-1] == 45047
    assert spend(hub, resident) == 0
