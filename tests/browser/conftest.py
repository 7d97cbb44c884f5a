"""A real town, and Chromium in front of it; screenshots go to screens/ for people to look at."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page

from tests.test_run import Town

SCREENS = Path(__file__).parents[2] / "screens"
AXE = (
    "async () => (await axe.run(document, {runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', "
    "'wcag21aa', 'wcag22aa', 'best-practice']}})).violations"
    ".map(found => found.id + ' ' + found.nodes.map(node => node.html).join(' | '))"
)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town that was just started, with its demo people."""
    town = Town(tmp_path_factory.mktemp("town") / "data")
    yield town
    town.end()


class Window:
    """One page and what went wrong in it."""

    def __init__(self, browser: Browser, base: str, **looks: object) -> None:
        self.base = base.rstrip("/")
        self.page: Page = browser.new_context(locale="zh-CN", reduced_motion="reduce", **looks).new_page()
        self.complaints: list[str] = []
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def width(self, pixels: int) -> None:
        """Look through a phone or a desktop."""
        self.page.set_viewport_size({"width": pixels, "height": 812 if pixels < 700 else 900})

    def overflow(self) -> int:
        """How many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA and best practice."""
        source = Path(axe_playwright_python.__file__).parent / "axe.min.js"
        self.page.evaluate(source.read_text(encoding="utf-8"))
        return list(self.page.evaluate(AXE))

    def shoot(self, name: str) -> None:
        """Keep a picture for people to look at."""
        SCREENS.mkdir(exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


@pytest.fixture
def window(chromium: Browser, running: Town) -> Iterator[Window]:
    """A desktop window on the town."""
    opened = Window(chromium, running.url, viewport={"width": 1440, "height": 900})
    yield opened
    opened.page.context.close()
    assert opened.complaints == []


def password_of(town: Town, username: str) -> str:
    """The password that the start printed."""
    return next(line.split()[-1] for line in town.said if line.startswith("登录") and username in line)


@pytest.fixture
def clerk(window: Window, running: Town) -> Window:
    """The window after the clerk has logged in."""
    return log_in(window, running, "clerk")


def log_in(window: Window, town: Town, username: str) -> Window:
    """Log in at the admin pages."""
    page = window.open("/admin/login")
    page.fill("[name=username]", username)
    page.fill("[name=password]", password_of(town, username))
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")
    return window
