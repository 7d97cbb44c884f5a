"""The trace of a push: what a question may lean on, and what is forgotten with the words."""

from datetime import timedelta

from botapp import clock
from botapp.db import db
from botapp.models.message import SILENT, Message, Pushed
from botapp.models.resident import Resident
from tests.conftest import writing


def told(openid: str, topic: str, key: str) -> int:
    with writing():
        resident = Resident.meet(openid)
        push: Pushed = {"key": key, "kind": "text", "words": "怎么办", "received_at": clock.now()}
        Message.store(push, SILENT | {"resident_id": resident.id, "reply": "这样办", "topic": topic})
        return resident.id


def test_the_newest_topic_counts_and_only_ones_own(app):
    mine = told("o_mine", "T7", "a")
    told("o_mine", "T1", "b")
    told("o_mine", "", "c")
    told("o_other", "T9", "d")
    assert Message.topic_before(mine) == "T1"


def test_after_ten_minutes_nothing_is_leant_on(app, town):
    mine = told("o_mine", "T7", "a")
    town.go(minutes=11)
    assert Message.topic_before(mine) == ""


def test_the_topic_goes_with_the_words(app):
    mine, later = told("o_mine", "T7", "a"), told("o_later", "T1", "b")
    with writing():
        Message.erase_words(mine)
        Message.purge(clock.now() + timedelta(days=1))
    assert {row.topic for row in db.session.query(Message)} == {""}
    assert Message.topic_before(later) == ""
