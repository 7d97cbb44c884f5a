"""Residents start, read and stop their own reminders; the messages name nothing, and a loss ends them."""

import re
from pathlib import Path

import pytest

from botapp.db import db
from botapp.models.plan import Plan
from botapp.models.reminder import Reminder, Status
from tests.handlers.admin.conftest import manager

__all__ = ["manager"]
ROOT = Path(__file__).parents[2]

DUE = "2027年6月1日"


@pytest.fixture
def pregnant(say):
    """A plan from a due date."""
    say("开提醒计划"), say("同意"), say("产检"), say(DUE)
    assert "开好了" in say("确认")


def planned() -> list[Reminder]:
    db.session.rollback()
    return db.session.query(Reminder).filter_by(status=Status.PLANNED).all()


def test_started_with_a_yes_and_a_day_that_is_read_back(say):
    asked = say("开提醒计划")
    assert "随时可停" in asked and "工作人员看不到" in asked
    assert "要提醒什么" in say("1")
    assert "预产期" in say("产检")
    assert "2027年6月1日" in say(DUE)
    told = say("确认")
    assert "孕16周产检" in told and "医生" in told and "还有" in told


def test_last_period_becomes_a_due_date_and_a_day_without_a_year_is_asked(say):
    say("开提醒计划"), say("同意"), say("产检")
    assert "连年份" in say("3月5日")
    assert "2027年6月8日" in say("末次月经2026年9月1日")


def test_no_is_no_for_thirty_days(say):
    say("开提醒计划")
    assert "不会收集" in say("2")
    assert "30天内不再询问" in say("开提醒计划")


def test_the_message_names_nothing_and_only_its_owner_reads_more(say, pregnant, town, platform):
    town.go(days=60)
    town.work()
    assert "您之前让我们提醒的日子到了" in platform.said() + str(platform.notices) or platform.notices
    everything = platform.said() + str(platform.notices)
    assert not re.search("产检|孕", everything)
    told = say("我的计划")
    assert "产检" in told and "停止：产检" in told


@pytest.mark.parametrize("words", ["停止计划", "不用再提醒了"])
def test_one_word_stops_it_and_deletes_the_day(say, pregnant, words):
    assert "停了" in say(words)
    assert planned() == []
    assert db.session.query(Plan).one().anchor is None
    assert "没有提醒计划" in say("我的计划")


@pytest.mark.parametrize("words", ["孩子没保住", "我流产了", "胎停了", "宝宝没了"])
def test_a_loss_stops_everything_about_it_and_is_not_congratulated(say, pregnant, town, platform, words):
    told = say(words)
    assert "恭喜" not in told and told
    assert planned() == []
    town.go(days=250)
    town.work()
    assert platform.said() == "" and platform.notices == []


def test_a_loss_of_somebody_without_a_plan_is_answered_as_before(say):
    say("你好")
    assert "相关的提醒都停了" not in say("我流产了")


def test_unsubscribing_silences_plans_too(say, pregnant, town, platform):
    say("退订")
    town.go(days=60)
    town.work()
    assert platform.said() == "" and platform.notices == []


def test_days_that_are_over_are_refused_in_words(say):
    say("提醒我产后检查"), say("同意")
    say("2026年1月1日")
    assert "都过了" in say("确认")


def test_own_words_are_read_by_their_owner_alone(say, clerk, manager):
    say("开提醒计划"), say("同意"), say("自己定的日子"), say("2027年3月5日")
    say("去县里拿报告"), say("确认")
    assert "去县里拿报告" in say("我的计划")
    for desk in (clerk, manager):
        for path in ("/admin/", "/admin/outbox", "/admin/audit" if desk is manager else "/admin/needs"):
            assert "拿报告" not in desk.open(path)


def test_several_plans_are_stopped_one_by_one_or_all(say, pregnant):
    say("提醒我打疫苗"), say("2026年11月1日"), say("确认")
    assert "停哪一个" in say("停止计划")
    assert "停了" in say("2")
    assert "产检" in say("我的计划") and "打疫苗" not in say("我的计划")
    say("提醒我打疫苗"), say("2026年11月1日"), say("确认"), say("停止计划")
    say("全停")
    assert planned() == []


def test_staff_have_no_list_of_people_by_plan():
    for path in (ROOT / "botapp/handlers/admin").rglob("*.py"):
        assert "models.plan" not in path.read_text()
