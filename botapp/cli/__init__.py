"""What an operator types: bin/botapp COMMAND."""

import click

from botapp.cli import account, answers, menu, simulator, staff
from botapp.cli.town import migrating, purge, setup

__all__ = ["main", "migrating"]


@click.group()
def main() -> None:
    """世代服务 on the command line."""


for command in (
    setup,
    answers.ask,
    answers.rank,
    answers.evaluate,
    staff.staff,
    menu.menu_,
    account.check,
    simulator.simulate,
    purge,
):
    main.add_command(command)
