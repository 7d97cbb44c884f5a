"""The calendar: what staff say wins, can be taken back, and never cancels anybody silently."""

from datetime import date

import pytest

from botapp.db import db
from botapp.models.appointment import Appointment, Status
from botapp.models.audit import Audit
from botapp.models.calendar import is_workday
from tests.conftest import number_in

pytestmark = pytest.mark.usefixtures("furniture")
WEDNESDAY, NEW_YEAR = date(2026, 11, 25), date(2027, 1, 1)


def works(day):
    db.session.rollback()
    return is_workday(day)


def test_day_off_closes_booking_and_can_be_taken_back(reviewer, say):
    reviewer.click("/admin/calendar", day="2026-11-25", kind="off", name="换锅炉")
    assert not works(WEDNESDAY) and "换锅炉" in reviewer.open("/admin/calendar?year=2026")
    reviewer.click("/admin/calendar/2026-11-25/remove")
    assert works(WEDNESDAY) and "换锅炉" not in reviewer.open("/admin/calendar?year=2026")


def test_official_day_that_was_overruled_comes_back(reviewer):
    reviewer.click("/admin/calendar", day="2027-01-01", kind="work", name="值班")
    assert works(NEW_YEAR)
    reviewer.click("/admin/calendar/2027-01-01/remove")
    assert not works(NEW_YEAR) and "元旦" in reviewer.open("/admin/calendar?year=2027")


def test_booked_residents_are_counted_and_kept(reviewer, say):
    say("预约两癌筛查 周三上午9点")
    id_ = int(number_in(say("确认")).rpartition("-")[2])
    reviewer.click("/admin/calendar", affected="keep", day="2026-11-25", kind="off", name="换锅炉")
    assert "这一天的 1 个预约都还保留着" in reviewer.open("/admin/calendar")
    db.session.rollback()
    assert db.session.get_one(Appointment, id_).status is Status.APPROVED


def test_year_without_an_official_notice_is_marked(clerk):
    assert "放假通知还没有公布" in clerk.open("/admin/calendar?year=2027")
    assert "放假通知还没有公布" not in clerk.open("/admin/calendar?year=2026")


def test_edit_is_written_down(reviewer):
    reviewer.click("/admin/calendar", day="2026-11-25", kind="off", name="换锅炉")
    db.session.rollback()
    changes = Audit.recent()[0].changes
    assert changes == {"day": "2026-11-25", "kind": "off", "name": "换锅炉"}


@pytest.mark.parametrize("wrong", [{"day": "someday"}, {"kind": "half"}, {"name": ""}])
def test_senseless_days_are_refused(reviewer, wrong):
    facts = {"day": "2026-11-25", "kind": "off", "name": "换锅炉"}
    reviewer.click("/admin/calendar", 409, **facts | wrong)
    assert works(WEDNESDAY)


def test_closing_a_booked_day_shows_who_and_changes_nothing_yet(reviewer, say):
    say("预约两癌筛查 周三9点"), say("确认")
    page = reviewer.click("/admin/calendar", 200, day="2026-11-25", kind="off", name="水管抢修")
    assert "会影响 1 个预约" in page and "请这些居民改期" in page
    assert "水管抢修" not in reviewer.open("/admin/calendar")


def test_everyone_affected_is_asked_and_keeps_the_booking_until_they_choose(reviewer, say, platform, town):
    say("预约两癌筛查 周三9点"), say("确认")
    closing = {"day": "2026-11-25", "kind": "off", "name": "停电检修"}
    reviewer.click("/admin/calendar", affected="ask", **closing)
    town.work()
    assert "停电检修" in platform.said() and "改期" in platform.said() and "两癌" not in platform.said()
    assert "9:00" in say("我的预约")
    say("改到周四10点")
    assert "改好了" in say("确认")
