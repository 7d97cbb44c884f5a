"""What an operator types: bin/botapp COMMAND."""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import Migrate, upgrade
from sqlalchemy.engine import make_url

import config
from botapp import clock, demo
from botapp.app import create_app
from botapp.db import begin_writing, db
from botapp.errors import Refusal
from botapp.jobs import privacy
from botapp.lib.answer import Answerer
from botapp.lib.knowledge import Entry, read_all
from botapp.lib.rank import Index
from botapp.lib.trial import coverage, figures, read_sets
from botapp.models.policy import Policy
from botapp.models.staff import Role, Staff, random_password
from botapp.simulator import program
from botapp.simulator.account import GH_ID, MODES

migrations = Migrate(directory=str(Path(__file__).parent / "migrations"), render_as_batch=True)


def migrating(**overrides: Any) -> Flask:
    """The application with its migrations, which only the operator needs."""
    app = create_app(**overrides)
    migrations.init_app(app, db)
    return app


@click.group()
def main() -> None:
    """世代服务 on the command line."""


@main.command()
@click.option("--demo", "with_demo", is_flag=True, help="also seed people for trying out")
def setup(with_demo: bool) -> None:
    """Migrate, seed what is missing, make the first account; prints each new login as a JSON line."""
    app = migrating()
    with app.app_context():
        upgrade()
        begin_writing()
        demo.furnish()
        logins = [demo.first_staff(app.config["ADMIN_USER"], app.config["ADMIN_PASSWORD"])]
        if with_demo:
            demo.people()
            logins.append(demo.demo_clerk())
        db.session.commit()
    for username, password in filter(None, logins):
        click.echo(json.dumps({"admin": username, "password": password}))


@main.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line")
def ask(question: str | None, as_json: bool) -> None:
    """Answer a question without WeChat; `-` reads one question a line. Changes nothing."""
    engine = Answerer(_published())
    today = clock.today()
    for line in sys.stdin if question in (None, "-") else [str(question)]:
        outcome = _told(engine, line.rstrip("\n"), today)
        click.echo(json.dumps(outcome, ensure_ascii=False) if as_json else outcome["text"])


def _told(engine: Answerer, question: str, today: date) -> dict[str, Any]:
    outcome = engine.ask(question, today)
    return {
        "question": question,
        "outcome": outcome.outcome,
        "topic": outcome.topic,
        "entry": outcome.entry,
        "score": round(outcome.score, 4),
        "text": outcome.text,
        "citations": list(outcome.citations),
    }


def _published() -> list[Entry]:
    """The entries of the database, if there is one; else those of config/policies."""
    settings = config.load(os.environ)
    address = settings["DATABASE_URL"] or f"sqlite:///{settings['DATA_DIR']}/town.sqlite"
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).is_file():
        return _seeds()
    with create_app().app_context():
        return Policy.entries() or _seeds()


def _seeds() -> list[Entry]:
    return read_all(Path(config.__file__).parent / "policies")


@main.command()
@click.option(
    "--corpus", type=click.Path(exists=True, path_type=Path), required=True, help="lines: id TAB text"
)
@click.option("--train", type=click.Path(exists=True, path_type=Path), help="lines: question TAB text")
@click.option("--top", default=10, show_default=True)
def rank(corpus: Path, train: Path | None, top: int) -> None:
    """Rank someone else's text: a query a line on standard input, a JSON list of [id, score] a line out."""
    index = Index(_pairs(corpus), pairs=_pairs(train) if train else ())
    for line in sys.stdin:
        found = [[id_, round(score, 4)] for id_, score in index.search(line.strip(), top)]
        click.echo(json.dumps(found, ensure_ascii=False))


def _pairs(path: Path) -> list[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t", 1) for line in lines if "\t" in line)
    return [(left, right) for left, right in rows]


@main.command("eval")
@click.option("--json", "as_json", is_flag=True, help="print one JSON object")
def evaluate(as_json: bool) -> None:
    """Put the project's own questions to config/policies and count what came of it (docs/answers.md)."""
    engine, today = Answerer(_seeds()), clock.today()
    sets = read_sets(Path(config.__file__).parent / "questions")
    parts = {part: figures(engine, sets, part, today) for part in ("tune", "held")}
    table = coverage(engine, sets, today)
    if as_json:
        click.echo(json.dumps({**parts, "risk_coverage": table}))
        return
    for name in parts["held"]:
        click.echo(f"{name:<20}" + "".join(f"{part:>8}{parts[part][name]:>9.4g}" for part in parts))
    click.echo("least score, answered, of these wrong")
    for row in table:
        click.echo("{:.2f}   {:.3f}   {:.3f}".format(*row))


@main.group()
def staff() -> None:
    """Accounts of the admin page."""


@staff.command("add")
@click.argument("username")
@click.option("--name", required=True)
@click.option("--role", type=click.Choice([role.value for role in Role]), default="clerk", show_default=True)
def add_staff(username: str, name: str, role: str) -> None:
    """Make an account and print its password once."""
    password = random_password()
    _change(lambda: Staff.add(username, name, Role(role), password))
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

    _change(reset)
    click.echo(f"{username} {password}")


@staff.command("list")
def list_staff() -> None:
    """Who may log in."""
    with create_app().app_context():
        for person in Staff.everyone():
            click.echo(
                f"{person.username}\t{person.name}\t{person.role.word}\t{'' if person.active else '停用'}"
            )


@main.command("simulator")
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


@main.command()
def purge() -> None:
    """Drop what outlived its retention, as the clock does every night."""
    with create_app().app_context():
        click.echo(json.dumps(privacy.purge()))


def _change(act: Any) -> None:
    """One command, one transaction; a refusal is one line and changes nothing."""
    with create_app().app_context():
        begin_writing()
        try:
            act()
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        db.session.commit()


if __name__ == "__main__":
    main()
