"""Before the console is saved: each step of the connection says that it is well, or what to do."""

from dataclasses import replace

import pytest

from botapp.wechat import checkup, current
from botapp.wechat.account import _Current
from botapp.wechat.template import Template
from tests.hosting import listening


@pytest.fixture
def public_url(app):
    """The application as the outside reaches it."""
    with listening(app) as address:
        yield address


@pytest.fixture
def connected(host, public_url, monkeypatch):
    """An account that is connected in all ways."""
    templates = {
        "notice": Template("SIM_NOTICE", {"subject": "thing1"}),
        "appointment": Template("SIM_APPOINTMENT", {"subject": "thing1"}, "subscription"),
    }
    monkeypatch.setattr(_Current, "templates", templates)
    return public_url


def steps(public_url: str) -> dict[str, checkup.Finding]:
    return {finding.step: finding for finding in checkup.findings(public_url)}


def test_a_connected_account_is_well_in_every_step(connected):
    found = steps(connected)
    assert [finding for finding in found.values() if not finding.well] == []
    assert {"服务器地址", "访问凭证", "微信到这里的线路", "模板 notice", "模板 appointment"} <= found.keys()


def test_an_address_that_nobody_answers_is_named(connected):
    found = steps("http://127.0.0.1:9")
    assert not found["服务器地址"].well and "反向代理" in found["服务器地址"].words


def test_an_address_that_answers_something_else_is_named(connected):
    found = steps(f"{connected}/public")
    assert not found["服务器地址"].well and "HTTP" in found["服务器地址"].words


def test_a_wrong_secret_is_told_in_the_platforms_words_and_ends_the_check(connected, monkeypatch):
    monkeypatch.setattr(_Current, "account", replace(current(), secret="wrong"))
    found = steps(connected)
    assert not found["访问凭证"].well and "代码" in found["访问凭证"].words
    assert "微信到这里的线路" not in found


def test_a_template_that_the_account_does_not_have_is_named(connected, monkeypatch):
    wrong = {"notice": Template("NO_SUCH", {"subject": "thing1"})}
    monkeypatch.setattr(_Current, "templates", wrong)
    found = steps(connected)
    assert not found["模板 notice"].well and "NO_SUCH" in found["模板 notice"].words


def test_missing_settings_are_listed(connected, monkeypatch):
    monkeypatch.setattr(_Current, "account", replace(current(), app_id="", tokens=()))
    assert "WECHAT_APP_ID、WECHAT_TOKEN" in steps(connected)["设置"].words
