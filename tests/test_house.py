"""The rules of the house, checked."""

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from botapp import dialogue, jobs, router, words
from botapp.handlers import RESIDENTS
from botapp.models import resident as resident_model

ROOT = Path(__file__).parent.parent
SOURCES = sorted(
    path
    for path in (ROOT / "botapp").rglob("*.py")
    if "migrations" not in path.parts and "static" not in path.parts
)
DOORS = {
    "handlers/webhook.py",
    "handlers/page.py",
    "handlers/admin/login.py",  # wrong tries are counted although the page is a refusal
    "jobs/__init__.py",
    "cli/town.py",
}
FORBIDDEN_NAMES = re.compile(r"(?i)^(util|utils|helper|helpers|manager|data|info|process|handle_.+)$")
LONGEST_FUNCTION, LONGEST_FILE = 40, 330


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "botapp"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_file_says_what_it_is_for(path):
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_only_doors_commit(path):
    if name_of(path) not in DOORS and "simulator" not in path.parts:
        assert "session.commit" not in path.read_text()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_fit_on_a_page(path):
    text = path.read_text()
    assert text.count("\n") <= LONGEST_FILE or path.name in {"dialogue.py", "card.py"}
    for node in functions(ast.parse(text)):
        length = (node.end_lineno or 0) - (node.body[0].lineno if node.body else node.lineno) + 1
        assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_names_say_what_things_are(path):
    tree = ast.parse(path.read_text())
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = [*classes, *(node.name for node in functions(tree)), path.stem]
    assert [name for name in names if FORBIDDEN_NAMES.match(name)] == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_only_the_settings_read_the_environment(path):
    if name_of(path) not in {"app.py", "cli/answers.py", "__main__.py"} and "supervisor" not in path.parts:
        assert "os.environ" not in path.read_text()


def test_every_stem_is_a_word_of_the_glossary():
    glossary = (ROOT / "README.md").read_text()
    for folder in ("handlers", "forms", "models", "jobs"):
        for path in (ROOT / "botapp" / folder).glob("[!_]*.py"):
            if path.stem not in {"webhook", "page", "fields", "tick", "message", "draft", "greeting"}:
                assert f"`{path.stem}`" in glossary, path.stem


def test_every_staff_page_asks_for_login(app: Flask):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/admin") and not rule.endpoint.endswith(("login", "log_in")):
            address = re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule)
            method = "POST" if "POST" in (rule.methods or ()) else "GET"
            answer = client.open(address, method=method)
            assert answer.status_code == 401 or "/admin/login" in answer.headers.get("Location", ""), rule


def test_every_job_that_is_enqueued_exists():
    for path in SOURCES:
        for dotted in re.findall(r'"(botapp\.jobs\.\w+\.\w+)"', path.read_text()):
            module, _, name = dotted.rpartition(".")
            assert callable(getattr(importlib.import_module(module), name)), dotted


def test_every_question_of_every_form_is_asked_in_words():
    assert dialogue.forms()
    for form in dialogue.forms():
        for name, field in form().questions.items():
            assert field.ask.strip() and field.label.strip(), (form, name)


def test_every_kind_of_letter_has_words():
    templates = {path.stem for path in (ROOT / "botapp/templates/chat").glob("*.txt")}
    assert set(words.NOTICES) <= templates
    written = set()
    for path in SOURCES:
        written |= set(re.findall(r'Outbox\.write\(\s*[\w.]+,\s*"(\w+)"', path.read_text()))
    assert written and written <= templates


def test_reserved_words_of_the_contract_are_answered():
    promised = ["预约", "我的预约", "取消预约", "改期", "办服务证", "我的服务证", "进度", "我的资料"]
    assert [word for word in promised if not router.is_word(word)] == []
    assert len(RESIDENTS) and jobs and resident_model
