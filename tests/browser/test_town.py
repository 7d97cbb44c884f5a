"""The town in a browser: a resident's phone on one side, the clerk's desk on the other."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Window, log_in

WIDTHS = (360, 768, 1024, 1440)
CLERKS_PAGES = (
    "/admin/",
    "/admin/card/applications",
    "/admin/card/applications/1",
    "/admin/card/cards",
    "/admin/appointments",
    "/admin/appointments/week",
    "/admin/appointments/here",
    "/admin/campaigns",
    "/admin/schedules",
    "/admin/referrals",
    "/admin/needs",
    "/admin/helpdesk",
    "/admin/safety",
    "/admin/policies",
    "/admin/policies/residence-permit-how",
    "/admin/policies/residence-permit-how/history",
    "/admin/versions",
    "/admin/versions/new",
    "/admin/versions/due",
    "/admin/versions/import",
    "/admin/questions",
    "/admin/trials?question=居住证到期了咋办",
    "/admin/services",
    "/admin/calendar",
    "/admin/outbox",
)
MANAGERS_PAGES = (
    "/admin/staff",
    "/admin/surveys",
    "/admin/schedules/vaccine",
    "/admin/audit",
    "/admin/settings",
    "/admin/channel",
    "/admin/channel/allowance",
    "/admin/channel/menu",
)
PUBLIC_PAGES = ("/public/", "/public/policy/residence-permit-how", "/verify/", "/simulator/", "/admin/login")


def say(window: Window, words: str, answer: str) -> None:
    """Type into the phone and wait for the answer."""
    page = window.page
    page.fill("#words", words)
    page.press("#words", "Enter")
    expect(page.locator("#log").get_by_text(re.compile(answer)).last).to_be_visible(timeout=10_000)


def test_a_resident_applies_the_clerk_issues_and_anyone_verifies(window, running, chromium):
    page = window.open("/simulator/")
    page.locator("#profile [data-act=follow]").click()
    log = page.locator("#log")
    expect(log.get_by_text(re.compile("可以问政策、约服务"))).to_be_visible()
    say(window, "居住证咋办", "居住证暂行条例")
    say(window, "预约两癌筛查 下周三上午9点", "请核对")
    say(window, "确认", "约好了")
    for words, answer in [
        ("办服务证", "同意吗"),
        ("1", "给谁办"),
        ("1", "请写姓名"),
        ("李小芳", "手机号是多少"),
        ("13800001234", "户籍在哪里"),
        ("安徽阜阳", "哪个村"),
        ("新河村", "详细住址"),
        ("3组15号", "哪天来本地"),
        ("今年3月", "主要做什么"),
        ("1", "希望得到哪些"),
        ("跳过", "请核对"),
    ]:
        say(window, words, answer)
    say(window, "确认", "已提交，编号 SQ-")
    window.shoot("simulator-1440")

    desk = log_in(Window(chromium, running.url, viewport={"width": 1440, "height": 900}), running, "clerk")
    desk.open("/admin/card/applications").get_by_role("link", name=re.compile("SQ-")).last.click()
    desk.page.locator("#issue summary").click()
    desk.page.fill("[name=document]", "320412190101010016")
    desk.page.check("[name=seen]")
    desk.page.get_by_role("button", name="核验无误，发证").click()
    expect(desk.page.locator("body")).to_contain_text("已发证")
    expect(desk.page.locator("body")).not_to_contain_text("320412190101010016")

    say(window, "我的服务证", "点这里出示二维码")
    page.get_by_role("link", name="点这里出示二维码").last.click()
    card = page.frame_locator("#frame")
    expect(card.get_by_text("流动人口服务证").first).to_be_visible()
    expect(card.locator("svg").first).to_be_visible()
    assert desk.complaints == []
    desk.page.context.close()


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_fit_every_width_and_are_accessible(window, path):
    look_at(window, path)


@pytest.mark.parametrize("path", CLERKS_PAGES)
def test_the_clerks_pages_fit_every_width_and_are_accessible(clerk, path):
    look_at(clerk, path)


@pytest.mark.parametrize("path", MANAGERS_PAGES)
def test_the_managers_pages_fit_every_width_and_are_accessible(window, running, path):
    look_at(log_in(window, running, "admin"), path)


def look_at(window: Window, path: str) -> None:
    page = window.open(path)
    expect(page.locator("h1")).to_have_count(1)
    for width in WIDTHS:
        window.width(width)
        assert window.overflow() <= 0, f"{path} is too wide at {width}"
        if width in (360, 1440):
            name = re.sub(r"\W+", "-", path.strip("/")) or "home"
            window.shoot(f"{name}-{width}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert window.violations() == [], f"{path} in {scheme}"


def test_the_desk_works_without_javascript(chromium, running):
    window = Window(chromium, running.url, java_script_enabled=False)
    desk = log_in(window, running, "clerk")
    page = desk.open("/admin/card/applications/2")
    page.get_by_role("button", name="通过并告诉居民").click()
    expect(page.locator("body")).to_contain_text("待窗口核验")
    desk.page.context.close()
