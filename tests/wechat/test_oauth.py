"""The login of pages: the platform's own address, and whom a code stands for."""

from urllib.parse import parse_qs, urlsplit

import pytest

from botapp.errors import NotNow, UnknownOutcome
from botapp.simulator.platform import oauth as platform_oauth
from botapp.wechat import oauth
from botapp.wechat.account import current
from botapp.wechat.oauth import Snapshot, Stale


def code(host, openid, **said):
    """A code as a page gets it back."""
    with host.hub.store.change() as rows:
        return platform_oauth.issue(rows, openid, "snsapi_base", **said)


def test_the_address_is_written_as_the_platform_writes_it(account):
    assert oauth.authorize_url("https://town.example/h5/login?to=/h5/me", "abc123") == (
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wxba5fad812f8e6fb9"
        "&redirect_uri=https%3A%2F%2Ftown.example%2Fh5%2Flogin%3Fto%3D%2Fh5%2Fme"
        "&response_type=code&scope=snsapi_base&state=abc123#wechat_redirect"
    )


@pytest.mark.parametrize("state", ["", "a b", "a&x=1", "状态", "a" * 129, "a-b"])
def test_a_state_that_the_platform_would_change_is_refused(account, state):
    with pytest.raises(ValueError, match="letters and digits"):
        oauth.authorize_url("https://town.example/h5/login", state)


def test_the_phone_comes_back_with_a_code_that_tells_who_it_is(host):
    openid, back = host.follower(), "http://127.0.0.1:1/h5/login"
    asked = urlsplit(oauth.authorize_url(back, "abc123"))
    assert asked.geturl().startswith(current().api_url)
    answer = host.client.get(f"{asked.path}?{asked.query}&as={openid}")
    came = urlsplit(answer.headers["Location"])
    assert came.geturl().startswith(back) and parse_qs(came.query)["state"] == ["abc123"]
    assert oauth.openid_of(parse_qs(came.query)["code"][0]) == openid
    assert host.fetches == 0  # a login costs none of our tokens


def test_a_snapshot_has_no_openid(host):
    with pytest.raises(Snapshot):
        oauth.openid_of(code(host, host.follower(), snapshot=True))


def test_a_code_that_is_wrong_used_or_old_begins_the_login_again(host, town):
    used, old = code(host, host.follower()), code(host, host.follower())
    oauth.openid_of(used)
    town.go(minutes=6)
    for stale in ("wrong", used, old):
        with pytest.raises(Stale):
            oauth.openid_of(stale)


@pytest.mark.parametrize(
    ("fault", "error"), [({"kind": "code", "code": -1}, NotNow), ({"kind": "html"}, UnknownOutcome)]
)
def test_a_platform_in_trouble_is_told_apart_from_a_stale_code(host, fault, error):
    host.strike("sns/oauth2/access_token", **fault)
    with pytest.raises(error):
        oauth.openid_of("any")


def test_no_error_text_names_the_secret(host):
    host.strike("sns/oauth2/access_token", kind="reset")
    with pytest.raises(UnknownOutcome) as caught:
        oauth.openid_of("any")
    assert current().secret not in repr(caught.value)
