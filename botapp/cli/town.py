"""DOOR operator: the town's rows, one command one transaction; what is refused is one line."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask_migrate import Migrate, upgrade
from sqlalchemy.exc import OperationalError, ProgrammingError

from botapp import demo
from botapp.app import create_app
from botapp.db import begin_writing, db
from botapp.errors import Refusal, Trouble
from botapp.jobs import privacy
from botapp.lib.menu import Faulty

migrations = Migrate(directory=str(Path(__file__).parents[1] / "migrations"), render_as_batch=True)


def migrating(**overrides: Any) -> Flask:
    """The application with its migrations, which only the operator needs."""
    app = create_app(**overrides)
    migrations.init_app(app, db)
    return app


@click.command()
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


@click.command()
def purge() -> None:
    """Drop what outlived its retention, as the clock does every night."""
    with create_app().app_context():
        click.echo(json.dumps(privacy.purge()))


def change(act: Callable[[], object]) -> None:
    """One command, one transaction; a refusal is one line and changes nothing."""
    with town():
        begin_writing()
        act()
        db.session.commit()


@contextmanager
def town() -> Iterator[None]:
    """The application; what it or the platform refuses is one line."""
    with create_app().app_context():
        try:
            yield
        except (Refusal, Faulty) as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except (OperationalError, ProgrammingError) as error:
            raise click.ClickException("数据库打不开或还没有建好：请先运行 bin/botapp setup。") from error
        except Trouble as trouble:
            raise click.ClickException(f"微信没有办成：{trouble.told}") from trouble
