"""Eligibility: only what is needed is asked, and each line says ok, no or missing with its clause."""

from botapp.lib.eligibility import judge, needs, verdict
from botapp.lib.rule import RESIDENCE_PERMIT, RULES, SERVICE_CARD


def test_with_nothing_told_everything_is_asked_once_and_in_order() -> None:
    assert [one.name for one in needs(RESIDENCE_PERMIT)] == [
        "is_local", "arrived_on", "has_work", "has_home", "has_school",
    ]  # fmt: skip


def test_what_was_told_is_not_asked_again() -> None:
    assert [one.name for one in needs(SERVICE_CARD, {"is_local": False})] == ["arrived_on"]


def test_after_a_no_nothing_more_is_asked() -> None:
    assert needs(SERVICE_CARD, {"is_local": True}) == []


def test_a_missing_fact_is_missing_and_not_a_no() -> None:
    lines = judge(SERVICE_CARD, {"is_local": False})
    assert [line.verdict for line in lines] == ["ok", "missing"]
    assert verdict(lines) == "missing"


def test_every_line_of_every_rule_names_its_clause() -> None:
    assert all(line.clause and line.words for rule in RULES for line in judge(rule, {}))


def test_the_day_of_today_is_never_asked() -> None:
    assert not [one for rule in RULES for one in needs(rule) if one.name == "today"]
