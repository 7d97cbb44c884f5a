"""The interface answers every call with HTTP 200, and refuses with the platform's codes."""

import re
from typing import Any

import pytest

from botapp.simulator import people

CALLER = {"grant_type": "client_credential", "appid": "wx0123456789abcdef", "secret": "5" * 32}


def post(town: Any, path: str, body: Any) -> dict[str, Any]:
    """Call with POST; a text is sent as it is."""
    sent = {"data": body} if isinstance(body, str) else {"json": body}
    answer = town.client.post(f"/simulator/api/cgi-bin/{path}", **sent)
    assert answer.status_code == 200
    return dict(answer.get_json())


def get(town: Any, path: str, **query: Any) -> dict[str, Any]:
    """Call with GET."""
    answer = town.client.get(f"/simulator/api/cgi-bin/{path}", query_string=query)
    assert answer.status_code == 200
    return dict(answer.get_json())


def token(town: Any) -> str:
    """A stable token."""
    return str(post(town, "stable_token", CALLER)["access_token"])


def test_the_stable_token_stays_the_same_while_it_lives(town: Any, later: Any) -> None:
    first = post(town, "stable_token", CALLER)
    assert first["expires_in"] == 7200
    with later(hours=1):
        second = post(town, "stable_token", CALLER)
    assert second == {"access_token": first["access_token"], "expires_in": 3600}


def test_in_its_last_five_minutes_a_new_token_comes_and_both_are_valid(town: Any, later: Any) -> None:
    old = token(town)
    with later(seconds=7200 - 299):
        new = token(town)
        assert new != old
        assert [get(town, "menu/get", access_token=each)["errcode"] for each in (old, new)] == [46003, 46003]


def test_a_forced_refresh_gives_another_token(town: Any) -> None:
    first = token(town)
    assert post(town, "stable_token", {**CALLER, "force_refresh": True})["access_token"] != first


def test_the_plain_token_kills_the_one_before_after_five_minutes(town: Any, later: Any) -> None:
    old = get(town, "token", **CALLER)["access_token"]
    new = get(town, "token", **CALLER)["access_token"]
    with later(minutes=6):
        assert get(town, "menu/get", access_token=old)["errcode"] == 42001
        assert get(town, "menu/get", access_token=new)["errcode"] == 46003


def test_the_two_token_families_leave_each_other_alone(town: Any, later: Any) -> None:
    stable = token(town)
    get(town, "token", **CALLER)
    get(town, "token", **CALLER)
    with later(minutes=6):
        assert get(town, "menu/get", access_token=stable)["errcode"] == 46003


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"grant_type": "code"}, 40002), ({"appid": "wx-other"}, 40013), ({"secret": "6" * 32}, 40125)],
)
def test_a_caller_with_wrong_papers_gets_no_token(town: Any, wrong: dict[str, str], code: int) -> None:
    assert post(town, "stable_token", {**CALLER, **wrong})["errcode"] == code
    assert get(town, "token", **{**CALLER, **wrong})["errcode"] == code


def test_calls_without_with_a_wrong_and_with_an_old_token_are_refused(town: Any, later: Any) -> None:
    good = token(town)
    assert get(town, "menu/get")["errcode"] == 41001
    assert get(town, "menu/get", access_token="no-such-token")["errcode"] == 40001
    with later(seconds=7200):
        assert get(town, "menu/get", access_token=good)["errcode"] == 42001


def test_a_refusal_ends_with_a_request_id(town: Any) -> None:
    errmsg = get(town, "menu/get")["errmsg"]
    assert re.fullmatch(r"access_token missing rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}", errmsg)


@pytest.mark.parametrize(("body", "code"), [("", 44002), ("{", 47001), ("[]", 47001), ('"x"', 47001)])
def test_an_unusable_body_is_refused(town: Any, body: str, code: int) -> None:
    assert post(town, f"message/custom/send?access_token={token(town)}", body)["errcode"] == code


def test_the_wrong_verb_and_an_unknown_path_are_refused(town: Any) -> None:
    assert get(town, "stable_token")["errcode"] == 43002
    assert post(town, "menu/get", {})["errcode"] == 43001
    assert post(town, "no/such/thing", {})["errcode"] == 40066


def test_a_follower_is_described_without_name_or_picture(town: Any) -> None:
    with town.hub.store.change() as db:
        openid = people.join(db)
        people.follow(db, openid)
    told = get(town, "user/info", access_token=token(town), openid=openid)
    assert (told["subscribe"], told["subscribe_time"]) == (1, 1795579200)
    assert not {"nickname", "headimgurl", "sex", "city"} & set(told)


def test_of_who_does_not_follow_only_two_fields_are_told(town: Any) -> None:
    with town.hub.store.change() as db:
        openid = people.join(db)
    told = get(town, "user/info", access_token=token(town), openid=openid)
    assert told == {"subscribe": 0, "openid": openid}
    assert get(town, "user/info", access_token=token(town), openid="o-other")["errcode"] == 40003


def test_the_created_menu_is_what_phones_show_and_escapes_are_refused(town: Any) -> None:
    path = f"menu/create?access_token={token(town)}"
    menu = '{"button": [{"type": "click", "name": "问政策", "key": "a"}]}'
    assert post(town, path, menu)["errcode"] == 0
    assert get(town, "menu/get", access_token=token(town))["menu"]["button"][0]["name"] == "问政策"
    assert "问政策" in town.client.get("/simulator/").get_data(as_text=True)
    assert post(town, path, menu.replace("问", "\\u95ee"))["errcode"] == 40033


def test_the_record_of_calls_never_holds_the_secret(town: Any) -> None:
    token(town)
    with town.hub.store.look() as db:
        kept = "".join(row["body"] for row in db.execute("SELECT body FROM call"))
    assert "appid" in kept
    assert CALLER["secret"] not in kept
