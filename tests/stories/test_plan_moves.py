"""Story: one date of a plan is moved or left out; staff change what a schedule reminds of, and see nobody."""

from datetime import date, time

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.plan import Plan
from botapp.models.reminder import Reminder, Status
from botapp.models.staff import Role
from tests import cast


@pytest.fixture
def vaccine(say):
    """A plan that counts from a birth in October."""
    say("开提醒计划"), say("同意"), say("孩子打疫苗"), say("2026年10月20日")
    assert "开好了" in say("确认")


@pytest.fixture
def reviewer(desks):
    return desks(Role.REVIEWER)


def days():
    db.session.rollback()
    rows = db.session.query(Reminder).filter_by(status=Status.PLANNED).order_by(Reminder.due_at)
    found = [clock.day_of(row.due_at) for row in rows]
    db.session.rollback()
    return found


def steps(**changes):
    fields = {
        "months0": "1",
        "days0": "0",
        "words0": "1月龄",
        "months1": "2",
        "days1": "0",
        "words1": "2月龄",
    }
    return fields | changes


def test_one_date_is_moved_and_the_others_stay(vaccine, say):
    before = days()
    assert "2026年12月20日" in say("改提醒")
    say("1"), say("2026年12月25日")
    assert "改好了" in say("确认")
    assert days() == sorted([date(2026, 12, 25), *before[1:]])
    assert "12月25日" in say("我的计划")


def test_one_date_is_left_out(vaccine, say):
    before = days()
    say("改提醒"), say("1"), say("跳过")
    assert "这一次不提醒了" in say("确认")
    assert days() == before[1:]


def test_a_day_that_is_over_is_refused_and_changes_nothing(vaccine, say):
    before = days()
    say("改提醒"), say("1"), say("2026年11月2日")
    assert "今天以后" in say("确认")
    assert days() == before


def test_a_moved_date_rings_on_its_new_day_only(vaccine, say, town, platform):
    say("改提醒"), say("1"), say("2026年12月25日"), say("确认")
    town.go_to(clock.at(date(2026, 12, 20), time(10)))
    town.work(), town.work()
    assert platform.notices == []
    town.go_to(clock.at(date(2026, 12, 25), time(10)))
    town.work(), town.work()
    assert len(platform.notices) == 1


def test_the_page_moves_leaves_out_and_stops(app, phone, say, vaccine):
    holder, browser = cast.give_card(phone.openid), cast.Browser(app)
    page = browser.get(f"/h5/plans?pass={holder.key}", follow_redirects=True).get_data(as_text=True)
    assert "孩子打疫苗" in page and "2026年12月20日" in page
    id_ = db.session.query(Plan.id).scalar()
    db.session.rollback()
    browser.post(f"/h5/plans/{id_}/move", data={"key": "2m0d", "day": "2026-12-28"})
    assert days()[0] == date(2026, 12, 28)
    browser.post(f"/h5/plans/{id_}/move", data={"key": "2m0d", "skip": "yes"})
    assert date(2026, 12, 28) not in days()
    browser.post(f"/h5/plans/{id_}/stop")
    assert "没有提醒计划" in say("我的计划")


def test_nobody_moves_the_plan_of_another(app, phones, vaccine):
    other = phones("o_other")
    other.follow()
    holder, browser = cast.give_card("o_other"), cast.Browser(app)
    browser.get(f"/h5/plans?pass={holder.key}")
    id_ = db.session.query(Plan.id).scalar()
    db.session.rollback()
    assert browser.post(f"/h5/plans/{id_}/stop").status_code == 404


def test_running_plans_follow_a_changed_schedule_but_not_where_they_were_moved(vaccine, say, reviewer, town):
    say("改提醒"), say("1"), say("2026年12月25日"), say("确认")
    reviewer.click("/admin/schedules/vaccine", **steps(months2="5", days2="3", words2="5月龄"))
    town.work()
    assert days()[:2] == [date(2026, 12, 25), date(2027, 3, 23)]
    reviewer.click("/admin/schedules/vaccine/reset")
    town.work()
    assert date(2026, 12, 25) in days() and len(days()) > 5


@pytest.mark.parametrize(
    "wrong",
    [{"months0": "x"}, {"months0": "121"}, {"words0": "长" * 31}, {"months1": "1"}, {"days0": "-300"}],
)
def test_a_schedule_that_cannot_be_is_refused(reviewer, wrong):
    reviewer.click("/admin/schedules/vaccine", 409, **steps(**wrong))


def test_weeks_of_pregnancy_are_edited_as_weeks(reviewer, say):
    assert 'value="16"' in reviewer.open("/admin/schedules/pregnancy")
    reviewer.click(
        "/admin/schedules/pregnancy", week0="12", words0="孕12周产检", week1="20", words1="孕20周产检"
    )
    say("开提醒计划"), say("同意"), say("产检"), say("2027年7月20日")
    assert "孕12周" in say("确认")
    assert days()[0] == date(2027, 1, 5)


@pytest.mark.parametrize("slug", ["subsidy", "own", "nothing"])
def test_what_the_law_or_the_resident_counts_is_not_edited(reviewer, slug):
    reviewer.click(f"/admin/schedules/{slug}", 404, **steps())


def test_clerks_read_schedules_and_nobody_reads_who_follows_them(desks, vaccine):
    clerk = desks(Role.CLERK)
    page = clerk.open("/admin/schedules")
    assert "产检" in page and "1 人" not in page
    clerk.open("/admin/schedules/vaccine", 403)


def test_a_residents_timeline_says_what_was_sent_and_why_not_but_no_plan(vaccine, say, desks, town):
    say("预约两癌筛查 周三上午9点"), say("确认"), say("提醒我"), say("取消预约"), say("1")
    clerk = desks(Role.CLERK)
    page = clerk.open("/admin/outbox/of/1") if False else clerk.open(f"/admin/outbox/of/{resident_id()}")
    assert "预约提醒" in page and "预约已取消" in page and "疫苗" not in page
    assert page.count("还没到时候") == 0


def resident_id():
    found = db.session.query(Plan.resident_id).scalar()
    db.session.rollback()
    return found
