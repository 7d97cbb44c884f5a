"""Every row ends in a named state, is sent once, and never to somebody who does not want it."""

from datetime import timedelta

import pytest

from botapp import clock
from botapp.db import db
from botapp.errors import NotNow, Undeliverable, UnknownOutcome
from botapp.jobs import outbox
from botapp.jobs.outbox.way import WORDS
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.wechat import TEMPLATE
from botapp.wechat.account import _Current
from tests.conftest import writing


@pytest.fixture
def letter(phone, platform):
    """A notice for a resident who has just spoken."""
    phone.say("谢谢")
    return written("card_approved", number="SQ-261123-0001")


def written(kind: str, **facts: object) -> int:
    with writing():
        return Outbox.write(Resident.known_as("o_resident"), kind, **facts).id


def status(id_: int) -> Status:
    db.session.rollback()
    return db.session.get_one(Outbox, id_).status


def test_it_leaves_as_words_while_the_window_is_open(letter, platform):
    outbox.send(letter)
    assert status(letter) is Status.SENT
    assert "SQ-261123-0001" in platform.words[0][1]


def test_it_leaves_as_a_neutral_notice_after_two_days(letter, platform, town):
    town.go(hours=49)
    outbox.send(letter)
    assert status(letter) is Status.SENT and platform.words == []
    assert platform.notices[0][1]["subject"] == "您的申请已通过审核"


def test_a_second_send_does_nothing(letter, platform):
    outbox.send(letter)
    outbox.send(letter)
    assert len(platform.words) == 1


def test_without_any_way_it_waits_and_is_shown_at_the_next_contact(
    letter, platform, town, phone, monkeypatch
):
    monkeypatch.setattr(_Current, "templates", {})
    town.go(hours=49)
    outbox.send(letter)
    assert status(letter) is Status.WAITING
    assert "SQ-261123-0001" in phone.say("谢谢")
    assert status(letter) is Status.SENT
    assert "SQ-261123-0001" not in phone.say("谢谢")


@pytest.mark.parametrize(
    ("answer", "ending"),
    [
        (Undeliverable("居民已取消关注", gone=True), Status.UNREACHABLE),
        (Undeliverable("微信拒绝"), Status.DEAD),
        (UnknownOutcome("连接中断"), Status.UNKNOWN),
        (NotNow("微信系统繁忙", 0), Status.PLANNED),
    ],
)
def test_each_refusal_has_its_ending_and_a_reason(letter, platform, answer, ending):
    platform.refusal = answer
    outbox.send(letter)
    assert status(letter) is ending
    assert db.session.get_one(Outbox, letter).reason


def test_a_busy_platform_is_asked_again_later_and_not_forever(letter, platform, town):
    platform.refusal = NotNow("微信系统繁忙", 0)
    for _ in range(6):
        outbox.send(letter)
        town.go(minutes=31)
    assert status(letter) is Status.DEAD


def test_before_its_time_it_is_not_tried_again(letter, platform):
    platform.refusal = NotNow("微信系统繁忙", 0)
    outbox.send(letter)
    platform.refusal = None
    outbox.send(letter)
    assert platform.words == []


def test_words_of_a_worker_that_died_in_between_are_left_to_staff(letter, platform, town):
    with writing():
        row = Outbox.claim(letter)
        row.leave_by(WORDS)
    outbox.send(letter)
    assert status(letter) is Status.SENDING  # the lease still holds
    town.go(minutes=3)
    outbox.send(letter)
    assert status(letter) is Status.UNKNOWN and platform.words == []


def test_a_notice_of_a_worker_that_died_is_repeated_under_the_same_id(letter, platform, town):
    with writing():
        row = Outbox.claim(letter)
        row.leave_by(TEMPLATE, "T")
    town.go(minutes=3)
    outbox.send(letter)
    assert status(letter) is Status.SENT and platform.words == [] and len(platform.notices) == 1


