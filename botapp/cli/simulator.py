"""The platform's double as a program of its own."""

from pathlib import Path

import click

from botapp.simulator import program
from botapp.simulator.account import GH_ID, MODES


@click.command("simulator")
@click.option(
    "--port", default=8400, show_default=True, type=click.IntRange(0, 65535), help="0: any free one"
)
@click.option("--webhook", default="http://127.0.0.1:8000/wechat", show_default=True, help="your backend")
@click.option("--token", default="simulator-token", show_default=True)
@click.option("--aes-key", default="", help="EncodingAESKey, 43 characters; needed unless the mode is plain")
@click.option("--app-id", default="wxsimulator000001", show_default=True)
@click.option("--secret", default="", help="AppSecret  [default: 32 zeros]")
@click.option("--mode", type=click.Choice(MODES), help="[default: safe with a key, else plain]")
@click.option("--gh-id", default=GH_ID, show_default=True, help="ToUserName of every push")
@click.option("--public-url", default="", help="host of your pages for logins  [default: the webhook's]")
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/simulator"), show_default=True)
def simulate(port: int, data: Path, mode: str | None, aes_key: str, **names: str) -> None:
    """A WeChat platform on this machine, without the town, for any backend: see docs/simulator.md."""
    chosen = mode or ("safe" if aes_key else "plain")
    wish = program.Wish(data=data.absolute(), mode=chosen, aes_key=aes_key, **names)
    try:
        program.serve(wish, port, click.echo)
    except (ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
