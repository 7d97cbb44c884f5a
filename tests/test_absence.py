"""What this product must never have: quotas, surveillance, gates and rankings of people or villages."""

import ast
import re
from pathlib import Path

from flask import Flask

from botapp.db import db
from botapp.dialogue import forms
from botapp.models.card import Application
from botapp.words import NOTICES

ROOT = Path(__file__).parent.parent / "botapp"
DENIED = re.compile(
    r"(birth_?(quota|plan|rate|count|permit)|quota|sex_?ratio|fet(al|us)|gender_of_child|contracepti\w*_?"
    r"(rate|uptake|coverage|status)|sterili[sz]|iud_(rate|status)|pregnancy_?(test|check)_?(due|list|report|status)|"
    r"one_vote|veto|accountab\w+_(score|rank)|scor(e|ing)_of_(resident|village|person)|rank(ing)?_of_(resident|village)|"
    r"village_rank|leaderboard|credit_score|marital|children_count|number_of_children|parity|ethnic|"
    r"gate_?(check|pass)|required_for_(rent|work|school)|report_to_(hometown|origin|police)|census)",
    re.IGNORECASE,
)
DENIED_WORDS = (
    "生育指标",
    "避孕率",
    "孕情",
    "孕检证明",
    "一票否决",
    "超生",
    "性别比",
    "查验婚育证明",
    "排名",
    "打卡",
    "积分",
)


def identifiers() -> set[str]:
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            elif isinstance(node, ast.arg):
                found.add(node.arg)
    return found


def test_no_identifier_names_a_quota_or_a_surveillance():
    assert sorted(name for name in identifiers() if DENIED.search(name)) == []


def test_no_table_or_column_holds_them():
    names = [f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns]
    assert len(names) > 100
    assert [name for name in names if DENIED.search(name)] == []


def test_no_route_leads_to_them(app: Flask):
    routes = [rule.rule + rule.endpoint for rule in app.url_map.iter_rules()]
    assert [route for route in routes if DENIED.search(route)] == []


def test_no_form_asks_for_marriage_births_or_contraception():
    for form in forms():
        for name, field in form().questions.items():
            assert not DENIED.search(name)
            asked = field.ask + field.label
            assert not re.search(r"婚姻|结婚|几个孩子|生育|避孕|民族|收入|怀孕", asked), (form, name)


def test_no_page_or_message_of_ours_speaks_of_them():
    for path in [*ROOT.glob("templates/**/*.html"), *ROOT.glob("templates/**/*.txt")]:
        text = path.read_text()
        assert [word for word in DENIED_WORDS if word in text] == [], path


def test_no_message_reminds_of_contraception_or_pregnancy_by_name():
    for subject, note in NOTICES.values():
        assert not re.search(r"避孕|怀孕|环|流产|两癌|HPV|艾滋", subject + note)


def test_the_document_number_has_no_column():
    columns = set(Application.__table__.columns.keys())
    assert "identity_index" in columns
    assert not columns & {"identity", "id_number", "document", "identity_number"}
