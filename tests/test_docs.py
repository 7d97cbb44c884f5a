"""The papers speak of what is there: paths, commands, settings, states, words."""

import enum
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from botapp import cli
from config import default

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
PAPERS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FOLDERS = ("bin", "bench", "botapp", "config", "docs", "tests")
NAMED = re.compile(rf"(?<![\w./-])(?:(?:{'|'.join(FOLDERS)})/[\w./-]*|worker\.py|pyproject\.toml)")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
COMMAND = re.compile(r"bin/botapp ((?:[a-z]+\b ?)+)")
STATES = {"Status", "State", "Outcome", "Answer"}
MADE_UP = "foo"  # the feature of the checklist

every_paper = pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: str(paper.relative_to(ROOT)))


def words_in(paper: Path) -> str:
    return paper.read_text(encoding="utf-8")


def prose(paper: Path) -> str:
    """A paper without its blocks of commands and pictures."""
    return re.sub(r"^```.*?^```", "", words_in(paper), flags=re.DOTALL | re.MULTILINE)


def headings(paper: Path) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", prose(paper), re.MULTILINE)]


def glossary(paper: Path) -> list[str]:
    """The words of the table whose rows are: word, Chinese, meaning."""
    return re.findall(r"^\| `(\w+)` \| [^|`]+ \| [^|]+ \|$", words_in(paper), re.MULTILINE)


def status_enums() -> Iterator[tuple[str, type[enum.StrEnum]]]:
    """(file, enum) of everything in the models that a row can be."""
    for path in sorted((ROOT / "botapp/models").rglob("[!_]*.py")):
        place = path.relative_to(ROOT)
        module = importlib.import_module(".".join(place.with_suffix("").parts))
        for name, thing in vars(module).items():
            if name in STATES and thing.__module__ == module.__name__:
                yield str(place), thing


@every_paper
def test_every_path_that_is_named_exists(paper):
    named = {path.rstrip(".") for path in NAMED.findall(words_in(paper)) if MADE_UP not in path}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


@every_paper
def test_every_link_leads_somewhere(paper):
    assert [link for link in LINK.findall(words_in(paper)) if not (paper.parent / link).exists()] == []


@every_paper
def test_every_command_that_is_named_is_a_command(paper):
    for line in COMMAND.findall(" ".join(re.findall(r"`[^`\n]*bin/botapp[^`\n]*`", words_in(paper)))):
        found: click.Command = cli.main
        for word in line.split():
            if isinstance(found, click.Group):
                assert word in found.commands, line
                found = found.commands[word]


@every_paper
def test_every_setting_that_is_named_is_a_setting(paper):
    for name in re.findall(r"\bBOTAPP_([A-Z][A-Z_]*[A-Z])\b", words_in(paper)):
        assert hasattr(default, name.removesuffix("_FILE")), name


def test_every_setting_has_a_comment():
    lines = words_in(ROOT / "config/default.py").splitlines()
    settings = [line for line in lines if re.match(r"[A-Z_]+ = ", line)]
    assert len(settings) == len([name for name in vars(default) if name.isupper()])
    assert [line for line in settings if not re.search(r"  # \S", line)] == []


def test_the_settings_of_the_readme_exist():
    rows = re.findall(r"^\| (`[A-Z_]+`(?:, `[A-Z_]+`)*) \|", words_in(ENGLISH), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"[A-Z_]+", row)]
    assert named
    assert [name for name in named if not hasattr(default, name)] == []


def test_the_readme_says_the_same_in_both_languages():
    assert headings(ENGLISH) == headings(CHINESE)
    assert glossary(ENGLISH) == glossary(CHINESE)
    assert set(NAMED.findall(words_in(ENGLISH))) == set(NAMED.findall(words_in(CHINESE)))
    assert len(glossary(ENGLISH)) == len(set(glossary(ENGLISH))) > 15


def test_every_state_is_in_the_table_of_its_file():
    sections = words_in(ROOT / "docs/states.md").split("\n## ")
    found = list(status_enums())
    assert len(found) > 5
    for file, states in found:
        told = "".join(section for section in sections if f"`{file}`" in section)
        assert [state for state in states if f"`{state}`" not in told] == [], file


def test_every_verb_of_the_states_is_a_method():
    models = "".join(words_in(path) for path in (ROOT / "botapp/models").rglob("*.py"))
    verbs = set(re.findall(r"^\| [^|]+ \| `(\w+)`", words_in(ROOT / "docs/states.md"), re.MULTILINE))
    assert verbs
    assert [verb for verb in sorted(verbs) if f"def {verb}(" not in models] == []


def test_decisions_are_numbered_without_a_gap_and_have_the_same_three_parts():
    pages = sorted((ROOT / "docs/adr").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert words_in(page).startswith(f"# {int(page.name[:4])}. ")
        assert re.findall(r"^## (.+)$", words_in(page), re.MULTILINE) == [
            "Context",
            "Decision",
            "Consequences",
        ]
