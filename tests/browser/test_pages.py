"""Residents' pages inside the simulated phone: the silent login, and WeChat's question about notices."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FrameLocator, expect

from tests.browser.conftest import Window
from tests.test_run import Town

NEWCOMER = (
    "async () => { pick((await (await post('residents', {})).json()).openid); await act('follow', {}); }"
)


@pytest.fixture
def phone(chromium: Browser, running: Town) -> Iterator[Window]:
    """A phone of a new resident who follows."""
    window = Window(chromium, running.url, viewport={"width": 1280, "height": 900})
    page = window.open("/simulator/")
    page.evaluate(NEWCOMER)
    expect(page.locator("#log")).to_contain_text("这里是世代服务")
    yield window
    window.page.context.close()
    assert window.complaints == []


def open_page(phone: Window, path: str) -> FrameLocator:
    phone.page.evaluate(f"openWeb('{path}')")
    return phone.page.frame_locator("#frame")


def test_own_page_opens_without_a_pass(phone: Window) -> None:
    page = open_page(phone, "/h5/me")
    expect(page.locator("main")).to_contain_text("没有预约")
    page.get_by_role("link", name="开启通知").click()
    expect(page.locator("h1")).to_have_text("开启通知")


def test_consent_is_asked_by_the_phone_and_counted(phone: Window) -> None:
    page = open_page(phone, "/h5/notify")
    expect(page.locator(".pill")).to_have_text("没有开")
    page.get_by_role("button", name="同意接收通知").click()
    phone.page.locator("#consent button[value=yes]").click()
    expect(page.locator(".pill")).to_have_text("还能发 1 次")


def test_photo_voice_and_place_are_answered_in_the_phone(phone: Window) -> None:
    chat = phone.page.locator("#log")
    for act, words in (("picture", "身份证请不要发"), ("voice", "还是看不了"), ("place", "不会保存您的位置")):
        phone.page.evaluate(f"act('{act}', {{}})")
        expect(chat).to_contain_text(words)
