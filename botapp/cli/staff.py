"""Accounts of staff."""

import click

from botapp.app import create_app
from botapp.cli.town import change
from botapp.errors import Refusal
from botapp.models.staff import Role, Staff, random_password


@click.group()
def staff() -> None:
    """Accounts of the admin page."""


@staff.command("add")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), default="clerk", show_default=True)
def add_staff(username: str, name: str, role: str) -> None:
    """Make an account and print its password once."""
    password = random_password()
    change(lambda: Staff.add(username, name, Role(role), password))
    click.echo(f"{username} {password}")


@staff.command("reset")
@click.argument("username")
def reset_staff(username: str) -> None:
    """Give an account a new password, printed once, and lift its lock."""
    password = random_password()

    def reset() -> None:
        found = Staff.named(username)
        if found is None:
            raise Refusal(f"没有登录名为 {username} 的人。")
        found.set_password(password)

    change(reset)
    click.echo(f"{username} {password}")


@staff.command("list")
def list_staff() -> None:
    """Who may log in."""
    with create_app().app_context():
        for person in Staff.everyone():
            click.echo(
                f"{person.username}\t{person.name}\t{person.role.word}\t{'' if person.active else '停用'}"
            )
