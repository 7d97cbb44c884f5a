"""The call list: only who agreed, only for an own appointment or an urgent result, each call noted."""

from datetime import timedelta

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.audit import Audit
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from tests.conftest import writing

PHONE = "13800001234"


@pytest.fixture
def waiting(say):
    """Let a letter wait that found no way out; its id."""

    def wait(kind: str = "appointment_cancelled", *, urgent: bool = False) -> int:
        starts_at = (clock.now() + timedelta(days=2)).isoformat()
        facts = {"number": "YY-261123-0001", "point": "镇服务中心", "reason": "当天停诊"}
        with writing():
            row = Outbox.write(
                Resident.meet("o_resident"), kind, **facts, starts_at=starts_at, preparation="", answer="好"
            )
            row.end(Status.WAITING, "现在没有办法主动发，下次联系时再给看")
            row.urgent = urgent
        return row.id

    return wait


@pytest.fixture
def agreed(say):
    """The resident has a number and agrees to be phoned."""
    say(f"可以打电话 {PHONE}")


def listed() -> list[int]:
    db.session.rollback()
    return [row.id for row in Outbox.to_call()]


def test_without_a_yes_nobody_is_on_the_list(waiting, clerk, say):
    waiting()
    with writing():
        Resident.meet("o_resident").keep_phone(PHONE)
    assert listed() == [] and "没有要打的电话" in clerk.open("/admin/outbox/calls")


def test_who_agreed_is_on_it_with_what_to_say_and_a_masked_number(waiting, agreed, clerk):
    waiting()
    assert "要打电话告诉的" in clerk.open("/admin/outbox")
    page = clerk.open("/admin/outbox/calls")
    assert "预约被取消" in page and "当天停诊" in page and "138****1234" in page and PHONE not in page


def test_the_number_is_shown_for_a_reason_and_noted(waiting, agreed, clerk):
    id_ = waiting()
    clerk.click(f"/admin/reveal/call/{id_}/phone", reason="联系居民本人")
    assert PHONE in clerk.open("/admin/outbox/calls")
    db.session.rollback()
    (seen,) = [row for row in Audit.about("call", id_) if row.action == "reveal"]
    assert seen.reason == "联系居民本人" and seen.staff_id == clerk.staff.id


def test_the_number_of_a_letter_that_is_not_listed_stays_masked(waiting, agreed, clerk):
    id_ = waiting()
    with writing():
        db.session.get_one(Outbox, id_).end(Status.DELIVERED)
    clerk.click(f"/admin/reveal/call/{id_}/phone", 403, reason="联系居民本人")


def test_a_call_that_was_answered_closes_the_letter(waiting, agreed, clerk, say):
    id_ = waiting()
    clerk.click(f"/admin/outbox/{id_}/called", reached="yes")
    db.session.rollback()
    row = db.session.get_one(Outbox, id_)
    assert (row.status, row.channel, row.called_by_id) == (Status.DELIVERED, "call", clerk.staff.id)
    assert listed() == [] and "YY-261123-0001" not in say("谢谢")
    assert [row.action for row in Audit.about("call", id_)] == ["called"]


def test_a_call_without_an_answer_stays_on_the_list(waiting, agreed, clerk):
    id_ = waiting()
    clerk.click(f"/admin/outbox/{id_}/called", reached="no")
    assert listed() == [id_] and "上次没打通" in clerk.open("/admin/outbox/calls")
    assert [row.action for row in Audit.about("call", id_)] == ["call missed"]


def test_what_the_resident_has_read_meanwhile_is_no_call_any_more(waiting, agreed, clerk, say):
    id_ = waiting()
    assert "YY-261123-0001" in say("谢谢")
    assert listed() == []
    clerk.click(f"/admin/outbox/{id_}/called", 409, reached="yes")


@pytest.mark.parametrize("word", ["退订", "不要打电话"])
def test_nobody_is_phoned_after_taking_it_back(waiting, agreed, say, word):
    say(word)
    waiting()
    assert listed() == []


def test_nobody_is_phoned_after_leaving(waiting, agreed, phone):
    waiting()
    phone.event("unsubscribe")
    assert listed() == []


def test_other_letters_are_phoned_about_only_when_urgent(waiting, agreed, clerk, reviewer):
    waiting("need_answered")
    assert listed() == []
    urgent, usual = waiting("need_answered", urgent=True), waiting()
    assert listed() == [urgent, usual]
    assert "请审核员打这个电话" in clerk.open("/admin/outbox/calls")
    assert "请审核员打这个电话" not in reviewer.open("/admin/outbox/calls")


def test_nobody_is_phoned_about_an_appointment_that_is_over(waiting, agreed, town):
    waiting()
    town.go(days=3)
    assert listed() == []


def test_only_the_newest_answer_counts(waiting, agreed):
    waiting()
    with writing():
        Consent.record(Resident.meet("o_resident"), Purpose.PHONE, Answer.WITHDRAWN, "x")
    assert listed() == []
    with writing():
        Consent.record(Resident.meet("o_resident"), Purpose.PHONE, Answer.AGREED, "x")
        Consent.record(Resident.meet("o_other"), Purpose.PHONE, Answer.WITHDRAWN, "x")
    assert len(listed()) == 1
