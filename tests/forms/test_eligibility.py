"""Answers about oneself in everyday words, and what they say."""

from datetime import UTC, date, datetime, timedelta

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
    ("words", "day"),
    [
        ("半年多", date(2026, 5, 27)),
        ("半年", date(2026, 5, 27)),
        ("6个月", date(2026, 5, 27)),
        ("三个月了", date(2026, 8, 27)),
        ("2年", date(2024, 11, 27)),
        ("一年半", date(2025, 5, 27)),
        ("两个半月", date(2026, 9, 12)),
        ("100天", date(2026, 8, 19)),
        ("两个星期", date(2026, 11, 13)),
        ("今年8月来的", date(2026, 8, 1)),
        ("去年八月来的", date(2025, 8, 1)),
        ("2026年9月来的", date(2026, 9, 1)),
        ("9月1日来的", date(2026, 9, 1)),
        ("2025-03-04", date(2025, 3, 4)),
        ("上个月", date(2026, 10, 1)),
        ("昨天刚到", date(2026, 11, 26)),
    ],
)
def test_the_day_of_arrival_is_read(at_noon, words, day):
    assert field("residence_permit", "arrived_on").read(words) == day.isoformat()


@pytest.mark.parametrize("words", ["2", "100", "很久了", "24年来的", "明年3月", "2024年来的"])
def test_what_is_not_clear_is_asked_again(at_noon, words):
    with pytest.raises(ValidationError):
        field("residence_permit", "arrived_on").read(words)


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr("botapp.clock._Source.stopped", datetime(2026, 11, 27, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("name", "words", "said"),
    [
        ("is_local", "外地的", "no"),
        ("is_local", "是外地户口", "no"),
        ("is_local", "本地人", "yes"),
        ("has_work", "没问题", "yes"),
        ("has_work", "在厂里上班", "yes"),
        ("has_home", "租房", "yes"),
        ("has_home", "没租", "no"),
    ],
)
def test_a_question_knows_its_own_words(name, words, said):
    assert field("residence_permit", name).read(words) == said


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


def test_ages_are_read(at_noon):
    assert field("cancer_screening", "age").read("今年三十六") == "36"
    assert field("cancer_screening", "age").read("1980年生的") == "46"
    assert field("cancer_screening", "age").read("1991年12月生的") == "34"
    assert field("cancer_screening", "age").read("1991年5月") == "35"
    for unclear in ("很大了", "虚岁36", "1991年生的", "200"):
        with pytest.raises(ValidationError, match="周岁"):
            field("cancer_screening", "age").read(unclear)


def test_one_of_three_is_enough():
    facts = facts_of({"has_work": "yes"}, TODAY)
    assert facts["has_home"] is False and facts["has_school"] is False


@given(st.dates(date(2015, 1, 1), TODAY))
def test_a_child_is_in_the_subsidy_until_the_year_of_the_third_birthday(born):
    """The year of the third birthday is the last in which anybody may ask."""
    facts = {"is_legal": True, "has_custody": True, "born_on": born, "applied_before": True, "today": TODAY}
    too_old = born.year + 3 < TODAY.year
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
