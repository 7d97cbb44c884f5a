"""Service points: unverified until somebody says so, and residents read the change at once."""

import pytest

from botapp.db import db
from botapp.models.audit import Audit
from botapp.models.point import Point

pytestmark = pytest.mark.usefixtures("furniture")


@pytest.fixture
def centre(app):
    id_ = Point.named("centre").id
    db.session.rollback()
    return id_


def whereabouts(id_):
    db.session.rollback()
    return db.session.get_one(Point, id_).whereabouts


def test_address_stays_unverified_until_the_box_is_ticked(reviewer, centre):
    facts = {"name": "镇服务中心", "address": "示例路1号", "phone": "0000-0000"}
    reviewer.click(f"/admin/points/{centre}", **facts)
    assert "待核实" in whereabouts(centre)
    reviewer.click(f"/admin/points/{centre}", verified="yes", **facts)
    assert whereabouts(centre) == "示例路1号、0000-0000"
    assert Audit.about("point", centre)[-1].changes == {"verified": ["False", "True"]}


def test_phone_with_letters_is_refused(reviewer, centre):
    facts = {"name": "镇服务中心", "phone": "call me"}
    assert "电话：只写数字" in reviewer.click(f"/admin/points/{centre}", 409, **facts)


def test_clerk_reads_but_finds_no_form(clerk, centre):
    assert "修改请找审核员" in clerk.open(f"/admin/points/{centre}")
