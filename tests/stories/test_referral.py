"""Staff write a slip, the resident says yes to one receiver, who answers; the resident may stop it."""

import re

import pytest

from botapp.db import db
from botapp.models.audit import Audit
from botapp.models.referral import Hop, Referral, Status
from botapp.models.staff import Role
from tests.handlers.admin.conftest import rows_of

SLIP = {
    "to_place": "武进人民医院",
    "to_section": "妇科",
    "urgency": "priority",
    "when": "11月26日上午",
    "preparation": "带身份证和以前的报告",
    "reason": "需要进一步检查",
    "name": "李芳",
    "impression": "宫颈细胞学异常",
    "doctor": "陈医生",
}


@pytest.fixture
def case(say):
    """The number of the resident's need."""
    say("需求：想去医院再查一下"), say("跳过"), say("确认")
    return 1


@pytest.fixture
def slip(clerk, case):
    """The address of a slip that staff have written."""
    page = clerk.open("/admin/needs")
    id_ = re.search(r"/admin/needs/(\d+)", page)[1]
    clerk.click(f"/admin/referrals/new/need/{id_}", **SLIP)
    db.session.rollback()
    return f"/admin/referrals/{db.session.query(Referral).one().id}"


@pytest.fixture
def link(clerk, slip, say):
    """The receiver's link, after the resident's yes."""
    clerk.click(f"{slip}/ask")
    say("同意转诊")
    clerk.click(f"{slip}/link")
    return re.search(r"(/public/referral/[\w-]+)", clerk.open(slip))[1]


def status() -> Status:
    db.session.rollback()
    return db.session.query(Referral).one().status


def look(app, address: str, code: int = 200) -> str:
    db.session.rollback()
    answer = app.test_client().get(address)
    assert answer.status_code == code
    return answer.get_data(as_text=True)


def send(app, address: str, code: int = 302, **typed: str) -> str:
    db.session.rollback()
    answer = app.test_client().post(address, data=typed)
    assert answer.status_code == code, answer.get_data(as_text=True)[-300:]
    return answer.get_data(as_text=True)


def test_nobody_is_shown_anything_before_the_resident_agrees(clerk, slip, say, platform, town):
    clerk.click(f"{slip}/link", 409)
    clerk.click(f"{slip}/ask")
    town.work()
    assert (
        "武进人民医院" in platform.said() and "宫颈" not in platform.said() and "妇科" not in platform.said()
    )
    clerk.click(f"{slip}/link", 409)
    told = say("我的转诊")
    assert "11月26日上午" in told and "您同意吗" in told and "细胞学" not in told
    assert "没有给任何人看" in say("2")
    assert status() is Status.REFUSED


def test_the_receiver_answers_each_step_and_the_resident_sees_it(app, clerk, slip, link, say, platform, town):
    page = look(app, link)
    assert "宫颈细胞学异常" in page and "noindex" in page and "李芳" in page
    send(app, f"{link}/accept", who="王医生")
    town.work()
    assert "对方已接收" in platform.said() and "宫颈" not in platform.said()
    send(app, f"{link}/seen", who="王医生")
    send(app, f"{link}/feedback", diagnosis="炎症", advice="三月后复查", doctor="王医生", day="2026-11-26")
    told = say("我的转诊")
    assert "已回转" in told and "对方接收了" in told and "炎症" not in told
    assert "炎症" in clerk.open(slip) and status() is Status.FED_BACK


def test_a_stop_kills_the_link_at_once(app, link, say):
    look(app, link)
    assert "打不开" in say("停止转诊")
    look(app, link, 404)
    send(app, f"{link}/accept", 404, who="王医生")
    assert status() is Status.STOPPED


@pytest.mark.parametrize("words", ["退出关注", "删除资料"])
def test_leaving_and_deleting_stop_it_too(app, link, say, phone, words):
    if words == "删除资料":
        say("删除资料"), say("1")
    else:
        phone.event("unsubscribe")
    look(app, link, 404)


def test_bad_input_is_explained_and_changes_nothing(app, clerk, case, slip, link):
    assert "姓名或科室" in send(app, f"{link}/accept", 409)
    assert "为什么" in send(app, f"{link}/decline", 409, who="王医生")
    assert status() is Status.SENT
    send(app, f"{link}/accept", who="王医生")
    assert "日期" in send(app, f"{link}/feedback", 409, diagnosis="x", doctor="y", day="昨天")
    assert "不能这样办" in send(app, f"{link}/accept", 409, who="王医生")
    look(app, "/public/referral/guess", 404)


def test_a_slip_without_what_it_needs_is_not_kept(clerk, case):
    page = clerk.open("/admin/needs")
    id_ = re.search(r"/admin/needs/(\d+)", page)[1]
    told = clerk.click(f"/admin/referrals/new/need/{id_}", 409, to_place="x", urgency="sometime")
    assert "紧急程度" in told and "姓名" in told
    assert db.session.query(Referral).count() == 0


def test_silence_is_shown_to_staff(clerk, link, town):
    town.go(days=2)
    page = clerk.open("/admin/referrals")
    assert rows_of(page) == 1 and "请打电话问" in page


def test_who_did_not_write_it_does_not_read_it_and_every_look_is_recorded(clerk, slip, desks, link, app):
    other = desks(Role.CLERK)
    assert "宫颈" not in other.open(slip) and "只有开单人" in other.open(slip)
    assert "宫颈" in desks(Role.REVIEWER).open(slip)
    look(app, link)
    db.session.rollback()
    acts = [row.action for row in db.session.query(Audit).filter_by(subject="referral")]
    assert "read" in acts and "referral opened" in acts
    assert "opened" in [hop.act for hop in db.session.query(Hop)]


def test_a_new_link_closes_the_old_one_and_no_link_lies_in_the_database(app, clerk, slip, link):
    clerk.click(f"{slip}/link")
    look(app, link, 404)
    db.session.rollback()
    assert link.rsplit("/", 1)[1] not in str(db.session.query(Referral).one().link_hash)


def test_without_a_referral_the_words_explain_what_it_is(say):
    assert "您同意才给对方看" in say("我的转诊")
    assert "没有要您同意" in say("同意转诊") and "没有在办" in say("停止转诊")
