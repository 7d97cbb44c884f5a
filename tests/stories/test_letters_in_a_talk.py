"""What staff say arrives in its order; a stop is kept short; a broken letter costs nobody a reply."""

from datetime import timedelta

import pytest

from botapp import clock
from botapp.db import db
from botapp.jobs import privacy
from botapp.models.consent import Consent, Purpose
from botapp.models.helpdesk import Conversation, Line
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.models.staff import Staff
from tests.conftest import writing


def me() -> Resident:
    resident = Resident.known_as("o_resident")
    assert resident is not None
    return resident


@pytest.fixture
def held(phone, clerk, platform):
    """A clerk holds the conversation."""
    phone.say("人工")
    with writing():
        conversation = Conversation.open_for(me())
        conversation.take(db.session.get_one(Staff, clerk.staff.id))
    return conversation.id


def write(kind: str, status: Status, **facts: object) -> int:
    with writing():
        letter = Outbox.write(me(), kind, **facts)
        letter.end(status)
        return letter.id


def test_a_reply_that_waited_leaves_when_the_resident_speaks_again(held, phone, platform, town):
    waiting = write("helpdesk_reply", Status.WAITING, words="第一句")
    assert phone.say("还在吗") == ""
    town.work()
    assert "第一句" in platform.said()
    assert not db.session.get_one(Outbox, waiting).urgent  # nobody is phoned about a chat


def test_a_stop_is_answered_by_one_receipt_and_nothing_else(phone, platform):
    write("card_approved", Status.WAITING, number="SQ-1")
    assert "SQ-1" not in phone.say("退订")


def test_a_letter_that_cannot_be_worded_costs_nobody_a_reply(phone, platform, town):
    broken = write("card_approved", Status.WAITING)
    assert "不客气" in phone.say("谢谢")
    assert db.session.get_one(Outbox, broken).status is Status.DEAD
    unsent = write("card_approved", Status.PLANNED)
    town.work()
    db.session.rollback()
    assert db.session.get_one(Outbox, unsent).status is Status.DEAD


@pytest.mark.parametrize("words", ["可以打电话吗？", "可以打电话？", "可以打电话吗，我的号是13800000000"])
def test_a_question_is_no_consent_to_be_phoned(phone, words):
    with writing():
        me().keep_phone("13800000001")
    phone.say(words)
    assert not Consent.holds(me(), Purpose.PHONE)


def test_what_staff_wrote_goes_with_the_follower(held, phone, platform):
    write("helpdesk_reply", Status.SENT, words="悄悄话")
    phone.event("unsubscribe")
    db.session.rollback()
    assert [row.kind for row in db.session.query(Outbox) if row.kind == "helpdesk_reply"] == []


def test_talk_and_letters_are_dropped_after_half_a_year(held, phone, platform, town):
    phone.say("我住在村口")
    write("helpdesk_reply", Status.SENT, words="悄悄话")
    town.go_to(clock.now() + timedelta(days=182))
    privacy.purge()
    assert db.session.query(Line).count() == 0 and db.session.query(Outbox).count() == 0
