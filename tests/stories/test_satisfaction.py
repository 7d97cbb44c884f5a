"""Story: after a closed case one says how it was: three faces, a line, anonymous if wished."""

from datetime import date, time

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.appointment import Appointment, Status
from botapp.models.staff import Role
from botapp.models.survey import Survey
from tests.conftest import number_in, writing


@pytest.fixture
def came(say, town, desks):
    """A resident who came to an appointment on Wednesday; its number."""
    say("预约两癌筛查 周三上午9点")
    number = number_in(say("确认"))
    town.go_to(clock.at(date(2026, 11, 25), time(10)))
    desks(Role.CLERK).click(f"/admin/appointments/{int(number.rpartition('-')[2])}/mark", outcome="arrived")
    return number


def given():
    db.session.rollback()
    return [(row.face.value, row.words, row.number) for row in db.session.query(Survey)]


def test_three_short_answers_and_nobody_knows_whose(came, say):
    assert "办得怎么样" in say("评价")
    assert "想说一句" in say("1")
    assert "要写上编号吗" in say("医生很耐心")
    assert "谢谢" in say("1")
    assert given() == [("good", "医生很耐心", None)]
    assert all("resident" not in column.name for column in Survey.__table__.columns)


def test_a_bare_word_is_the_face(came, say):
    assert "想说一句" in say("不满意")
    say("跳过")
    assert "我们会改" in say("2")
    assert given() == [("poor", None, came)]


def test_one_answer_a_case(came, say):
    say("满意"), say("跳过"), say("匿名")
    assert "没有要评价的事" in say("评价")
    assert len(given()) == 1


def test_without_a_closed_case_there_is_nothing_to_rate(say):
    assert "没有要评价的事" in say("评价")
    assert "想说一句" not in say("满意")


def test_after_thirty_days_nobody_is_asked(came, say, town):
    town.go(days=31)
    assert "没有要评价的事" in say("评价")


def test_an_answered_need_names_the_word_and_can_be_rated(say, desks, platform, town):
    say("需求：想请人上门给老人量血压"), say("跳过")
    id_ = int(number_in(say("确认")).rpartition("-")[2])
    desks(Role.CLERK).click(f"/admin/needs/{id_}/reply", answer="周五上午过来。")
    town.work()
    assert "回复「评价」" in platform.said()
    assert "办得怎么样" in say("评价")


def test_staff_see_counts_from_five_on_with_the_share_that_answered(phones, desks, town):
    desk = desks(Role.REVIEWER)
    for n in range(5):
        phone = phones(f"o_{n}")
        phone.follow(), phone.say("预约两癌筛查 周三上午9点"), phone.say("确认")
    with writing():
        for row in db.session.query(Appointment):
            row.status = Status.ARRIVED
    town.go_to(clock.at(date(2026, 11, 25), time(10)))
    for n in range(5):
        if n == 4:
            assert "不到 5 份" in desk.open("/admin/surveys")
        phones(f"o_{n}").say("满意"), phones(f"o_{n}").say("跳过"), phones(f"o_{n}").say("匿名")
    page = desk.open("/admin/surveys")
    assert "5（100%）" in page
    desks(Role.CLERK).open("/admin/surveys", 403)


def test_nobody_rates_the_case_of_another(came, phones):
    other = phones("o_other")
    other.follow()
    assert "没有要评价的事" in other.say("评价")
