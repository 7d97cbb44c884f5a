"""The rules as truth tables: who may have what, at the edges of every limit."""

from datetime import date, timedelta

import pytest

from botapp.lib.eligibility import Facts, Rule, judge, verdict
from botapp.lib.rule import (
    CANCER_SCREENING,
    CHILDCARE_SUBSIDY,
    HPV_VACCINE,
    PRE_PREGNANCY_CHECK,
    RESIDENCE_PERMIT,
    SERVICE_CARD,
    birthday,
)

TODAY = date(2026, 11, 23)
LONG_AGO, HALF_YEAR = date(2024, 1, 1), date(2026, 5, 23)
OUTSIDER, LOCAL = {"today": TODAY, "is_local": False}, {"today": TODAY, "is_local": True}
NONE = {"has_work": False, "has_home": False, "has_school": False}
PARENT = {"is_legal": True, "has_custody": True, "applied_before": False, "today": TODAY}

TABLE: list[tuple[Rule, Facts, str]] = [
    (SERVICE_CARD, {**OUTSIDER, "arrived_on": TODAY - timedelta(90)}, "ok"),
    (SERVICE_CARD, {**OUTSIDER, "arrived_on": TODAY - timedelta(89)}, "no"),
    (SERVICE_CARD, {**LOCAL, "arrived_on": LONG_AGO}, "no"),
    (
        RESIDENCE_PERMIT,
        {**OUTSIDER, "arrived_on": HALF_YEAR, **NONE, "has_work": True},
        "ok",
    ),
    (
        RESIDENCE_PERMIT,
        {**OUTSIDER, "arrived_on": HALF_YEAR, **NONE, "has_home": True},
        "ok",
    ),
    (
        RESIDENCE_PERMIT,
        {**OUTSIDER, "arrived_on": HALF_YEAR, **NONE, "has_school": True},
        "ok",
    ),
    (RESIDENCE_PERMIT, {**OUTSIDER, "arrived_on": HALF_YEAR, **NONE}, "no"),
    (
        RESIDENCE_PERMIT,
        {
            "today": TODAY,
            "is_local": False,
            "arrived_on": HALF_YEAR + timedelta(1),
            **NONE,
            "has_work": True,
        },
        "no",
    ),
    (
        RESIDENCE_PERMIT,
        {**LOCAL, "arrived_on": LONG_AGO, **NONE, "has_work": True},
        "no",
    ),
    (CHILDCARE_SUBSIDY, {**PARENT, "born_on": date(2026, 3, 1)}, "ok"),
    (CHILDCARE_SUBSIDY, {**PARENT, "born_on": date(2025, 1, 1)}, "ok"),
    (CHILDCARE_SUBSIDY, {**PARENT, "born_on": date(2024, 5, 1)}, "no"),
    (CHILDCARE_SUBSIDY, {**PARENT, "born_on": date(2024, 5, 1), "applied_before": True}, "ok"),
    (CHILDCARE_SUBSIDY, {**PARENT, "born_on": date(2022, 1, 1), "applied_before": True}, "no"),
    (CHILDCARE_SUBSIDY, {**PARENT, "born_on": date(2022, 1, 2), "applied_before": True}, "no"),
    (CHILDCARE_SUBSIDY, {**PARENT, "born_on": date(2025, 6, 1), "has_custody": False}, "no"),
    (CHILDCARE_SUBSIDY, {**PARENT, "born_on": date(2025, 6, 1), "is_legal": False}, "no"),
    (PRE_PREGNANCY_CHECK, {"plans_child": True, "one_local": True, "checked_before": False}, "ok"),
    (PRE_PREGNANCY_CHECK, {"plans_child": True, "one_local": False, "checked_before": False}, "no"),
    (PRE_PREGNANCY_CHECK, {"plans_child": True, "one_local": True, "checked_before": True}, "no"),
    (PRE_PREGNANCY_CHECK, {"plans_child": False, "one_local": True, "checked_before": False}, "no"),
    (CANCER_SCREENING, {"is_woman": True, "age": 35, "screened_this_round": False}, "ok"),
    (CANCER_SCREENING, {"is_woman": True, "age": 64, "screened_this_round": False}, "ok"),
    (CANCER_SCREENING, {"is_woman": True, "age": 34, "screened_this_round": False}, "no"),
    (CANCER_SCREENING, {"is_woman": True, "age": 65, "screened_this_round": False}, "no"),
    (CANCER_SCREENING, {"is_woman": True, "age": 40, "screened_this_round": True}, "no"),
    (CANCER_SCREENING, {"is_woman": False, "age": 40, "screened_this_round": False}, "no"),
    (HPV_VACCINE, {"is_girl": True, "born_on": date(2011, 11, 11), "today": TODAY}, "ok"),
    (HPV_VACCINE, {"is_girl": True, "born_on": date(2011, 11, 10), "today": TODAY}, "no"),
    (HPV_VACCINE, {"is_girl": True, "born_on": date(2013, 11, 23), "today": TODAY}, "ok"),
    (HPV_VACCINE, {"is_girl": True, "born_on": date(2013, 11, 24), "today": TODAY}, "no"),
    (HPV_VACCINE, {"is_girl": False, "born_on": date(2012, 5, 1), "today": TODAY}, "no"),
]


@pytest.mark.parametrize(("rule", "facts", "expected"), TABLE)
def test_the_rule_decides(rule: Rule, facts: Facts, expected: str) -> None:
    assert verdict(judge(rule, facts)) == expected


def test_the_birthday_of_a_leap_day_child_is_the_first_of_march() -> None:
    assert birthday(date(2024, 2, 29), 3) == date(2027, 3, 1)
    assert birthday(date(2024, 2, 29), 4) == date(2028, 2, 29)


# In which years a subsidy may be asked for: a first time, and again (国家卫健委, 育儿补贴制度管理规范).
YEARS = [
    (2022, {2025}, {2025}),
    (2023, {2025}, {2025, 2026}),
    (2024, {2025}, {2025, 2026, 2027}),
    (2025, {2025, 2026}, {2025, 2026, 2027, 2028}),
    (2026, {2026, 2027}, {2026, 2027, 2028, 2029}),
]


@pytest.mark.parametrize(("born", "first", "again"), YEARS)
@pytest.mark.parametrize("year", range(2025, 2031))
def test_each_year_of_birth_has_its_years_of_subsidy(born, first, again, year):
    for applied_before, years in ((False, first), (True, again)):
        if year < born:
            continue
        facts = {**PARENT, "born_on": date(born, 6, 1), "applied_before": applied_before}
        found = verdict(judge(CHILDCARE_SUBSIDY, facts | {"today": date(year, 11, 1)}))
        assert (found == "ok") == (year in years)