def test_a_notice_of_a_worker_that_died_long_ago_is_left_to_staff(letter, platform, town):
    with writing():
        Outbox.claim(letter).leave_by(TEMPLATE, "T")
    town.go(minutes=9)
    outbox.send(letter)
    assert status(letter) is Status.UNKNOWN and platform.notices == []


def test_a_notice_whose_template_was_replaced_meanwhile_is_left_to_staff(letter, platform, town):
    with writing():
        Outbox.claim(letter).leave_by(TEMPLATE, "OLD")
    town.go(minutes=3)
    outbox.send(letter)
    assert status(letter) is Status.UNKNOWN and platform.notices == []


def test_a_reminder_that_comes_too_late_is_not_sent(letter, platform, town):
    starts_at = (clock.now() + timedelta(hours=1)).isoformat()
    late = written("appointment_reminder", number="YY-1", starts_at=starts_at, point="镇服务中心")
    town.go(hours=2)
    outbox.send(late)
    assert status(late) is Status.DROPPED and platform.said() == ""


def test_nothing_but_conversation_goes_out_at_night(letter, platform, town, phone):
    town.go_to(clock.at(clock.today(), clock.local(clock.now()).time().replace(hour=22)))
    phone.say("谢谢")
    outbox.send(letter)
    assert status(letter) is Status.PLANNED and platform.words == []
    outbox.send(written("helpdesk_reply", words="在的"))
    assert platform.words == [("o_resident", "在的")]
    town.go(hours=11)
    outbox.send(letter)
    assert status(letter) is Status.SENT


def test_nothing_goes_to_somebody_who_left(letter, platform, phone):
    phone.event("unsubscribe")
    outbox.send(letter)
    assert status(letter) is Status.DROPPED and platform.words == []


def test_after_a_stop_word_it_waits_for_the_next_contact(letter, platform, phone, town):
    phone.say("退订")
    late = written("card_issued", number="FW-2026-000001", expires_on="2027-11-23")
    town.go(minutes=1)
    outbox.send(late)
    assert platform.words == [] and platform.notices == []


def test_the_platforms_receipt_closes_the_row(letter, platform, town, phone):
    town.go(hours=49)
    outbox.send(letter)
    phone.push("event", Event="TEMPLATESENDJOBFINISH", MsgID="1", Status="success")
    assert status(letter) is Status.DELIVERED


def test_staff_can_have_it_sent_again(letter, platform):
    platform.refusal = Undeliverable("微信拒绝")
    outbox.send(letter)
    with writing():
        db.session.get_one(Outbox, letter).retry()
    platform.refusal = None
    outbox.send(letter)
    assert status(letter) is Status.SENT
    assert timedelta(0) <= clock.now() - db.session.get_one(Outbox, letter).sent_at


def test_what_staff_call_urgent_goes_out_at_night_too(letter, platform, town, phone):
    town.go_to(clock.at(clock.today(), clock.local(clock.now()).time().replace(hour=22)))
    outbox.send(letter)
    assert platform.words == []
    with writing():
        db.session.get_one(Outbox, letter).hurry()
    phone.say("谢谢")
    outbox.send(letter)
    assert len(platform.words) == 1


def test_a_reminder_that_waits_is_not_shown_when_its_hour_is_over(letter, platform, town, phone, monkeypatch):
    monkeypatch.setattr(_Current, "templates", {})
    starts_at = (clock.now() + timedelta(days=3)).isoformat()
    late = written("appointment_reminder", number="YY-1", starts_at=starts_at, point="镇服务中心")
    town.go(hours=49)
    outbox.send(late)
    assert status(late) is Status.WAITING
    town.go(days=2)
    assert "YY-1" not in phone.say("谢谢")
    assert status(late) is Status.DROPPED


def test_a_reminder_of_somebody_who_stopped_us_is_not_kept_for_later(letter, platform, phone, town):
    starts_at = (clock.now() + timedelta(days=3)).isoformat()
    phone.say("退订")
    town.go(minutes=1)
    late = written("appointment_reminder", number="YY-1", starts_at=starts_at, point="镇服务中心")
    outbox.send(late)
    assert status(late) is Status.DROPPED and platform.said() == ""
