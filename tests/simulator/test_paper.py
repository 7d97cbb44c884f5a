"""docs/simulator.md names every command, act, stance, fault, setting and promise, and no other command."""

import re
from pathlib import Path

import pytest

from botapp.simulator import account, act, audit, command, crypto, people
from botapp.simulator.platform import trouble

PAPER = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text(encoding="utf-8")
NAMES = (*act.ACTS, *people.STANCES, *trouble.KINDS, *command.SETTINGS, *account.CHANGEABLE, *account.MODES)


def test_the_table_of_commands_is_complete() -> None:
    table = PAPER.partition("## Commands")[2].partition("\n\n**Acts**")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(command.COMMANDS)


@pytest.mark.parametrize("name", sorted({*NAMES} - {"click"}))
def test_every_name_is_told(name: str) -> None:
    assert f"`{name}`" in PAPER


@pytest.mark.parametrize("rule", audit.RULES)
def test_every_promise_is_told(rule: str) -> None:
    words = re.sub(r"\s+", " ", PAPER)
    assert rule in words


def test_the_key_of_the_example_is_one() -> None:
    found = re.search(r"--aes-key (\w+)", PAPER)
    assert found
    assert crypto.key_of(found[1])
