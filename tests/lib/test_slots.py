"""What can be booked on a day, and what is offered when the wanted time is gone."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.slots import FreeTime, Opening, Slot, is_workday, nearest, slots, starting_times

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
SCREENING = [Opening(weekday, time(8, 30), time(11, 30), 15, 6) for weekday in range(5)]
WEEKEND_CLINIC = [*SCREENING, Opening(5, time(9), time(10), 30, 2)]
times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


def test_the_morning_has_twelve_slots_of_six_seats() -> None:
    offered = slots(MONDAY, SCREENING, {}, {})
    assert len(offered) == 12
    assert offered[0] == Slot(time(8, 30), 6, 0)
    assert offered[-1].starts == time(11, 15)


def test_taken_seats_are_counted_and_a_full_slot_stays_visible() -> None:
    offered = {slot.starts: slot for slot in slots(MONDAY, SCREENING, {}, {time(9): 6, time(9, 15): 2})}
    assert (offered[time(9)].free, offered[time(9, 15)].free, offered[time(9, 30)].free) == (0, 4, 6)


def test_a_slot_with_fewer_seats_than_bookings_is_simply_full() -> None:
    assert Slot(time(9), 2, 3).free == 0


def test_a_weekend_without_hours_offers_nothing() -> None:
    assert slots(SATURDAY, SCREENING, {}, {}) == []


def test_weekend_hours_hold_on_an_ordinary_weekend() -> None:
    assert [slot.starts for slot in slots(SATURDAY, WEEKEND_CLINIC, {}, {})] == [time(9), time(9, 30)]


def test_a_holiday_offers_nothing() -> None:
    assert slots(MONDAY, SCREENING, {MONDAY: False}, {}) == []
    assert slots(SATURDAY, WEEKEND_CLINIC, {SATURDAY: False}, {}) == []


def test_a_make_up_saturday_opens_like_monday_unless_it_has_its_own_hours() -> None:
    assert len(slots(SATURDAY, SCREENING, {SATURDAY: True}, {})) == 12
    assert len(slots(SATURDAY, WEEKEND_CLINIC, {SATURDAY: True}, {})) == 2
    assert slots(SATURDAY, SCREENING[1:], {SATURDAY: True}, {}) == []


def test_a_weekday_without_hours_stays_closed() -> None:
    assert slots(date(2026, 11, 25), [SCREENING[0]], {}, {}) == []


def test_morning_and_afternoon_rows_join_in_order_of_time() -> None:
    rows = [Opening(0, time(14), time(15), 30, 1), Opening(0, time(9), time(10), 30, 1)]
    assert [slot.starts.hour for slot in slots(MONDAY, rows, {}, {})] == [9, 9, 14, 14]


def test_rows_that_overlap_add_their_seats() -> None:
    rows = [Opening(0, time(9), time(9, 30), 30, 2), Opening(0, time(9), time(10), 30, 3)]
    assert slots(MONDAY, rows, {}, {}) == [Slot(time(9), 5, 0), Slot(time(9, 30), 3, 0)]


@given(times, times, st.integers(1, 240))
def test_every_slot_begins_and_ends_inside_opening_hours(opens: time, closes: time, every: int) -> None:
    for starts in starting_times(Opening(0, opens, closes, every, 1)):
        ends = datetime.combine(MONDAY, starts) + timedelta(minutes=every)
        assert starts >= opens
        assert ends <= datetime.combine(MONDAY, closes)


@pytest.mark.parametrize(("every", "seats"), [(0, 1), (-5, 1), (15, -1)])
def test_impossible_hours_are_refused(every: int, seats: int) -> None:
    with pytest.raises(ValueError, match="at least one minute"):
        starting_times(Opening(0, time(9), time(10), every, seats))


def test_a_slot_each_minute_and_one_without_seats_are_possible() -> None:
    assert len(starting_times(Opening(0, time(9), time(9, 3), 1, 0))) == 3


def test_workdays_follow_the_week_unless_the_calendar_says_otherwise() -> None:
    assert is_workday(MONDAY, {})
    assert not is_workday(SATURDAY, {})
    assert is_workday(SATURDAY, {SATURDAY: True})
    assert not is_workday(MONDAY, {MONDAY: False})


def test_nearest_prefers_the_same_half_day_and_then_the_distance() -> None:
    free = [FreeTime(MONDAY, time(hour)) for hour in (8, 10, 13, 14)] + [
        FreeTime(date(2026, 11, 24), time(11))
    ]
    found = nearest(free, datetime.combine(MONDAY, time(11, 30)))
    assert [at.starts.hour for at in found] == [10, 8, 13]


def test_noon_belongs_to_the_afternoon() -> None:
    free = [FreeTime(MONDAY, time(hour)) for hour in (11, 12, 16)]
    found = nearest(free, datetime.combine(MONDAY, time(12)))
    assert [at.starts.hour for at in found] == [12, 16, 11]


def test_nearest_goes_on_to_other_days_by_distance() -> None:
    free = [FreeTime(MONDAY + timedelta(days=ahead), time(9)) for ahead in (4, 1, 2)]
    assert [at.day.day for at in nearest(free, datetime.combine(MONDAY, time(9)))] == [24, 25, 27]


def test_the_earlier_of_two_equally_near_times_comes_first() -> None:
    free = [FreeTime(MONDAY, time(9, 45)), FreeTime(MONDAY, time(9, 15))]
    assert nearest(free, datetime.combine(MONDAY, time(9, 30)), n=1) == [FreeTime(MONDAY, time(9, 15))]


def test_with_nothing_free_nothing_is_offered() -> None:
    assert nearest([], datetime.combine(MONDAY, time(9))) == []


@given(
    st.lists(st.builds(FreeTime, st.dates(date(2026, 1, 1), date(2027, 1, 1)), times)),
    times,
    st.integers(0, 5),
)
def test_no_left_out_time_of_the_same_half_day_is_nearer(free: list[FreeTime], clock: time, n: int) -> None:
    wanted = datetime.combine(MONDAY, clock)
    chosen = nearest(free, wanted, n)
    assert len(chosen) == min(n, len(free))
    remaining = list(free)
    for at in chosen:
        remaining.remove(at)
    same_half = [at for at in remaining if at.day == MONDAY and (at.starts.hour < 12) == (clock.hour < 12)]
    gaps = [abs(datetime.combine(at.day, at.starts) - wanted) for at in chosen]
    for at in same_half:
        assert all(gap <= abs(datetime.combine(at.day, at.starts) - wanted) for gap in gaps)
