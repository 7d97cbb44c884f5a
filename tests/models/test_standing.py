"""What is open for a resident is learnt in one statement, and never believed longer than it is true."""

import threading

import pytest

from botapp import clock
from botapp.db import begin_writing, db
from botapp.models import standing
from botapp.models.draft import Draft
from botapp.models.helpdesk import Conversation
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import LACKS, Resident
from botapp.models.standing import Heard
from tests.conftest import writing

OTHERS = ("o_first", "o_second", "o_third")


@pytest.fixture
def crowd(app):
    """Three residents before ours, so that no two tables count alike."""
    with writing():
        for openid in OTHERS:
            Resident.meet(openid)
        busy = Resident.meet("o_busy")
        Conversation.call(busy, clock.now())
        Draft.begin(busy, "appointment", 1)
        Outbox.write(busy, "more", words="x").end(Status.WAITING)


def met(openid: str) -> Resident:
    db.session.rollback()
    begin_writing()
    resident = standing.meet(openid, Heard.WORDS, "x").resident
    assert resident is not None
    return resident


@pytest.mark.parametrize("table", [Conversation, Draft, Outbox])
def test_who_has_something_open_is_known_to_have_it(crowd, table):
    assert not met("o_busy").lacks(table)
    for openid in (*OTHERS, "o_new"):
        assert met(openid).lacks(table)


def test_what_is_found_is_the_same_as_what_the_tables_say(crowd):
    for openid in (*OTHERS, "o_busy"):
        resident = met(openid)
        guessed = (Conversation.open_for(resident), Draft.open_for(resident), Outbox.waiting_for(resident))
        db.session.info.pop(LACKS, None)
        asked = (Conversation.open_for(resident), Draft.open_for(resident), Outbox.waiting_for(resident))
        assert guessed == asked


def test_what_is_opened_in_the_same_transaction_is_found(crowd):
    resident = met("o_first")
    assert Conversation.open_for(resident) is None
    conversation = Conversation(resident_id=resident.id, promised_at=clock.now())
    db.session.add(conversation)
    assert Conversation.open_for(resident) is conversation
    draft = Draft.begin(resident, "appointment", 1)
    assert Draft.open_for(resident) is draft


def test_a_paused_draft_that_goes_on_is_found(crowd):
    with writing():
        Draft.begin(Resident.meet("o_first"), "appointment", 1).paused = True
    resident = met("o_first")
    assert Draft.open_for(resident) is None
    draft = Draft.to_resume(resident)
    draft.paused = False
    assert Draft.open_for(resident) is draft


def test_nothing_is_believed_after_the_transaction(crowd):
    resident = met("o_first")
    db.session.commit()
    assert not resident.lacks(Conversation)


@pytest.mark.parametrize(
    ("heard", "words", "clicks"), [(Heard.WORDS, 5, 0), (Heard.TAP, 0, 3), (Heard.NOTHING, 0, 0)]
)
def test_words_and_taps_open_their_windows(crowd, heard, words, clicks):
    db.session.rollback()
    begin_writing()
    resident = standing.meet("o_first", heard, "x").resident
    assert resident is not None
    assert (resident.words_left, resident.clicks_left) == (words, clicks)


def pushed(key: str) -> Resident:
    db.session.rollback()
    begin_writing(turn="o_first")
    resident = standing.meet("o_first", Heard.WORDS, key).resident
    assert resident is not None
    return resident


def test_what_another_push_opens_meanwhile_is_seen(crowd, app):
    """The second push of one resident waits for the first; what the first opened it must see."""
    resident = pushed("one")
    seen: list[bool] = []

    def second() -> None:
        with app.app_context():
            seen.append(pushed("two").lacks(Conversation))
            db.session.rollback()
            db.session.remove()

    other = threading.Thread(target=second)
    other.start()
    other.join(0.3)  # by now it waits for our lock
    Conversation.call(resident, clock.now())
    db.session.commit()
    other.join()
    assert seen == [False]
