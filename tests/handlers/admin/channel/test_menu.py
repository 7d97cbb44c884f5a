"""The manager publishes the menu of the file, sees what differs, and steps back to an earlier version."""

import pytest
from sqlalchemy import text

from botapp.db import db
from botapp.handlers.admin.channel import menu as page_
from botapp.lib.menu import read
from botapp.models.audit import Audit
from botapp.models.menu import MenuVersion
from botapp.wechat import menu
from tests.handlers.admin.conftest import notes
from tests.hosting import hosted

LEAF = '[[button]]\nname = "{0}"\ntype = "click"\nkey = "{0}"\n'
PAGE = "/admin/channel/menu"


@pytest.fixture
def host(app, tmp_path, monkeypatch):
    """The platform that hosts the account."""
    with hosted(tmp_path, monkeypatch) as host:
        yield host


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A menu file of the test's own."""
    file = tmp_path / "menu.toml"
    file.write_text(LEAF.format("预约"), encoding="utf-8")
    monkeypatch.setattr(page_, "FILE", file)
    return file


def versions() -> list[MenuVersion]:
    """What was published, as it is now."""
    db.session.rollback()
    return MenuVersion.history()


def test_publishing_reaches_the_platform_and_is_remembered_with_who(manager, host, file):
    assert "还没有发布过" in manager.open(PAGE) and "增 「预约」" in manager.open(f"{PAGE}/live")
    manager.click(f"{PAGE}/publish")
    assert menu.live() == read(file.read_text(encoding="utf-8"))
    (version,) = versions()
    assert version.published_by_id == manager.staff.id
    assert Audit.about("menu", version.id)[0].action == "publish"
    assert "和上次发布的一样" in manager.open(PAGE)


def test_the_shipped_menu_can_be_published_as_it_is(manager, host):
    manager.click(f"{PAGE}/publish")
    assert len(menu.live().buttons) == 3


def test_a_faulty_file_is_named_and_not_published(manager, host, file):
    file.write_text(LEAF.format("没人答的话"), encoding="utf-8")
    assert "点了「没人答的话」没有人回答" in manager.open(PAGE)
    manager.click(f"{PAGE}/publish", 409)
    file.write_text("[[buttons]]", encoding="utf-8")
    assert "不认识的「buttons」" in manager.open(PAGE)
    manager.click(f"{PAGE}/publish", 409)
    assert menu.live() is None and versions() == []


def test_what_the_platform_refuses_is_no_version(manager, host, file):
    host.strike("menu/create", kind="code", code=48001)
    manager.click(f"{PAGE}/publish", back=PAGE)
    assert "微信没有办成：公众号没有这项权限（代码 48001" in notes(manager.open(PAGE))
    assert versions() == []


def test_an_earlier_version_comes_back_as_a_new_one(manager, host, file):
    for name in ("预约", "需求"):
        file.write_text(LEAF.format(name), encoding="utf-8")
        manager.click(f"{PAGE}/publish")
    first = versions()[-1].id
    assert "增 「预约」" in manager.open(PAGE) and "删 「需求」" in manager.open(PAGE)
    manager.click(f"{PAGE}/{first}/return")
    assert [button.name for button in menu.live().buttons] == ["预约"]
    assert versions()[0].note == f"退回到第{first}版" and len(versions()) == 3
    assert "退回到这一版" in manager.open(PAGE)


def test_the_phone_is_compared_only_on_a_click(manager, host, file):
    manager.click(f"{PAGE}/publish")
    menu.publish(read(LEAF.format("需求")))
    assert "和上次发布的一样" in manager.open(PAGE)
    page = manager.open(f"{PAGE}/live")
    assert "删 「需求」" in page and "和手机上现在的比" in page


def test_nobody_waits_for_the_platform_behind_a_lock(manager, host, file, monkeypatch):
    published = menu.publish

    def write_meanwhile(wanted):
        with db.engine.connect() as other:
            other.execution_options(writes=True)
            other.execute(text("UPDATE tally SET count = count"))
            other.commit()
        published(wanted)

    monkeypatch.setattr(page_.account_menu, "publish", write_meanwhile)
    manager.click(f"{PAGE}/publish")
    assert len(versions()) == 1
