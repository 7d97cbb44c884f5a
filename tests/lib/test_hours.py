"""Nobody's phone rings at night, reminders come in time, and working days are counted as the law counts."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.hours import allowed_at, fitting, ladder, working_deadline

TOWN = ZoneInfo("Asia/Shanghai")
YEARS = [datetime.combine(date(year, 1, 1), time()) for year in (2026, 2030)]
moments = st.datetimes(*YEARS, timezones=st.just(UTC))


def town(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=TOWN).astimezone(UTC)


def weekday(day: date) -> bool:
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("clock", "allowed"),
    [
        ("08:29:59", False),
        ("08:30", True),
        ("12:00", True),
        ("20:29:59", True),
        ("20:30", False),
        ("03:00", False),
    ],
)
def test_messages_go_out_between_half_past_eight_and_half_past_eight(clock: str, allowed: bool) -> None:
    assert allowed_at(town(f"2026-11-25 {clock}")) is allowed


def test_a_message_due_by_day_goes_out_on_time() -> None:
    due = town("2026-11-25 09:00")
    assert fitting(due, town("2026-11-25 11:00")) == due


@pytest.mark.parametrize(
    "due", ["2026-11-24 20:30", "2026-11-24 23:59", "2026-11-25 00:00", "2026-11-25 08:29"]
)
def test_a_message_due_at_night_goes_out_at_eight_the_evening_before(due: str) -> None:
    assert fitting(town(due), town("2026-11-25 11:00")) == town("2026-11-24 20:00")


def test_when_that_evening_is_gone_it_goes_out_in_the_morning() -> None:
    due, booked = town("2026-11-25 07:00"), town("2026-11-24 22:00")
    assert fitting(due, town("2026-11-25 09:00"), booked) == town("2026-11-25 08:30")


def test_when_the_morning_is_too_late_it_is_dropped() -> None:
    due, booked = town("2026-11-25 06:30"), town("2026-11-24 22:00")
    assert fitting(due, town("2026-11-25 08:30"), booked) is None


def test_a_message_that_is_no_longer_useful_is_dropped() -> None:
    assert fitting(town("2026-11-25 12:00"), town("2026-11-25 09:00")) is None


@given(moments, moments, st.none() | moments)
def test_what_goes_out_is_allowed_useful_and_not_too_early(
    due: datetime, until: datetime, not_before: datetime | None
) -> None:
    moment = fitting(due, until, not_before)
    if moment is not None:
        assert allowed_at(moment)
        assert moment < until
        assert abs(moment - due) <= timedelta(hours=12, minutes=30)
        assert not_before is None or moment >= not_before


def test_an_appointment_at_eleven_is_reminded_three_times() -> None:
    assert ladder(town("2026-11-25 11:00")) == [
        ("three_days", town("2026-11-22 11:00")),
        ("day_before", town("2026-11-24 18:00")),
        ("two_hours", town("2026-11-25 09:00")),
    ]


def test_two_hours_before_an_early_appointment_is_moved_to_the_evening() -> None:
    assert ladder(town("2026-11-25 09:00"))[-1] == ("two_hours", town("2026-11-24 20:00"))


def test_an_appointment_booked_this_morning_for_tomorrow_has_two_reminders() -> None:
    rungs = ladder(town("2026-11-25 11:00"), booked_at=town("2026-11-24 10:00"))
    assert [rung for rung, _ in rungs] == ["day_before", "two_hours"]


def test_an_appointment_booked_late_for_the_first_slot_has_none() -> None:
    assert ladder(town("2026-11-25 08:30"), booked_at=town("2026-11-24 22:00")) == []


@given(moments)
def test_reminders_come_in_order_by_day_and_before_the_appointment(starts_at: datetime) -> None:
    dues = [due for _, due in ladder(starts_at)]
    assert dues == sorted(dues)
    assert all(allowed_at(due) and due < starts_at for due in dues)


def test_working_days_start_on_the_next_day_and_skip_the_weekend() -> None:
    friday = town("2026-11-27 09:00")
    assert working_deadline(friday, 1, weekday) == town("2026-11-30 23:59:59")
    assert working_deadline(friday, 5, weekday) == town("2026-12-04 23:59:59")


def test_the_last_day_ends_with_office_hours_when_they_are_known() -> None:
    assert working_deadline(town("2026-11-23 09:00"), 1, weekday, time(17)) == town("2026-11-24 17:00")


def test_the_start_is_a_day_of_the_town_and_not_of_greenwich() -> None:
    late = datetime(2026, 11, 22, 17, tzinfo=UTC)
    assert working_deadline(late, 1, weekday) == town("2026-11-24 23:59:59")


@given(moments, st.integers(1, 40), st.sets(st.integers(0, 6), min_size=1))
def test_exactly_that_many_workdays_lie_between(start: datetime, count: int, open_days: set[int]) -> None:
    first = start.astimezone(TOWN).date()
    last = working_deadline(start, count, lambda day: day.weekday() in open_days).astimezone(TOWN).date()
    between = [first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1)]
    assert sum(day.weekday() in open_days for day in between) == count


def test_a_calendar_without_workdays_is_an_error_and_not_an_endless_search() -> None:
    with pytest.raises(ValueError, match="no workday within 60 days"):
        working_deadline(town("2026-11-23 09:00"), 1, lambda _day: False)


def test_a_promise_of_no_days_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one"):
        working_deadline(town("2026-11-23 09:00"), 0, weekday)
