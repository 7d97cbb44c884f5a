"""The residents' pages in Chromium: the QR can be scanned, everything fits, everybody can read it."""

import io
from collections.abc import Iterator
from datetime import date, time

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from botapp import clock, wechat
from botapp.db import db
from botapp.models.arrival import code_of
from botapp.models.point import Point
from botapp.wechat.account import _Current
from tests import cast
from tests.browser.conftest import Window
from tests.hosting import listening

LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "large": {"color_scheme": "light"},
}


@pytest.fixture
def address(app) -> Iterator[str]:
    """The town of the test on a port of its own."""
    db.session.rollback()
    with listening(app) as place:
        yield place


@pytest.fixture
def look(chromium, address):
    """Open windows of a phone's size; none of them may complain."""
    opened: list[Window] = []

    def open_window(name: str = "light", **more: object) -> Window:
        screen = {"width": 375, "height": 812}
        window = Window(chromium, address, viewport=screen, device_scale_factor=2, **LOOKS[name], **more)
        if name == "large":
            window.page.context.add_cookies([{"name": "font", "value": "lg", "url": address}])
        opened.append(window)
        return window

    yield open_window
    for window in opened:
        window.page.context.close()
        assert window.complaints == []


def codes_in(picture: bytes) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


@pytest.mark.parametrize("name", LOOKS)
def test_qr_on_the_screen_leads_to_the_check(look, name):
    holder = cast.give_card()
    page = look(name).open(f"/h5/card?pass={holder.key}")
    (address,) = codes_in(page.screenshot())
    assert address.endswith(f"/verify/#{holder.code}")


@pytest.mark.parametrize("name", LOOKS)
def test_card_fits_every_width_and_is_accessible(look, name):
    window = look(name)
    window.open(f"/h5/card?pass={cast.give_card().key}")
    for width in range(320, 1441, 80):
        window.width(width)
        assert window.overflow() <= 0, width
    assert window.violations() == []


@pytest.mark.parametrize("name", LOOKS)
@pytest.mark.parametrize(
    "path",
    [
        "/h5/me",
        "/h5/notify",
        "/h5/book",
        "/h5/book/screening",
        "/h5/choice",
        "/h5/topics",
        "/h5/plans",
        "/h5/appointments",
    ],
)
def test_other_pages_fit_every_width_and_are_accessible(look, app, name, path, monkeypatch):
    monkeypatch.setitem(app.config, "SIMULATOR", True)
    offer = wechat.Template("SUB-1", {"subject": "thing1"}, via=wechat.SUBSCRIPTION)
    monkeypatch.setattr(_Current, "templates", {"appointment": offer})
    window = look(name)
    page = window.open(f"{path}?pass={cast.give_card().key}")
    fits(window)
    window.width(375)
    window.shoot(f"{path.strip('/').replace('/', '-')}-{name}")
    for target in page.locator(".size, .button, .cells a, main > p > a, .days a, .time span, .acts a").all():
        place = target.bounding_box()
        assert not place or place["height"] >= 44, target.inner_text()


def fits(window: Window) -> None:
    """No sideways scrolling at any width, and nothing that axe finds."""
    for width in range(320, 1441, 80):
        window.width(width)
        assert window.overflow() <= 0, width
    assert window.violations() == []


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("name", LOOKS)
def test_a_slot_is_picked_kept_booked_moved_and_cancelled(look, name, javascript):
    window = look(name, java_script_enabled=javascript)
    page = window.open(f"/h5/book?pass={cast.give_card().key}")
    page.get_by_role("link", name="两癌筛查").click()
    page.locator(".days a").nth(1).click()
    page.locator("label.time:not(.no)").first.click()
    if javascript:
        fits(window)
        window.width(375)
    window.shoot(f"slots-{name}")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("main")).to_contain_text("为您留到")
    if javascript:
        fits(window)
        window.width(375)
        window.shoot(f"confirm-{name}")
    page.get_by_role("button", name="确认预约").click()
    expect(page.get_by_role("status")).to_have_text("约好了。")
    page.get_by_role("link", name="改期").click()
    page.locator("label.time:not(.no)").last.click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="确认改期").click()
    expect(page.get_by_role("status")).to_have_text("改好了，编号不变。")
    window.shoot(f"appointments-{name}")
    page.get_by_role("link", name="取消").click()
    page.get_by_role("button", name="取消这个预约").click()
    expect(page.get_by_role("status")).to_contain_text("已取消")


