"""Story: a need becomes an appointment, goes to another office, or brings a visit if that was asked for."""

import pytest

from botapp.db import db
from botapp.models.need import Need, Status
from botapp.models.staff import Role
from tests.conftest import number_in

WHEN = {"day": "2026-11-25", "hour": "10:00"}


@pytest.fixture
def clerk(desks):
    return desks(Role.CLERK)


def told(say, words):
    say(f"需求：{words}"), say("跳过")
    return int(number_in(say("确认")).rpartition("-")[2])


def status(id_):
    db.session.rollback()
    return db.session.get_one(Need, id_).status


def test_sent_to_an_appointment_with_words_and_closed_by_an_answer(say, clerk, platform, town):
    id_ = told(say, "想问问老人体检的事")
    clerk.click(f"/admin/needs/{id_}/arrange", way="appointment", words="请回复「预约孕前检查」选个时间。")
    town.work()
    assert status(id_) is Status.ARRANGED and "安排好了" in platform.said() and "选个时间" in platform.said()
    page = clerk.open(f"/admin/needs/{id_}")
    assert "请居民预约" in page and "前看看办好没有" in page
    clerk.click(f"/admin/needs/{id_}/reply", answer="已经查过了，没有问题。")
    assert status(id_) is Status.ANSWERED


def test_nobody_comes_to_the_house_unasked(say, clerk):
    id_ = told(say, "想问问老人体检的事")
    assert 'value="visit"' not in clerk.open(f"/admin/needs/{id_}")
    clerk.click(f"/admin/needs/{id_}/arrange", 409, way="visit", words="周三来。", **WHEN)
    assert status(id_) is Status.WAITING


def test_a_visit_that_was_asked_for_names_its_time(say, clerk, platform, town):
    id_ = told(say, "老人走不动，想请人上门量血压")
    clerk.click(f"/admin/needs/{id_}/arrange", way="visit", words="李护士上门，请留人在家。", **WHEN)
    town.work()
    assert "11月25日 周三 10:00上门" in platform.said() and "李护士" in platform.said()
    assert "上门" in clerk.open("/admin/needs?status=arranged") or status(id_) is Status.ARRANGED


@pytest.mark.parametrize("wrong", [{"day": "2026-11-20"}, {"day": ""}, {"hour": "x"}, {"words": ""}])
def test_a_visit_without_a_time_ahead_is_refused(say, clerk, wrong):
    id_ = told(say, "想请人上门量血压")
    clerk.click(f"/admin/needs/{id_}/arrange", 409, **{"way": "visit", "words": "周三来。"} | WHEN | wrong)
    assert status(id_) is Status.WAITING


def test_the_resident_may_take_it_back_after_it_was_arranged(say, clerk):
    id_ = told(say, "想请人上门量血压")
    clerk.click(f"/admin/needs/{id_}/arrange", way="visit", words="周三来。", **WHEN)
    assert "已撤回" in say("撤回需求")
    clerk.click(f"/admin/needs/{id_}/reply", 409, answer="好")


def test_what_was_arranged_and_not_closed_in_time_is_late(say, clerk, town):
    id_ = told(say, "想请人上门量血压")
    clerk.click(f"/admin/needs/{id_}/arrange", way="visit", words="周三来。", **WHEN)
    town.go(days=4)
    db.session.rollback()
    assert db.session.get_one(Need, id_).is_late
