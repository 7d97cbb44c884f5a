"""Is the account connected."""

import click
from flask import current_app

from botapp.cli.town import town
from botapp.wechat.checkup import findings


@click.command()
def check() -> None:
    """Is the account connected: settings, our address, the token, the platform's own test, the templates."""
    with town():
        found = list(findings(current_app.config["PUBLIC_URL"].rstrip("/")))
    for finding in found:
        click.echo(f"{'✓' if finding.well else '✗'} {finding.step}：{finding.words}")
    if not all(finding.well for finding in found):
        raise click.ClickException("还没有接通，请从第一个 ✗ 开始改。")
