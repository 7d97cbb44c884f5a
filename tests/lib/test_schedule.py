"""Ten years of dates: no step of any schedule slips a day, against arithmetic written another way."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.schedule import BY_SLUG, SCHEDULES, Step

DAYS = st.dates(date(2024, 1, 1), date(2033, 12, 31))


def counted(day: date, months: int, days: int) -> date:
    """Month by month on the fingers, then day by day."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    while True:
        try:
            found = date(year, month, day.day)
            break
        except ValueError:
            found = date(year, month, monthrange(year, month)[1])
            break
    return date.fromordinal(found.toordinal() + days)


@given(DAYS)
def test_no_step_slips_a_day(anchor):
    for schedule in SCHEDULES:
        for step in schedule.steps:
            assert step.on(anchor) == counted(anchor, step.months, step.days)


@pytest.mark.parametrize(
    ("anchor", "months", "day"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_a_month_is_clamped_to_its_end(anchor, months, day):
    assert Step("x", months=months).on(anchor) == day


@given(DAYS)
def test_weeks_of_pregnancy_are_counted_back_from_the_due_date(due):
    began = due - timedelta(days=280)
    days = [day for _, day, _ in BY_SLUG["pregnancy"].dates(due)]
    assert [(day - began).days % 7 for day in days] == [0] * len(days)
    assert [(day - began).days // 7 for day in days] == [8, 16, 21, 28, 32, 37, 39]


@given(DAYS, DAYS)
def test_what_is_over_is_not_planned_and_keys_are_unique(anchor, today):
    for schedule in SCHEDULES:
        ahead = schedule.coming(anchor, today)
        assert all(day > today for _, day, _ in ahead)
        keys = [(key, day) for key, day, _ in schedule.dates(anchor)]
        assert len(keys) == len(set(keys)) and all(len(key) <= 16 for key, _ in keys)


@given(DAYS)
def test_the_subsidy_rings_each_year_until_the_one_of_the_third_birthday(born):
    days = [day for _, day, _ in BY_SLUG["subsidy"].dates(born)]
    assert {day.year for day in days} <= set(range(max(born.year, 2025), born.year + 4))
    assert all(day.month in (11, 12) and day >= born for day in days)
    assert max(days) == date(born.year + 3, 12, 28)
