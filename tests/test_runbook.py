"""The runbook names every figure and every alarm there is, and its commands do what it says."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from botapp.lib.errcode import MEANINGS, Do
from botapp.lib.menu import read
from botapp.lib.seal import new_key

ROOT = Path(__file__).parents[1]
PAPER = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
SECTIONS = dict(part.split("\n", 1) for part in PAPER.split("\n## ")[1:])
ALARMING = {Do.ALARM, Do.TOMORROW, Do.RENEW}


def blocks(section: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", SECTIONS[section], re.MULTILINE | re.DOTALL)


def test_every_figure_is_explained_and_no_other_is(app):
    page = app.test_client().get("/metrics").get_data(as_text=True)
    shown = {family.name for family in text_string_to_metric_families(page)}
    shown -= {"botapp_queue_jobs", "botapp_workers"}  # left out without Redis
    named = {name.removesuffix("_total") for name in re.findall(r"^\| `(botapp_\w+)`", PAPER, re.MULTILINE)}
    assert named - {"botapp_queue_jobs", "botapp_workers"} == shown


def test_every_code_that_alarms_has_a_line():
    rows = SECTIONS["Alarms, code by code"].split("These are no alarms")[0]
    named = set()
    for cell in re.findall(r"^\| ([\d -]+) \|", rows, re.MULTILINE):
        for first, _, last in (word.partition("-") for word in cell.split()):
            named |= set(range(int(first), int(last or first) + 1))
    assert named == {code for code, told in MEANINGS.items() if told.do in ALARMING}


def test_the_variant_is_a_menu():
    (example,) = blocks("The account's menu", "toml")
    assert read(example).variants[0].tag == "持证居民"


@pytest.fixture(scope="module")
def operator(tmp_path_factory):
    """A shell in a folder with a town that was set up: run a text of commands, get what it printed."""
    folder = tmp_path_factory.mktemp("operator")
    (folder / ".venv").symlink_to(ROOT / ".venv")
    names = {"PYTHONPATH": str(ROOT), "BOTAPP_DATA_DIR": "var", "BOTAPP_DATA_KEYS": new_key()}
    (folder / "var/keys").mkdir(parents=True)
    (folder / "var/keys/DATA_KEYS").write_text("kept")

    def run(commands: str, **more: str) -> str:
        environ = {"PATH": os.environ["PATH"], **names, **more}
        done = subprocess.run(
            ["sh", "-eu"],
            input=commands,
            text=True,
            cwd=folder,
            env=environ,
            capture_output=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(".venv/bin/python -m botapp.cli setup")
    run.folder, run.sqlite = folder, f"sqlite:///{folder}/var/town.sqlite"
    return run


def ask(address: str, question: str) -> list[object]:
    """The first column of what a database answers, after it has been changed where that was asked."""
    engine = create_engine(address)
    with engine.begin() as town:
        rows = town.execute(text(question))
        answer = [row[0] for row in rows] if rows.returns_rows else []
    engine.dispose()
    return answer


def test_what_was_backed_up_comes_back(operator):
    backup, restore = blocks("Back up, restore", "sh")
    operator(backup)
    ask(operator.sqlite, "UPDATE staff SET username = 'changed'")
    (operator.folder / "var/keys/DATA_KEYS").write_text("lost")
    operator(restore)
    assert ask(operator.sqlite, "SELECT username FROM staff") == ["admin"]
    assert (operator.folder / "var/keys/DATA_KEYS").read_text() == "kept"


def test_the_stored_token_is_forgotten(operator):
    ask(operator.sqlite, "INSERT INTO credential (name, forced_count) VALUES ('token', 0)")
    operator(blocks("Trouble with the token", "sh")[0])
    assert ask(operator.sqlite, "SELECT name FROM credential") == []


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_town_moves_to_postgresql_with_its_numbers(operator, database):
    engine = create_engine(database, isolation_level="AUTOCOMMIT")
    with engine.connect() as server:
        server.execute(text("DROP DATABASE IF EXISTS moved"))
        server.execute(text("CREATE DATABASE moved"))
    engine.dispose()
    moved = make_url(database).set(database="moved").render_as_string(hide_password=False)
    (copy,) = blocks("To PostgreSQL, to several machines", "sh")
    assert "policy 112" in operator(copy, BOTAPP_DATABASE_URL=moved)
    assert ask(moved, "SELECT username FROM staff") == ["admin"]
    assert ask(moved, "SELECT nextval(pg_get_serial_sequence('policy', 'id'))") == [113]
