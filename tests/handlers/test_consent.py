"""Leave to phone: asked once where it helps, given and taken back in plain words, never after 退订."""

import pytest

from botapp.db import db
from botapp.models.consent import Consent, Purpose
from botapp.models.resident import Resident
from botapp.words import MAY_WE_CALL
from tests.conftest import writing


@pytest.fixture
def known(say):
    """A resident whose number is known, with an appointment."""
    with writing():
        Resident.meet("o_resident").keep_phone("13800001234")
    say("预约避孕咨询 12月2日下午2点"), say("确认")


def agrees() -> bool:
    db.session.rollback()
    return Consent.holds(Resident.known_as("o_resident"), Purpose.PHONE)


def test_it_is_asked_with_the_reminders_and_a_digit_answers(known, say):
    assert MAY_WE_CALL in say("提醒我")
    assert not agrees()
    assert "不要打电话" in say("1") and agrees()


def test_it_is_asked_once(known, say):
    say("提醒我")
    assert MAY_WE_CALL not in say("提醒我")


def test_silence_is_an_answer_for_a_month(known, say, town):
    say("提醒我"), say("谢谢")
    town.go(days=29)
    assert MAY_WE_CALL not in say("提醒我")
    town.go(days=2)
    assert MAY_WE_CALL in say("提醒我")
    assert MAY_WE_CALL not in say("提醒我")


def test_a_no_is_not_asked_again_and_can_be_changed(known, say):
    say("提醒我")
    assert "不打电话" in say("2") and not agrees()
    assert MAY_WE_CALL not in say("提醒我")
    say("可以打电话")
    assert agrees()
    say("不要打电话")
    assert not agrees()


def test_without_a_number_nobody_is_asked(say):
    say("预约避孕咨询 12月2日下午2点"), say("确认")
    assert MAY_WE_CALL not in say("提醒我")


def test_who_offers_a_number_unasked_may_be_phoned_under_it(say):
    assert "还没有留手机号" in say("可以打电话") and not agrees()
    assert "11位" in say("可以打电话 138")
    say("可以打电话 138 0000 1234")
    assert agrees() and Resident.known_as("o_resident").phone == "13800001234"


def test_after_a_stop_word_nobody_is_asked_or_agrees(known, say):
    say("退订")
    assert "退订过" in say("可以打电话") and not agrees()


def test_deleting_ones_papers_takes_it_back(known, say):
    say("可以打电话")
    assert "打电话：同意" in say("我的资料")
    say("确认删除资料")
    assert not agrees()
