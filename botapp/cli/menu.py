"""The account's menu: what the file says, what phones show, what was published."""

from pathlib import Path

import click

import config
from botapp import clock, router
from botapp.cli.town import change, town
from botapp.lib.menu import Menu, listed, read
from botapp.lib.menu.change import changes
from botapp.lib.menu.lint import sound
from botapp.models.menu import MenuVersion
from botapp.wechat import menu as account_menu

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
USUAL = Path(config.__file__).parent / "menu.toml"
MENU = click.option("--file", "path", type=FILE, default=USUAL, help="[default: config/menu.toml]")


@click.group("menu")
def menu_() -> None:
    """The account's menu: what config/menu.toml says, and what phones show."""


@menu_.command("lint")
@MENU
def lint_menu(path: Path) -> None:
    """Name every fault with its place; ends with 1 when there is one."""
    with town():
        sound(path.read_text(encoding="utf-8"), router.answers)
    click.echo("菜单没有问题。")


@menu_.command("show")
@click.argument("number", type=int, required=False)
@MENU
def show_menu(number: int | None, path: Path) -> None:
    """The buttons of the file, or of a version that was published, and what each does."""
    with town():
        kept = MenuVersion.numbered(number).content if number else path.read_text(encoding="utf-8")
        click.echo("\n".join(listed(read(kept))))


@menu_.command("diff")
@MENU
def compare_menu(path: Path) -> None:
    """What publishing the file would change on the phones."""
    with town():
        lines = changes(account_menu.live() or Menu(()), read(path.read_text(encoding="utf-8")))
    click.echo("\n".join(lines or ["没有不同。"]))


@menu_.command("publish")
@click.option("--note", default="", help="why, for the history")
@MENU
def publish_menu(note: str, path: Path) -> None:
    """Let phones show the file's menu: checked, sent, read back, remembered as a version."""
    _publish(path.read_text(encoding="utf-8"), note)


@menu_.command("rollback")
@click.argument("number", type=int, required=False)
def return_menu(number: int | None) -> None:
    """Publish an earlier version again, as a new one; without a number the one before the newest."""
    with town():
        version = MenuVersion.numbered(number) if number else MenuVersion.before_the_newest()
        text, note = version.content, version.return_note
    _publish(text, note)


@menu_.command("history")
def list_menus() -> None:
    """What was published, the newest first."""
    with town():
        for row in MenuVersion.history():
            click.echo(f"第{row.id}版\t{clock.local(row.published_at):%Y-%m-%d %H:%M}\t{row.by}\t{row.note}")


def _publish(text: str, note: str) -> None:
    """The platform is asked outside any transaction; what it has taken is then remembered."""
    with town():
        account_menu.publish(sound(text, router.answers))
    change(lambda: MenuVersion.keep(text, None, note))
    click.echo("已发布，手机上五分钟内会换成新菜单。")
