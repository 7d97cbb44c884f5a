"""Login of pages: silent, with a question, refused; codes work once and for five minutes."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from botapp.simulator import people

APP, SECRET = "wx0123456789abcdef", "5" * 32
ASKED = {
    "appid": APP,
    "redirect_uri": "http://127.0.0.1:1/h5/?next=card",
    "response_type": "code",
    "scope": "snsapi_base",
    "state": "abc123",
}


def authorize(town: Any, **change: str) -> Any:
    """Open the authorize page."""
    return town.client.get("/simulator/api/connect/oauth2/authorize", query_string=ASKED | change)


def exchange(platform: Any, code: str, **change: str) -> dict[str, Any]:
    """Give a code for tokens."""
    wish = {"appid": APP, "secret": SECRET, "code": code, "grant_type": "authorization_code"}
    return dict(platform.get("sns/oauth2/access_token", **(wish | change)))


def open_in_phone(town: Any, openid: str, url: str = "http://127.0.0.1:1/h5/") -> Any:
    """Open a page inside a phone."""
    return town.client.get("/simulator/open", query_string={"openid": openid, "url": url})


def test_the_silent_login_knows_whose_phone_it_is(town: Any, platform: Any, follower: str) -> None:
    assert open_in_phone(town, follower).headers["Location"] == "/h5/"
    back = urlsplit(authorize(town).headers["Location"])
    query = parse_qs(back.query)
    assert (back.path, query["next"], query["state"]) == ("/h5/", ["card"], ["abc123"])
    told = exchange(platform, query["code"][0])
    assert (told["openid"], told["scope"], told["expires_in"]) == (follower, "snsapi_base", 7200)
    assert "is_snapshotuser" not in told


def test_outside_a_phone_the_visitor_chooses_who_it_is(town: Any, follower: str) -> None:
    page = authorize(town).get_data(as_text=True)
    assert "以哪位居民的身份打开" in page
    assert follower in page
    assert authorize(town, **{"as": follower}).status_code == 302


def test_more_than_the_openid_is_asked_for(town: Any, follower: str) -> None:
    open_in_phone(town, follower)
    assert "申请获得以下权限" in authorize(town, scope="snsapi_userinfo").get_data(as_text=True)
    assert authorize(town, scope="snsapi_userinfo", yes="1").status_code == 302


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"appid": "wx"}, "10013"),
        ({"redirect_uri": "http://elsewhere.example/"}, "10003"),
        ({"redirect_uri": "javascript:alert(1)"}, "10003"),
        ({"scope": "all"}, "10005"),
        ({"response_type": "token"}, "10006"),
        ({"state": "有空格 "}, "10009"),
        ({"state": "a" * 129}, "10009"),
    ],
)
def test_a_wrong_request_goes_nowhere(town: Any, follower: str, change: dict[str, str], words: str) -> None:
    open_in_phone(town, follower)
    answer = authorize(town, **change)
    assert answer.status_code == 200
    assert words in answer.get_data(as_text=True)


def test_a_code_works_once_and_for_five_minutes(
    platform: Any, follower: str, control: Any, later: Any
) -> None:
    code, slow = (control("login", openid=follower)["code"] for _ in range(2))
    assert exchange(platform, code)["openid"] == follower
    assert exchange(platform, code)["errcode"] == 40163
    assert exchange(platform, "no")["errcode"] == 40029
    with later(seconds=301):
        assert exchange(platform, slow)["errcode"] == 42003


@pytest.mark.parametrize(
    ("change", "code"),
    [({"appid": "wx"}, 40013), ({"secret": "no"}, 40125), ({"grant_type": "password"}, 40002)],
)
def test_wrong_papers_get_no_login(
    platform: Any, follower: str, control: Any, change: dict[str, str], code: int
) -> None:
    assert exchange(platform, control("login", openid=follower)["code"], **change)["errcode"] == code


def test_a_snapshot_page_gets_a_virtual_openid(town: Any, platform: Any, follower: str, control: Any) -> None:
    told = exchange(platform, control("login", openid=follower, snapshot=True)["code"])
    assert told["is_snapshotuser"] == 1
    assert told["openid"] != follower
    with town.hub.store.look() as db:
        assert people.find(db, told["openid"]) is None


def test_every_page_can_be_opened_in_snapshot_mode(
    town: Any, platform: Any, follower: str, control: Any
) -> None:
    control("settings", snapshot="1")
    query = parse_qs(urlsplit(authorize(town, **{"as": follower}).headers["Location"]).query)
    assert exchange(platform, query["code"][0])["is_snapshotuser"] == 1


def test_a_login_is_refreshed_for_thirty_days(platform: Any, follower: str, control: Any, later: Any) -> None:
    told = exchange(platform, control("login", openid=follower)["code"])
    asked = {"appid": APP, "grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    with later(days=29):
        fresh = platform.get("sns/oauth2/refresh_token", **asked)
        assert fresh["openid"] == follower
        assert _good(platform, fresh["access_token"], follower) == 0
        assert _good(platform, told["access_token"], follower) == 40003
    with later(days=31):
        assert platform.get_code("sns/oauth2/refresh_token", **asked) == 40030


def _good(platform: Any, token: str, openid: str) -> int:
    return int(platform.get_code("sns/auth", access_token=token, openid=openid))


@pytest.mark.parametrize("url", ["http://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_a_phone_opens_no_page_of_somebody_else(town: Any, follower: str, url: str) -> None:
    assert open_in_phone(town, follower, url).status_code == 403


def test_an_address_that_only_looks_like_ours_stays_with_us(town: Any, follower: str) -> None:
    for url in ("/\\elsewhere.example/", "http:////elsewhere.example/"):
        answer = open_in_phone(town, follower, url)
        assert answer.status_code == 302
        assert not answer.headers["Location"].startswith(("//", "/\\"))
