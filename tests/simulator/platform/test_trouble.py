"""Faults strike the paths, the times and the kinds that were asked for, and nothing else."""

from typing import Any

import pytest

from botapp.simulator import chat, people
from botapp.simulator.platform import trouble


def send(platform: Any, openid: str) -> Any:
    """A customer-service text; the whole response."""
    body = {"touser": openid, "msgtype": "text", "text": {"content": "您好"}}
    query = {"access_token": platform.token}
    return platform.client.post("/simulator/api/cgi-bin/message/custom/send", query_string=query, json=body)


def arrived(town: Any, openid: str) -> int:
    """How many bubbles the phone shows."""
    with town.hub.store.look() as db:
        return len(chat.bubbles(db, openid))


def test_busy_so_many_times_and_then_well(platform: Any, follower: str, control: Any) -> None:
    control("faults", path="message/*", kind="code", code=-1, times=2)
    codes = [send(platform, follower).get_json()["errcode"] for _ in range(3)]
    assert codes == [-1, -1, 0]


def test_other_paths_are_left_alone(platform: Any, follower: str, control: Any) -> None:
    control("faults", path="message/template/*", kind="code", code=45009)
    assert send(platform, follower).get_json()["errcode"] == 0


def test_the_minute_limit_ends_with_the_minute(
    platform: Any, follower: str, control: Any, later: Any
) -> None:
    control("faults", path="message/*", kind="code", code=45011, lasts=60)
    assert send(platform, follower).get_json()["errcode"] == 45011
    with later(seconds=61):
        assert send(platform, follower).get_json()["errcode"] == 0


@pytest.mark.parametrize(("kind", "status"), [("bad_gateway", 502), ("html", 200)])
def test_a_page_comes_where_json_was_due(
    town: Any, platform: Any, follower: str, control: Any, kind: str, status: int
) -> None:
    control("faults", path="message/*", kind=kind, times=1)
    answer = send(platform, follower)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert arrived(town, follower) == 0


@pytest.mark.parametrize(("kind", "count"), [("reset", 0), ("drop", 1)])
def test_a_broken_connection_may_or_may_not_have_had_its_effect(
    town: Any, platform: Any, follower: str, control: Any, kind: str, count: int
) -> None:
    control("faults", path="message/*", kind=kind, times=1)
    with pytest.raises(ConnectionResetError):
        send(platform, follower)
    assert arrived(town, follower) == count


def test_a_delay_is_waited_and_the_answer_comes(
    town: Any, platform: Any, follower: str, control: Any
) -> None:
    control("faults", path="message/*", kind="delay", seconds=30, times=1)
    assert send(platform, follower).get_json()["errcode"] == 0
    assert 30.03 <= town.waits[-1] <= 30.15


def test_every_call_takes_its_time_even_without_a_fault(town: Any, platform: Any, control: Any) -> None:
    platform.get("menu/get")
    assert 0.03 <= town.waits[-1] <= 0.15
    control("settings", latency="0-0")
    platform.get("menu/get")
    assert town.waits[-1] == 0


@pytest.mark.parametrize(("kind", "sticky"), [("revoke", False), ("revoke_sticky", True)])
def test_a_token_can_die_in_the_middle_of_a_call(
    platform: Any, follower: str, control: Any, kind: str, sticky: bool
) -> None:
    control("faults", path="message/*", kind=kind, times=1)
    assert send(platform, follower).get_json()["errcode"] == 40001
    caller = {"grant_type": "client_credential", "appid": "wx0123456789abcdef", "secret": "5" * 32}
    assert (platform.post("stable_token", caller)["access_token"] == platform.token) is sticky


def test_a_fault_can_be_a_matter_of_chance_and_of_the_seed(
    platform: Any, follower: str, control: Any
) -> None:
    def run() -> list[int]:
        control("seed", seed="7")
        return [platform.get_code("getcallbackip") for _ in range(20)]

    control("faults", path="getcallbackip", kind="code", code=-1, chance=0.5)
    first = run()
    assert set(first) == {0, -1}
    assert run() == first


def test_a_fault_can_be_lifted(town: Any, platform: Any, follower: str, control: Any) -> None:
    number = control("faults", path="*", kind="code", code=89503)["id"]
    assert send(platform, follower).get_json()["errcode"] == 89503
    assert town.client.get("/simulator/control/faults").get_json()[0]["hits"] == 1
    assert control("lift", id=number) == []
    assert send(platform, follower).get_json()["errcode"] == 0


@pytest.mark.parametrize(("words", "preset"), trouble.PRESETS)
def test_every_switch_of_the_page_is_a_fault_that_can_strike(
    town: Any, control: Any, words: str, preset: dict[str, Any]
) -> None:
    assert control("faults", **preset)["id"] > 0
    assert str(preset.get("code", "")) in words
    with town.hub.store.look() as db:
        assert len(trouble.planned(db)) == 1


def test_a_send_that_a_fault_swallowed_is_counted_as_lost(
    town: Any, platform: Any, follower: str, control: Any
) -> None:
    control("faults", path="message/*", kind="html", times=1)
    send(platform, follower)
    with town.hub.store.change() as db:
        people.unfollow(db, follower)
    send(platform, follower)
    counters = town.client.get("/simulator/control/counters").get_json()
    assert counters["sends"] == {"custom": {"lost": 1, "43004": 1}}
    assert counters["refused_sends"] == 1
