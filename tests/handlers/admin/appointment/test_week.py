"""The week of a service: seats edited in place, copied, and never taken from who is booked without a word."""

from datetime import date

import pytest

from botapp.db import db
from botapp.models.appointment import Appointment, DaySeats, Status
from botapp.models.service import Service
from tests.conftest import number_in

PAGE = "/admin/appointments/week"
HERE = {"service": "screening", "point": "centre", "on": "2026-11-23"}
NINE = "2026-11-25T09:00"


@pytest.fixture
def booked(phones):
    """Two residents are booked for Wednesday at nine, who came first and who came second."""
    numbers = []
    for openid in ("o_first", "o_second"):
        phone = phones(openid)
        phone.follow(), phone.say("预约两癌筛查 周三上午9点")
        numbers.append(int(number_in(phone.say("确认")).rpartition("-")[2]))
    return numbers


def week(browser, **asked):
    db.session.rollback()
    return browser.open(
        f"{PAGE}?service=screening&on=2026-11-25" + "".join(f"&{k}={v}" for k, v in asked.items())
    )


def test_seats_of_one_slot_are_changed_for_that_day_only(reviewer, say):
    reviewer.click(PAGE, **HERE, **{NINE: "1"})
    assert ">0/1<" in week(reviewer) and 'class="own"' in week(reviewer)
    say("预约两癌筛查 周三上午9点"), say("确认")
    assert ">1/1<" in week(reviewer)
    assert ">0/1<" not in week(reviewer, on="2026-12-02")


def test_full_means_full_for_residents(reviewer, phones):
    reviewer.click(PAGE, **HERE, **{NINE: "1"})
    first, second = phones("o_first"), phones("o_second")
    first.follow(), second.follow()
    first.say("预约两癌筛查 周三上午9点"), first.say("确认")
    assert "已约满" in second.say("预约两癌筛查 周三上午9点")


def test_zero_closes_a_slot(reviewer, say):
    reviewer.click(PAGE, **HERE, **{NINE: "0"})
    assert ">停" in week(reviewer)
    assert "不开放" in say("预约两癌筛查 周三上午9点")


def test_a_slot_that_the_week_does_not_have_can_be_opened(reviewer, say):
    reviewer.click(PAGE, **HERE, **{"2026-11-25T14:00": "2"})
    say("预约两癌筛查 周三下午2点")
    assert "约好了" in say("确认")


def test_what_the_week_says_anyway_is_no_change(reviewer):
    reviewer.click(PAGE, **HERE, **{NINE: "6"})
    page = week(reviewer)
    assert "没有改动" in page and 'class="own"' not in page
    reviewer.click(PAGE, **HERE, **{NINE: "2"}), reviewer.click(PAGE, **HERE, **{NINE: "6"})
    assert db.session.query(DaySeats).count() == 0


def test_shrinking_below_what_is_booked_shows_who_and_changes_nothing_yet(reviewer, booked):
    page = reviewer.click(PAGE, 200, **HERE, **{NINE: "1"})
    assert "会影响 1 个预约" in page and f"-{booked[1]:04d}" in page and f"-{booked[0]:04d}" not in page
    assert ">2/6<" in week(reviewer)


def test_whom_it_affects_can_be_kept_or_asked_to_move(reviewer, booked, platform, town):
    reviewer.click(PAGE, **HERE, affected="keep", **{NINE: "1"})
    town.work()
    assert ">2/1<" in week(reviewer) and "名额减少" not in platform.said()
    reviewer.click(PAGE, **HERE, affected="ask", **{NINE: "0"})
    town.work()
    assert "名额减少" in platform.said()
    assert all(db.session.get_one(Appointment, id_).status is Status.APPROVED for id_ in booked)


@pytest.mark.parametrize("seats", ["-1", "201", "许多", "1.5"])
def test_seats_that_are_no_number_are_refused(reviewer, seats):
    reviewer.click(PAGE, **HERE, back=PAGE, **{NINE: seats})
    page = week(reviewer)
    assert "0 到 200" in page and ">0/6<" in page


def test_the_past_cannot_be_changed(reviewer, town):
    town.go(days=3)
    reviewer.click(PAGE, **HERE, **{"2026-11-24T09:00": "1"})
    assert db.session.query(DaySeats).count() == 0


def test_a_week_is_copied_to_the_ones_after_it_but_no_holiday_is_opened(reviewer):
    reviewer.click(PAGE, **HERE, **{NINE: "3", "2026-11-25T14:00": "2"})
    reviewer.click(f"{PAGE}/copy", **HERE, weeks="6")
    for day in ("2026-12-02", "2026-12-09", "2026-12-30"):
        page = week(reviewer, on=day)
        assert ">0/3<" in page and ">0/2<" in page
    new_year = db.session.query(DaySeats).filter(DaySeats.day == date(2027, 1, 1))
    assert new_year.count() == 0


@pytest.mark.parametrize("weeks", ["", "0", "9", "x"])
def test_copying_asks_for_a_number_of_weeks(reviewer, weeks):
    reviewer.click(f"{PAGE}/copy", 409, **HERE, weeks=weeks)


def test_fields_are_for_reviewers(reviewer, clerk):
    assert 'name="2026-11-25T09:00"' in week(reviewer, edit=1)
    assert 'name="2026-11-25T09:00"' not in week(clerk, edit=1)
    clerk.click(PAGE, 403, **HERE, **{NINE: "1"})


@pytest.mark.usefixtures("furniture")
def test_a_service_can_have_its_own_notice_horizon_and_limit(reviewer, say):
    rules = {"name": "两癌筛查", "active": "yes", "notice_hours": "72", "horizon_days": "4", "most_open": "1"}
    reviewer.click(f"/admin/services/{Service.named('screening').id}", **rules)
    assert "9:00" not in say("预约两癌筛查 周三上午9点")
    assert "4天以内" in say("预约两癌筛查 12月2日上午9点")
    reviewer.click(f"/admin/services/{Service.named('screening').id}", **rules | {"notice_hours": "0"})
    say("预约两癌筛查 周四上午9点"), say("确认")
    assert "最多同时约1次" in say("预约两癌筛查 周五上午9点")
