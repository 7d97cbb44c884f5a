"""开启通知: WeChat asks its own question; foreign scripts come in on this page alone, and only its own."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from botapp import wechat, words
from botapp.db import db
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from botapp.wechat import jsapi
from botapp.wechat.account import _Current
from tests import cast
from tests.conftest import writing
from tests.hosting import hosted

OFFER = wechat.Template("SUB-1", {"subject": "thing1"}, via=wechat.SUBSCRIPTION)


@pytest.fixture(autouse=True)
def offers(app, monkeypatch):
    """The account has one subscription template and one template message."""
    other = wechat.Template("TPL-1", {"subject": "thing1"})
    monkeypatch.setattr(_Current, "templates", {"appointment": OFFER, "notice": other})


@pytest.fixture
def host(app, tmp_path, monkeypatch):
    with hosted(tmp_path, monkeypatch) as made:
        yield made


@pytest.fixture
def browser(app, phone):
    made = cast.Browser(app)
    with writing():
        good = Resident.known_as(phone.openid).pass_until(cast.clock.now() + cast.timedelta(minutes=30))
    made.get(f"/h5/me?pass={good}")
    return made


def page_of(browser, path="/h5/notify"):
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_bot_hands_out_a_link(say):
    assert "/h5/notify?pass=" in say("开启通知")


def test_page_is_signed_for_its_own_address_and_no_other(host, browser):
    words.use_public_url("https://town.example")
    page = page_of(browser, "/h5/notify?font=lg")
    signed = json.loads(unescape(re.search(r'data-sign="([^"]+)"', page)[1]))
    assert signed["appId"] == wechat.current().app_id
    good = jsapi.sign(
        jsapi.TICKET.lend(), signed["nonceStr"], signed["timestamp"], "https://town.example/h5/notify?font=lg"
    )
    assert signed["signature"] == good


def test_only_subscription_templates_are_asked_about(host, browser):
    page = page_of(browser)
    assert 'template="SUB-1"' in page and "TPL-1" not in page and "wx-open-subscribe" in page


def test_wechats_script_is_let_in_here_and_nowhere_else(host, browser):
    def scripts(path):
        policy = browser.get(path).headers["Content-Security-Policy"]
        return re.search(r"script-src ([^;]+)", policy)[1].split()

    assert scripts("/h5/notify") == ["'self'", "https://res.wx.qq.com"]
    for path in ("/h5/me", "/h5/card", "/public/"):
        assert scripts(path) == ["'self'"]


def test_platform_out_of_reach_is_said_and_the_page_still_opens(host, browser):
    host.strike("ticket/getticket", kind="code", code=-1, times=9)
    page = page_of(browser)
    assert "稍后再打开" in page and "wx-open-subscribe" not in page


def test_without_an_account_nothing_is_asked_and_the_page_still_opens(browser, monkeypatch):
    monkeypatch.setattr(jsapi, "signature", lambda url: pytest.fail("asked"))
    assert "稍后再打开" in page_of(browser)


def test_in_the_simulator_the_phone_asks_and_nothing_comes_from_outside(app, browser, monkeypatch):
    monkeypatch.setitem(app.config, "SIMULATOR", True)
    answer = browser.get("/h5/notify")
    page = answer.get_data(as_text=True)
    assert "res.wx.qq.com" not in page + answer.headers["Content-Security-Policy"]
    assert 'data-templates="SUB-1"' in page and "同意接收通知" in page


@pytest.mark.parametrize(
    ("balance", "long_term", "refused", "told"),
    [(0, False, False, "没有开"), (2, False, False, "还能发 2 次"), (0, True, False, "一直开着")]
    + [(0, False, True, "您没有同意"), (1, False, True, "还能发 1 次")],
)
def test_page_tells_how_it_stands(host, browser, phone, balance, long_term, refused, told):
    with writing():
        me = Resident.known_as(phone.openid)
        moment = cast.clock.now() if refused else None
        db.session.add(
            Subscription(
                resident_id=me.id, template="SUB-1", balance=balance, long_term=long_term, refused_at=moment
            )
        )
    assert told in page_of(browser)


def test_opening_the_page_counts_as_no_consent(host, browser, phone):
    page_of(browser)
    with writing():
        assert Subscription.of(Resident.known_as(phone.openid)) == []


def test_account_without_such_templates_says_so(host, browser, monkeypatch):
    monkeypatch.setattr(_Current, "templates", {"notice": replace(OFFER, via=wechat.TEMPLATE)})
    page = page_of(browser)
    assert "现在没有可以开启的通知" in page and "wx-open-subscribe" not in page


def test_who_stopped_messages_is_told_to_resume_first(host, browser, say):
    say("退订")
    assert "恢复提醒" in page_of(browser)


def test_stranger_is_not_let_in(app):
    assert cast.Browser(app).get("/h5/notify").status_code == 409
