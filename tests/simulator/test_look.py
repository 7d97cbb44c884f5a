"""The phones in Chromium: what arrives can be read and tapped, everything fits, everybody can use it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from botapp import clock
from botapp.simulator import chat, ledger, people, program
from botapp.simulator.hub import Hub, Template
from botapp.simulator.platform import library, media
from tests.browser.conftest import Window
from tests.hosting import listening

OPENID = "o" + "L" * 27
ARTICLE = [{"title": "健康课堂", "description": "周五上午", "url": "", "picurl": ""}]
CHOICES = {"head": "满意吗？", "rows": [{"id": "1", "content": "很满意"}], "tail": "谢谢"}
NOTICE = {"title": "预约提醒", "rows": [["事项", "两癌筛查"]], "url": ""}


@dataclass
class Place:
    """A running simulator and where it is."""

    hub: Hub
    address: str


@pytest.fixture
def place(tmp_path: Path, webhook: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The simulator alone on a port of its own, with one follower who got something of every kind."""
    monkeypatch.setattr(clock._Source, "file", None)
    wish = program.Wish(webhook.address, "t", "B" * 42 + "E", "wx1", "s", "safe", tmp_path)
    app = program.create(wish)
    made: Hub = app.extensions["simulator"]
    _furnish(made)
    with listening(app) as address:
        yield Place(made, address)


def _furnish(hub: Hub) -> None:
    with hub.store.change() as db:
        people.join(db, OPENID, "王秀英")
        people.follow(db, OPENID)
        library.put(db, Template("S", "subscription", "办证进度", {"thing1": "事项"}))
        library.put(db, Template("L", "subscription", "随访提醒", {"thing1": "事项"}, standing=True))
        chat.show(db, OPENID, "theirs", "text", '看<a href="http://127.0.0.1/">这里</a>')
        chat.show(db, OPENID, "theirs", "image", media.sample(db, "image"))
        chat.show(db, OPENID, "mine", "voice", "v")
        chat.show(db, OPENID, "mine", "place", "村口")
        chat.show_card(db, OPENID, "news", ARTICLE)
        chat.show_card(db, OPENID, "notice", NOTICE)
        chat.show_card(db, OPENID, "menu", CHOICES)


@pytest.fixture
def look(chromium: Any, place: Place) -> Iterator[Callable[..., Window]]:
    """Open windows; none of them may complain."""
    opened: list[Window] = []

    def open_window(scheme: str = "light", width: int = 1280) -> Window:
        screen = {"width": width, "height": 900}
        opened.append(Window(chromium, place.address, viewport=screen, color_scheme=scheme))
        return opened[-1]

    yield open_window
    for window in opened:
        window.page.context.close()
        assert window.complaints == []


def ready(window: Window, path: str = "/simulator/") -> Page:
    """The page with its bubbles."""
    page = window.open(path)
    expect(page.get_by_text("很满意")).to_be_visible()
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1280])
def test_everything_fits_and_is_accessible(look: Any, scheme: str, width: int) -> None:
    window = look(scheme, width)
    page = ready(window)
    page.click("#platform summary")
    expect(page.get_by_text("没有人订阅。")).to_be_visible()
    assert window.violations() == []
    assert window.overflow() <= 0


def test_a_choice_is_tapped_and_said(look: Any, place: Place, webhook: Any) -> None:
    page = ready(look())
    page.get_by_role("button", name="很满意").click()
    expect(page.locator(".bubble.mine").last).to_contain_text("很满意")
    assert webhook.arrived.wait(5)


@pytest.mark.parametrize(("button", "consents"), [("允许", {"S": 1, "L": 1}), ("取消", {})])
def test_the_popup_asks_and_is_answered(
    look: Any, place: Place, webhook: Any, button: str, consents: dict[str, int]
) -> None:
    window = look()
    page = ready(window)
    page.click(".more summary")
    page.click("#offer")
    assert window.violations() == []
    page.get_by_role("dialog").get_by_role("button", name=button).click()
    words = "您同意接收" if consents else "您没有同意"
    expect(page.get_by_text(words).last).to_be_visible()
    with place.hub.store.look() as db:
        assert ledger.consents(db, OPENID) == consents
    assert webhook.arrived.wait(5)


def test_a_switch_makes_a_fault_and_stops_it(look: Any, place: Place) -> None:
    page = ready(look())
    page.click("#platform summary")
    page.get_by_role("button", name="收下后断线").click()
    expect(page.locator("#faults")).to_contain_text("收下后断开")
    page.get_by_role("button", name="停止").click()
    expect(page.locator("#faults")).to_be_empty()


def test_a_second_phone_stands_beside_the_first(look: Any) -> None:
    window = look(width=1900)
    page = ready(window)
    page.click("#another")
    beside = page.frame_locator(".beside iframe")
    expect(beside.get_by_role("button", name="关注公众号")).to_be_visible()
    beside.get_by_role("button", name="关注公众号").click()
    expect(beside.get_by_text("您已关注公众号")).to_be_visible()
    assert window.overflow() <= 0
    assert window.violations() == []


def test_a_page_inside_the_phone_may_ask_for_a_subscription(look: Any) -> None:
    page = ready(look())
    page.evaluate("window.postMessage({subscribe: ['L']}, location.origin)")
    expect(page.get_by_text("随访提醒（长期）")).to_be_visible()
    expect(page.get_by_text("办证进度（一次）")).to_be_hidden()


def test_the_conversation_is_saved(look: Any) -> None:
    page = ready(look())
    page.click(".more summary")
    with page.expect_download() as saved:
        page.click("#save")
    assert saved.value.suggested_filename == "conversation.transcript"


def test_who_opens_a_login_outside_a_phone_chooses_a_resident(look: Any, place: Place) -> None:
    window = look(width=375)
    back = place.hub.account.public_url
    query = f"appid=wx1&redirect_uri={back}/&response_type=code&scope=snsapi_base&state=a"
    page = window.open(f"/simulator/api/connect/oauth2/authorize?{query}")
    expect(page.get_by_role("button", name="王秀英")).to_be_visible()
    assert window.violations() == []
    assert window.overflow() <= 0
