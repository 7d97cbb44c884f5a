"""公众号菜单: what the file says, what phones show, what would change; publish it, or an earlier version."""

from pathlib import Path

from flask import render_template
from werkzeug.wrappers import Response

import config
from botapp import router
from botapp.errors import Refusal
from botapp.handlers.admin import bp, done, find, me, needs
from botapp.handlers.admin.channel import asking
from botapp.lib.menu import Faulty, Menu, read
from botapp.lib.menu.change import changes
from botapp.lib.menu.lint import faults, sound
from botapp.models.audit import Audit
from botapp.models.menu import MenuVersion
from botapp.models.staff import Role
from botapp.wechat import menu as account_menu

FILE = Path(config.__file__).parent / "menu.toml"


@bp.get("/channel/menu")
@needs(Role.MANAGER)
def account_menu_page() -> str:
    """The file beside the newest published version; the platform is not asked."""
    return _page()


@bp.get("/channel/menu/live")
@needs(Role.MANAGER)
def live_menu() -> str:
    """The file beside what the platform has now."""
    with asking():
        live = account_menu.live()
    return _page(live=live or Menu(()), asked=True)


@bp.post("/channel/menu/publish")
@needs(Role.MANAGER)
def publish_menu() -> Response:
    """Let phones show the menu of the file."""
    return _publish(FILE.read_text(encoding="utf-8"), "")


@bp.post("/channel/menu/<int:id_>/return")
@needs(Role.MANAGER)
def return_menu(id_: int) -> Response:
    """Publish an earlier version again, as a new one."""
    version = find(MenuVersion, id_)
    return _publish(version.content, version.return_note)


def _publish(text: str, note: str) -> Response:
    wanted = _sound(text)
    with asking():
        account_menu.publish(wanted)
    version = MenuVersion.keep(text, me(), note)
    Audit.record(me(), "publish", "menu", version.id, reason=note)
    return done("已发布，手机上五分钟内会换成新菜单。", "account_menu_page")


def _sound(text: str) -> Menu:
    try:
        return sound(text, router.answers)
    except Faulty as error:
        raise Refusal(str(error)) from error


def _page(live: Menu | None = None, *, asked: bool = False) -> str:
    rows = MenuVersion.history()
    before = live or (rows[0].menu if rows else Menu(()))
    wanted, wrong = _wanted()
    return render_template(
        "admin/channel/menu.html",
        wanted=wanted,
        wrong=wrong,
        differing=changes(before, wanted),
        asked=asked,
        rows=rows,
        returning={row.id: changes(rows[0].menu, row.menu) for row in rows},
    )


def _wanted() -> tuple[Menu, list[str]]:
    """The menu of the file, and what is wrong with it."""
    try:
        wanted = read(FILE.read_text(encoding="utf-8"))
    except Faulty as error:
        return Menu(()), [str(error)]
    return wanted, faults(wanted, router.answers)
