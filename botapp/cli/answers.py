"""The answering engine without WeChat: ask, rank, measure."""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy.engine import make_url

import config
from botapp import clock
from botapp.app import create_app
from botapp.lib.answer import Answerer
from botapp.lib.knowledge import Entry, read_all
from botapp.lib.rank import Index
from botapp.lib.trial import coverage, figures, read_sets
from botapp.models.policy import PAGES, Policy
from config import default


@click.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="print one JSON object a line")
def ask(question: str | None, as_json: bool) -> None:
    """Answer a question without WeChat; `-` reads one question a line. Changes nothing."""
    engine = Answerer(_published(), _pages())
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


def _pages() -> str:
    """Where the entries have their pages, when somebody said how this server is reached."""
    url = str(config.load(os.environ)["PUBLIC_URL"]).rstrip("/")
    return f"{url}{PAGES}" if url != default.PUBLIC_URL else ""


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


@click.command()
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


@click.command("eval")
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
