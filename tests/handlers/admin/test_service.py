"""Services and hours: edited within bounds, written down, and nobody loses what is booked."""

import pytest

from botapp.db import db
from botapp.models.appointment import Appointment, Status
from botapp.models.audit import Audit
from botapp.models.service import Opening, Service
from tests.conftest import number_in

pytestmark = pytest.mark.usefixtures("furniture")
HOURS = {"weekday": "2", "opens": "08:30", "closes": "11:30", "every_minutes": "15", "seats": "6"}


@pytest.fixture
def screening(app):
    """The id of 两癌筛查, of its Wednesday hours, and of the point that gives it."""
    service = Service.named("screening")
    opening = next(row for row in service.openings if row.weekday == 2)
    ids = service.id, opening.id, opening.point_id
    db.session.rollback()
    return ids


@pytest.fixture
def booked(say):
    """The id of an appointment on Wednesday at eleven."""
    say("预约两癌筛查 周三上午11点")
    return int(number_in(say("确认")).rpartition("-")[2])


def test_service_is_edited_and_the_change_written_down(reviewer, screening, say):
    service = screening[0]
    facts = {"name": "两癌检查", "preparation": "带身份证。", "active": "yes"}
    reviewer.click(f"/admin/services/{service}", **facts)
    db.session.rollback()
    row = db.session.get_one(Service, service)
    assert (row.name, row.preparation, row.active, row.needs_approval) == (
        "两癌检查",
        "带身份证。",
        True,
        False,
    )
    assert Audit.about("service", service)[-1].changes["name"] == ["两癌筛查", "两癌检查"]
    assert "两癌检查" in say("预约")


def test_service_that_is_switched_off_is_no_longer_offered(reviewer, screening, say):
    reviewer.click(f"/admin/services/{screening[0]}", name="两癌筛查")
    assert "两癌筛查" not in say("预约")


def test_fewer_hours_say_who_is_affected_and_keep_them(reviewer, screening, booked):
    service, opening, point = screening
    reviewer.click(f"/admin/openings/{opening}", point=str(point), **HOURS | {"closes": "10:00"})
    db.session.rollback()
    assert Audit.about("opening", opening)[-1].changes == {"closes": ["11:30", "10:00"]}
    page = reviewer.open(f"/admin/services/{service}")
    assert "有 1 个已约好的不在新的时间里" in page and f"-{booked:04d}</a>" in page
    db.session.rollback()
    assert db.session.get_one(Appointment, booked).status is Status.APPROVED


def test_fewer_seats_keep_those_who_fit_quietly(reviewer, screening, booked):
    service, opening, point = screening
    reviewer.click(f"/admin/openings/{opening}", point=str(point), **HOURS | {"seats": "1"})
    assert "不在新的时间里" not in reviewer.open(f"/admin/services/{service}")


def test_hours_that_are_taken_away_keep_the_booked(reviewer, screening, booked):
    service, opening, _ = screening
    reviewer.click(f"/admin/openings/{opening}/remove")
    assert "有 1 个已约好的" in reviewer.open(f"/admin/services/{service}")
    db.session.rollback()
    assert db.session.get(Opening, opening) is None
    assert db.session.get_one(Appointment, booked).seat is not None


def test_added_hours_can_be_booked(reviewer, screening, say):
    service, _, point = screening
    reviewer.click(
        f"/admin/services/{service}/openings",
        point=str(point),
        **HOURS | {"opens": "14:00", "closes": "16:00"},
    )
    say("预约两癌筛查 周三下午3点")
    assert "15:00" in say("确认")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"closes": "08:30"}, "结束要晚于开始"),
        ({"weekday": "7"}, "请选周一到周日"),
        ({"seats": "0"}, "每次几人：请写 1 到 200 人"),
        ({"every_minutes": "1"}, "请写 5 到 240 分钟"),
        ({"opens": "早上"}, "开始：写法不对"),
    ],
)
def test_senseless_hours_are_refused_with_the_field_named(reviewer, screening, wrong, said):
    _, opening, point = screening
    page = reviewer.click(f"/admin/openings/{opening}", 409, point=str(point), **HOURS | wrong)
    assert said in page


def test_hours_at_a_point_that_does_not_exist_are_refused(reviewer, screening):
    reviewer.click(f"/admin/openings/{screening[1]}", 404, point="999", **HOURS)


def test_clerk_reads_but_finds_no_form(clerk, screening):
    page = clerk.open(f"/admin/services/{screening[0]}")
    assert "修改请找审核员" in page and "/admin/openings/" not in page
