"""Answers about oneself in everyday words, and what they say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from botapp.forms.eligibility import FORMS, facts_of
from botapp.lib.eligibility import judge, verdict
from botapp.lib.rule import CHILDCARE_SUBSIDY, HPV_VACCINE, RULES

TODAY = date(2026, 11, 27)


def field(rule, name):
    return FORMS[rule]().questions[name]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("半年多", 183),
        ("三个月", 90),
        ("2年", 730),
        ("一年半", 547),
        ("100", 100),
        ("10天", 10),
        ("两个星期", 14),
    ],
)
def test_spans_are_read(words, days):
    assert field("residence_permit", "stayed_days").read(words) == str(days)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("是", "yes"),
        ("有的", "yes"),
        ("1", "yes"),
        ("没", "no"),
        ("没有", "no"),
        ("2", "no"),
        ("不知道", "?"),
    ],
)
def test_yes_and_no_are_read(words, said):
    assert field("residence_permit", "has_work").read(words) == said


def test_ages_are_read(app):
    assert field("cancer_screening", "age").read("今年三十六") == "36"
    assert field("cancer_screening", "age").read("1990年生的") == "36"
    with pytest.raises(ValidationError, match="周岁"):
        field("cancer_screening", "age").read("很大了")


def test_one_of_three_is_enough():
    facts = facts_of({"has_work": "yes"}, TODAY)
    assert facts["has_home"] is False and facts["has_school"] is False


@given(st.dates(date(2015, 1, 1), TODAY))
def test_a_child_is_in_the_subsidy_until_the_third_birthday_of_2025(born):
    """Whoever turned three before 2025-01-01 gets nothing; a first application has two years from 2025 on."""
    facts = {"is_legal": True, "has_custody": True, "born_on": born, "applied_before": True, "today": TODAY}
    too_old = (born.year + 3, born.month, born.day) <= (2025, 1, 1)
    assert (verdict(judge(CHILDCARE_SUBSIDY, facts)) == "no") == too_old


@given(st.dates(date(2010, 1, 1), TODAY), st.dates(TODAY, TODAY + timedelta(days=2000)))
def test_the_free_vaccine_begins_on_the_thirteenth_birthday(born, today):
    facts = {"is_girl": True, "born_on": born, "today": today}
    old_enough = (today.year - born.year, today.month, today.day) >= (13, born.month, born.day)
    expected = born > date(2011, 11, 10) and old_enough
    assert (verdict(judge(HPV_VACCINE, facts)) == "ok") == expected


def test_every_rule_has_a_form_that_asks_each_of_its_facts():
    assert set(FORMS) == {rule.name for rule in RULES}
    for form in FORMS.values():
        assert all(asked.ask for asked in form().questions.values())
