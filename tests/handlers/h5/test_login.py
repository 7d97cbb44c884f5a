"""The silent login: bound to the browser that began it, once, for ten minutes, for followers only."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from botapp import words
from botapp.simulator import store
from tests import cast
from tests.conftest import writing
from tests.hosting import hosted

PUBLIC = "http://127.0.0.1:1"  # what the hosted account knows as ours


@pytest.fixture
def host(app, tmp_path, monkeypatch):
    """The platform that hosts the account."""
    words.use_public_url(PUBLIC)
    with hosted(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def me(host, phones):
    """A resident who follows on the platform and is known here; inside their own phone."""
    openid = host.follower()
    phones(openid).follow()
    host.client.get("/simulator/open", query_string={"openid": openid, "url": f"{PUBLIC}/h5/"})
    return openid


@pytest.fixture
def browser(app):
    return cast.Browser(app)


def go_out(host, answer):
    """Follow the redirect to the platform; the address at which the browser comes back."""
    assert answer.status_code == 302, answer.get_data(as_text=True)
    asked = urlsplit(answer.location)
    assert answer.location.startswith(f"{host.api_url}/connect/oauth2/authorize?appid=")
    back = host.client.get(f"{asked.path}?{asked.query}").location
    assert back.startswith(f"{PUBLIC}/h5/login?code=")
    return back.removeprefix(PUBLIC)


def state_of(address):
    return parse_qs(urlsplit(address).query)["state"][0]


def log_in(host, browser, page="/h5/me"):
    """The whole way; the answer at its end."""
    return browser.get(go_out(host, browser.get(page)))


def set_snapshot(host, on):
    with host.hub.store.change() as rows:
        store.keep(rows, "snapshot", on)


def test_page_opens_after_the_silent_login(host, browser, me):
    answer = log_in(host, browser)
    assert (answer.status_code, answer.location) == (302, "/h5/me")
    assert "我的预约" in browser.get("/h5/me").get_data(as_text=True)


def test_login_asks_for_the_openid_only_in_the_documented_order(host, browser, me):
    asked = browser.get("/h5/me").location
    assert re.search(
        r"\?appid=\w+&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fh5%2Flogin&response_type=code", asked
    )
    assert re.search(r"&scope=snsapi_base&state=[A-Za-z0-9]{32}#wechat_redirect$", asked)


@pytest.mark.parametrize("page", ["/h5/me", "/h5/card", "/h5/notify"])
def test_login_leads_back_to_the_page_that_was_wanted(host, browser, me, page):
    assert log_in(host, browser, page).location == page


def test_state_is_new_each_time(host, browser, me):
    first, second = (browser.get("/h5/me").location for _ in range(2))
    assert first != second


def test_two_pages_begun_in_one_browser_both_end(host, browser, me):
    ways = [go_out(host, browser.get(page)) for page in ("/h5/me", "/h5/notify")]
    assert [browser.get(way).location for way in ways] == ["/h5/me", "/h5/notify"]


def test_login_begun_in_another_browser_lets_nobody_in(app, host, browser, me):
    stolen = go_out(host, browser.get("/h5/me"))
    victim = cast.Browser(app)
    answer = victim.get(stolen)
    assert answer.status_code == 409 and "不是从这部手机" in answer.get_data(as_text=True)
    assert victim.get("/h5/me").status_code == 302  # to the login, not in


@pytest.mark.parametrize("state", ["", "A" * 32, "中文", "a" * 5000])
def test_made_up_state_lets_nobody_in(host, browser, me, state):
    way = go_out(host, browser.get("/h5/me"))
    code = parse_qs(urlsplit(way).query)["code"][0]
    assert browser.get("/h5/login", query_string={"code": code, "state": state}).status_code == 409
    assert browser.get("/h5/me").status_code == 302


def test_state_works_once(host, browser, me):
    way = go_out(host, browser.get("/h5/me"))
    assert browser.get(way).location == "/h5/me"
    assert browser.get(way).status_code == 409


def test_state_works_for_ten_minutes(host, browser, me, town):
    way = go_out(host, browser.get("/h5/me"))
    town.go(minutes=10, seconds=1)
    answer = browser.get(way)
    assert answer.status_code == 409 and 'href="/h5/me"' in answer.get_data(as_text=True)


def test_old_code_begins_the_login_anew_once(host, browser, me):
    first = browser.get(go_out(host, browser.get("/h5/me")).replace("code=", "code=x"))
    again = go_out(host, first)
    assert browser.get(again).location == "/h5/me"


def test_code_that_never_works_does_not_go_in_a_circle(host, browser, me):
    first = browser.get(go_out(host, browser.get("/h5/me")).replace("code=", "code=x"))
    second = browser.get(go_out(host, first).replace("code=", "code=x"))
    assert second.status_code == 409 and "继续" in second.get_data(as_text=True)


def test_used_code_begins_anew(host, browser, me):
    way = go_out(host, browser.get("/h5/me"))
    other = go_out(host, browser.get("/h5/me"))
    assert browser.get(way).location == "/h5/me"
    used = parse_qs(urlsplit(way).query)["code"][0]
    answer = browser.get("/h5/login", query_string={"code": used, "state": state_of(other)})
    assert "/connect/oauth2/authorize" in answer.location


def test_snapshot_is_refused_kindly_and_nobody_is_made_known(host, browser, me):
    set_snapshot(host, "1")
    answer = log_in(host, browser)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409 and "使用完整服务" in page and 'href="/h5/me"' in page
    set_snapshot(host, "0")
    assert log_in(host, browser).location == "/h5/me"


def test_who_does_not_follow_is_asked_to_and_not_stored(host, browser, app):
    openid = host.follower()
    host.client.get("/simulator/open", query_string={"openid": openid, "url": f"{PUBLIC}/h5/"})
    answer = log_in(host, browser)
    assert answer.status_code == 409 and "请先关注" in answer.get_data(as_text=True)
    with writing():
        assert cast.Resident.known_as(openid) is None


def test_platform_out_of_reach_is_said_and_nothing_breaks(host, browser, me):
    way = go_out(host, browser.get("/h5/me"))
    host.strike("sns/oauth2/access_token", kind="bad_gateway", times=1)
    answer = browser.get(way)
    assert answer.status_code == 409 and "稍后再试" in answer.get_data(as_text=True)


@pytest.mark.parametrize("more", ["?next=https://evil.example/", "?redirect=//evil.example", "?path=/admin/"])
def test_login_leads_only_to_the_page_that_began_it(host, browser, me, more):
    way = go_out(host, browser.get(f"/h5/me{more}"))
    assert browser.get(f"{way}&{more[1:]}").location == "/h5/me"


def test_cookie_is_out_of_reach_of_scripts_and_other_sites(host, browser, me):
    cookie = log_in(host, browser).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_login_lasts_half_an_hour_and_then_comes_back_by_itself(host, browser, me, town):
    log_in(host, browser)
    town.go(minutes=31)
    assert log_in(host, browser).location == "/h5/me"


def test_old_pass_leads_through_the_login_and_a_good_one_does_not(host, browser, me):
    with writing():
        resident = cast.Resident.known_as(me)
        good = resident.pass_until(cast.clock.now() + cast.timedelta(minutes=30))
        old = resident.pass_until(cast.clock.now() - cast.timedelta(minutes=1))
    assert browser.get(f"/h5/me?pass={good}").location == "/h5/me"
    other = cast.Browser(browser.app)
    assert other.get(go_out(host, other.get(f"/h5/card?pass={old}"))).location == "/h5/card"


def test_form_of_a_stranger_is_refused_and_not_carried_along(host, browser, me):
    assert browser.post("/h5/card/public", data={"public": "no"}).status_code == 409


def test_who_left_is_not_let_in_again(host, browser, me, phones):
    log_in(host, browser)
    phones(me).event("unsubscribe")
    assert browser.get("/h5/me").status_code == 302
    assert log_in(host, browser).status_code == 409


def test_without_an_account_the_page_says_how_to_get_a_link(browser, app):
    answer = browser.get("/h5/me")
    assert answer.status_code == 409 and "再要一次" in answer.get_data(as_text=True)


def test_no_openid_and_no_code_lies_in_the_browser(host, browser, me):
    answer = log_in(host, browser)
    assert me not in answer.headers["Set-Cookie"] and "code" not in answer.location