@pytest.mark.parametrize("name", LOOKS)
def test_who_is_at_the_window_checks_in_or_takes_a_ticket_by_one_tap(look, name, town):
    town.go_to(clock.at(date(2026, 11, 25), time(9)))
    holder, window = cast.give_card(), look(name)
    code = code_of(Point.named("centre"))
    db.session.rollback()
    page = window.open(f"/h5/arrive/{code}?pass={holder.key}")
    fits(window)
    window.width(375)
    window.shoot(f"arrive-{name}")
    page.get_by_label("两癌筛查").check()
    page.get_by_role("button", name="取号").click()
    expect(page.get_by_role("status")).to_contain_text("下一个就是您")
    fits(window)
    window.width(375)
    window.shoot(f"ticket-{name}")
    page.get_by_role("button", name="不等了").click()
    expect(page.get_by_role("status")).to_contain_text("号退了")


@pytest.mark.parametrize("name", LOOKS)
def test_a_visit_is_rated_by_a_face_and_a_line(look, name, town):
    holder, window = cast.give_card(), look(name)
    key = cast.visit(holder)
    page = window.open(f"/h5/appointments?pass={holder.key}")
    page.get_by_role("link", name="评价").click()
    assert page.url.endswith(key)
    fits(window)
    window.width(375)
    window.shoot(f"survey-{name}")
    page.get_by_label("不满意").check()
    page.get_by_label("想说一句").fill("等了很久")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("status")).to_contain_text("谢谢")
    expect(page.get_by_role("link", name="评价")).to_have_count(0)


@pytest.mark.parametrize("ending", ["revoked", "hidden"])
def test_card_without_a_valid_qr_is_accessible_too(look, ending):
    holder = cast.give_card()
    {"revoked": cast.revoke, "hidden": cast.forbid_checks}[ending](holder)
    window = look("dark")
    window.open(f"/h5/card?pass={holder.key}")
    assert window.violations() == []


def test_large_print_is_large_and_its_targets_fit_a_thumb(look):
    page = look("large").open(f"/h5/card?pass={cast.give_card().key}")
    box = page.locator(".qr").bounding_box()
    assert box and box["y"] + box["height"] < 812
    for target in page.locator(".size, .toggle").all():
        place = target.bounding_box()
        assert place and min(place["height"], place["width"]) >= 60
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main p, main dd, main dt, main li')]"
        ".map(part => parseFloat(getComputedStyle(part).fontSize))) * 1.3"
    )
    assert smallest >= 18


def test_standard_targets_fit_a_thumb(look):
    page = look().open(f"/h5/card?pass={cast.give_card().key}")
    for target in page.locator(".size, .toggle, .cells a, .foot a").all():
        place = target.bounding_box()
        assert place and place["height"] >= 44, target.inner_text()


def test_scanned_code_is_checked_and_stays_in_the_address(look):
    holder = cast.give_card()
    page = look().open(f"/verify/#{holder.code}")
    expect(page.locator("#result")).to_contain_text("这张服务证有效")
    expect(page.locator("#result")).to_contain_text("李*")
    assert page.url.endswith(f"#{holder.code}")
    assert page.locator(".size").get_attribute("href").endswith(f"#{holder.code}")


@pytest.mark.parametrize(("ending", "title"), [("revoked", "已撤销"), ("hidden", "无法确认")])
def test_scanned_code_shows_what_became_of_the_card(look, ending, title):
    holder = cast.give_card()
    {"revoked": cast.revoke, "hidden": cast.forbid_checks}[ending](holder)
    window = look("dark")
    expect(window.open(f"/verify/#{holder.code}").locator("#result .title")).to_have_text(title)
    assert window.violations() == []


def test_forged_code_is_shown_as_not_ours(look):
    holder = cast.give_card()
    page = look("large").open(f"/verify/#{holder.code[:-8]}AAAAAAAA")
    expect(page.locator("#result .title")).to_have_text("不是本镇签发")
    expect(page.locator("#result dl")).not_to_contain_text("李*")


def test_everything_works_without_javascript(look):
    holder = cast.give_card()
    page = look(java_script_enabled=False).open(f"/h5/card?pass={holder.key}")
    page.get_by_role("switch").click()
    expect(page.get_by_role("switch")).to_have_text("关着")
    page.get_by_role("switch").click()
    page.goto(page.url.replace("/h5/card", "/verify/"))
    page.get_by_label("输入证号").fill(holder.number)
    page.get_by_role("button", name="核验").click()
    expect(page.locator("#result .title")).to_have_text("有效")
