"""The staff's week in a browser: seats edited in place and copied, with JavaScript and without."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from botapp import clock
from tests.browser.conftest import Window, log_in
from tests.browser.test_town import WIDTHS, look_at

WEEK = "/admin/appointments/week"


@pytest.mark.parametrize("javascript", [True, False])
def test_seats_are_edited_in_place_and_copied(chromium, running, javascript):
    window = Window(chromium, running.url, java_script_enabled=javascript)
    page = log_in(window, running, "admin").open(WEEK)
    page.get_by_role("link", name="下一周").click()
    page.get_by_role("link", name="改这一周的名额").click()
    field = page.get_by_label(re.compile("周三 09:00 的名额"))
    field.fill("3" if javascript else "4")
    field.press("Enter")
    expect(page.locator("body")).to_contain_text("改了 1 个时间的名额")
    changed = page.locator(".week td span").filter(has_text=re.compile(r"/3\*" if javascript else r"/4\*"))
    expect(changed).to_have_count(1)
    page.get_by_role("button", name="复制").click()
    expect(page.locator("body")).to_contain_text(re.compile("改了 .* 个时间的名额"))
    page.get_by_role("link", name="下一周").click()
    expect(changed).to_have_count(1)
    assert window.complaints == []
    page.context.close()


def test_the_week_in_edit_fits_every_width_and_is_accessible(window, running):
    next_week = clock.today() + timedelta(days=7)
    look_at(log_in(window, running, "admin"), f"{WEEK}?edit=1&on={next_week}")
    for width in WIDTHS:
        window.width(width)
        assert window.page.locator(".week input").first.bounding_box()["height"] >= 24
