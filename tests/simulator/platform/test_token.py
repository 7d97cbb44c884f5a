"""Tokens live, die and are forced as on the platform; the ticket for pages is cached like them."""

from typing import Any

import pytest

from tests.simulator.calls import CALLER


def forced(platform: Any) -> dict[str, Any]:
    """Ask for another stable token."""
    return dict(platform.post("stable_token", {**CALLER, "force_refresh": True}))


def test_a_second_forced_refresh_within_30_seconds_brings_the_same_token(platform: Any, later: Any) -> None:
    first = forced(platform)["access_token"]
    assert first != platform.token
    with later(seconds=29):
        assert forced(platform)["access_token"] == first
    with later(seconds=30):
        assert forced(platform)["access_token"] != first


def test_twenty_forced_refreshes_a_day_are_all(platform: Any, later: Any) -> None:
    for n in range(20):
        with later(seconds=30 * n):
            assert "access_token" in forced(platform)
    with later(seconds=600):
        assert forced(platform)["errcode"] == 45009
    with later(days=1):
        assert "access_token" in forced(platform)


def test_the_plain_token_is_limited_to_its_daily_calls(platform: Any, control: Any) -> None:
    control("settings", limits={"token": 2})
    codes = [platform.get("token", **CALLER).get("errcode", 0) for _ in range(3)]
    assert codes == [0, 0, 45009]


def test_a_malformed_token_is_told_apart_from_an_unknown_one(platform: Any) -> None:
    assert platform.get_code("menu/get", access_token="has spaces") == 40014
    assert platform.get_code("menu/get", access_token="nobody-knows-it") == 40001


@pytest.mark.parametrize("sticky", [False, True])
def test_a_revoked_token_is_refused_and_forcing_always_helps(
    platform: Any, control: Any, sticky: bool
) -> None:
    control("revoke", sticky=sticky)
    assert platform.get_code("menu/get") == 40001
    again = platform.post("stable_token", CALLER)["access_token"]
    assert (again == platform.token) is sticky
    platform.token = forced(platform)["access_token"]
    assert platform.get_code("menu/get") == 46003


def test_the_ticket_for_pages_stays_the_same_while_it_lives(platform: Any, later: Any) -> None:
    first = platform.get("ticket/getticket", type="jsapi")
    assert (first["errcode"], first["expires_in"]) == (0, 7200)
    with later(hours=1):
        assert platform.get("ticket/getticket", type="jsapi")["ticket"] == first["ticket"]
    assert platform.get_code("ticket/getticket", type="other") == 40097


def test_a_ticket_is_no_token(platform: Any) -> None:
    ticket = platform.get("ticket/getticket", type="jsapi")["ticket"]
    assert platform.get_code("menu/get", access_token=ticket) == 40001
