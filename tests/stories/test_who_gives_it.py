"""Story: one may wish for a woman or a man; rooms are named; seats for walk-ins are not booked ahead."""

import pytest

from botapp.db import db
from botapp.models.appointment import Appointment
from botapp.models.service import Service
from botapp.models.staff import Role
from tests import cast
from tests.handlers.admin.conftest import furniture

__all__ = ["furniture"]
HOURS = {"weekday": "2", "opens": "14:00", "closes": "15:00", "every_minutes": "30"}


@pytest.fixture
def doctors(furniture, desks):
    """On Wednesday afternoons a woman in room 201 has one seat, a man in 202 has two."""
    service = Service.named("screening")
    id_, point = service.id, service.points[0].id
    db.session.rollback()
    desk, path = desks(Role.REVIEWER), f"/admin/services/{id_}/openings"
    desk.click(path, point=point, seats="1", room="201室", given_by="female", **HOURS)
    desk.click(path, point=point, seats="2", room="202室", given_by="male", **HOURS)
    return desk


def rows():
    db.session.rollback()
    found = [(row.given_by, row.room) for row in db.session.query(Appointment).order_by(Appointment.id)]
    db.session.rollback()
    return found


def test_the_wish_is_asked_where_there_is_a_choice_and_kept(doctors, say):
    asked = say("预约两癌筛查 周三下午2点")
    assert "1. 女医生（余1）" in asked and "2. 男医生（余2）" in asked and "都可以" in asked
    assert "女医生" in say("1")
    assert "镇服务中心201室" in say("确认")
    assert rows() == [("female", "201室")]


def test_what_is_gone_is_not_offered(doctors, phones):
    for openid, answer in (("o_first", "女医生"), ("o_second", "1")):
        phone = phones(openid)
        phone.follow()
        asked = phone.say("预约两癌筛查 周三下午2点")
        assert ("女医生" in asked) == (openid == "o_first")
        phone.say(answer), phone.say("确认")
    assert rows() == [("female", "201室"), ("male", "202室")]


def test_without_a_wish_any_seat_will_do(doctors, say):
    say("预约两癌筛查 周三下午2点"), say("都可以")
    assert "约好了" in say("确认")


def test_where_there_is_no_choice_nothing_is_asked(doctors, say):
    assert "请核对" in say("预约两癌筛查 周三上午9点")


def test_the_page_offers_the_same(doctors, app, phone):
    holder, browser = cast.give_card(phone.openid), cast.Browser(app)
    page = browser.get(f"/h5/book/screening?pass={holder.key}", follow_redirects=True).get_data(as_text=True)
    assert "女医生" in page
    chosen = {"point": "centre", "time": "2026-11-25T14:00", "given_by": "female"}
    browser.post("/h5/book/screening", data=chosen), browser.post("/h5/confirm", data={})
    assert rows() == [("female", "201室")]


def test_seats_for_walk_ins_cannot_be_booked_ahead(furniture, desks, phones):
    service = Service.named("screening")
    id_, point = service.id, service.points[0].id
    db.session.rollback()
    path = f"/admin/services/{id_}/openings"
    desks(Role.REVIEWER).click(path, point=point, seats="3", walk_in="2", **HOURS)
    first, second = phones("o_first"), phones("o_second")
    first.follow(), second.follow()
    first.say("预约两癌筛查 周三下午2点"), first.say("确认")
    assert "已约满" in second.say("预约两癌筛查 周三下午2点")


def test_more_for_walk_ins_than_there_is_is_refused(furniture, desks):
    service = Service.named("screening")
    id_, point = service.id, service.points[0].id
    db.session.rollback()
    path = f"/admin/services/{id_}/openings"
    desks(Role.REVIEWER).click(path, 409, point=point, seats="1", walk_in="2", **HOURS)
