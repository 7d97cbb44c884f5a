"""Daily limits turn over at the township's midnight, can be asked about, and cleared ten times a month."""

from typing import Any

import pytest

from botapp.simulator.platform.table import ENDPOINTS

APP, SECRET = "wx0123456789abcdef", "5" * 32


def test_the_limit_is_reached_and_ends_at_midnight_in_the_township(
    platform: Any, control: Any, later: Any
) -> None:
    control("settings", limits={"menu/get": 2})
    assert [platform.get_code("menu/get") for _ in range(3)] == [46003, 46003, 45009]
    with later(hours=11, minutes=59):  # it was noon
        platform.token = platform.post("stable_token", _caller())["access_token"]
        assert platform.get_code("menu/get") == 45009
    with later(hours=12):
        assert platform.get_code("menu/get") == 46003


def test_use_and_rest_are_told(platform: Any) -> None:
    platform.get("menu/get")
    told = platform.post("openapi/quota/get", {"cgi_path": "/cgi-bin/menu/get"})
    assert told["quota"] == {"daily_limit": 10000, "used": 1, "remain": 9999}
    assert platform.code("openapi/quota/get", {"cgi_path": "/cgi-bin/no/such"}) == 76021


def test_clearing_frees_all_counts_ten_times_a_month(platform: Any, control: Any) -> None:
    control("settings", limits={"menu/get": 1})
    platform.get("menu/get")
    codes = [platform.code("clear_quota", {"appid": APP}) for _ in range(11)]
    assert codes == [0] * 10 + [48006]
    assert platform.get_code("menu/get") == 46003


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"appid": APP, "appsecret": SECRET}, 0),
        ({"appid": "wx", "appsecret": SECRET}, 40013),
        ({"appid": APP, "appsecret": "no"}, 40125),
    ],
)
def test_clearing_by_secret_needs_no_token(platform: Any, body: dict[str, str], code: int) -> None:
    platform.token = ""
    assert platform.code("clear_quota/v2", body) == code


def test_clearing_for_another_account_is_refused(platform: Any) -> None:
    assert platform.code("clear_quota", {"appid": "wx-other"}) == 40013


def test_a_refused_call_can_be_asked_about_for_seven_days(platform: Any, later: Any) -> None:
    rid = platform.get("menu/get")["errmsg"].rpartition("rid: ")[2]
    told = platform.post("openapi/rid/get", {"rid": rid})
    assert told["request"]["request_url"] == "menu/get"
    assert "46003" in told["request"]["response_body"]
    with later(days=8):
        platform.token = platform.post("stable_token", _caller())["access_token"]
        assert platform.code("openapi/rid/get", {"rid": rid}) == 76001
    assert platform.code("openapi/rid/get", {"rid": "no"}) == 76002
    assert platform.code("openapi/rid/get", {"rid": "0" * 8 + "-" + "0" * 8 + "-" + "0" * 8}) == 76001


def test_more_than_ten_thousand_stable_tokens_a_minute_are_too_many(town: Any, platform: Any) -> None:
    with town.hub.store.change() as db:
        db.execute("UPDATE allowance SET used = 10000 WHERE name = 'stable_token' AND length(period) = 12")
    assert platform.code("stable_token", _caller()) == 45011


@pytest.mark.parametrize("name", [name for name, each in ENDPOINTS.items() if each.needs_token])
def test_every_interface_asks_for_a_token_and_its_verb(platform: Any, name: str) -> None:
    platform.token = ""
    ask, other = (
        (platform.get, platform.post) if ENDPOINTS[name].verb == "GET" else (platform.post, platform.get)
    )
    answer = platform.upload(name, b"x") if ENDPOINTS[name].takes_file else ask(name)
    assert answer["errcode"] == 41001
    assert other(name)["errcode"] == (43001 if ENDPOINTS[name].verb == "GET" else 43002)


def _caller() -> dict[str, str]:
    return {"grant_type": "client_credential", "appid": APP, "secret": SECRET}
