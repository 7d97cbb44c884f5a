"""`python -m botapp run`: the whole town in the foreground, on this machine."""

import contextlib
import os
import sys
from pathlib import Path

import click

import config
from botapp.supervisor import town
from botapp.supervisor.errors import CannotStart
from botapp.supervisor.place import ROOT, Place
from config import default


@click.group()
def main() -> None:
    """世代服务: the township's services in a chat window."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any free one."
)
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder for all that is stored.  [default: var]"
)
@click.option("--no-demo", is_flag=True, help="Without demonstration people.")
def run(host: str, port: int, data: Path | None, no_demo: bool) -> None:
    """Start everything, watch it, and stop it on Ctrl-C."""
    try:
        folder = (data or _usual_folder()).absolute()
        town.run(Place(host, port, folder, wants_demo=not no_demo), os.environ, _say)
    except (CannotStart, config.Wrong) as error:
        raise click.ClickException(str(error)) from error


def _usual_folder() -> Path:
    """The folder of the settings; the default one lies in the repository, wherever the command is called."""
    chosen = str(config.load(os.environ)["DATA_DIR"])
    return ROOT / chosen if chosen == default.DATA_DIR else Path(chosen)


def _say(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # whoever read our words has gone; the town has not
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(prog_name="python -m botapp")
