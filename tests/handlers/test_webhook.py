"""The residents' door: genuine, once, one transaction, always an honest answer."""

import threading
import time

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from botapp import clock, router
from botapp.db import db
from botapp.handlers import webhook
from botapp.models.message import Message, Outcome
from botapp.models.need import Need
from botapp.models.outbox import Outbox
from tests.conftest import signed


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_address_is_verified_with_the_exact_echo(app):
    answer = app.test_client().get("/wechat", query_string={**signed(), "echostr": "4375120948345356249"})
    assert (answer.status_code, answer.data) == (200, b"4375120948345356249")


def test_address_is_not_verified_without_a_signature(app):
    answer = app.test_client().get(
        "/wechat", query_string={**signed(), "signature": "0" * 40, "echostr": "1"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"signature": "x"},
        signed("other-token", clock.now()),
        {"signature": "é", "timestamp": "１", "nonce": "n"},
    ],
)
def test_forged_push_is_refused_and_leaves_no_row(app, phone, query):
    before = count(Message)
    answer = app.test_client().post(
        "/wechat", query_string=query, data=phone.xml("text", Content="你好", MsgId="1")
    )
    assert answer.status_code == 403
    assert count(Message) == before


def test_huge_body_is_refused(app):
    answer = app.test_client().post("/wechat", query_string=signed(), data=b"x" * 70_000)
    assert answer.status_code in (403, 413)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<xml/>", b"<xml><a>", b"\xff\xfe", b"<!DOCTYPE xml><xml></xml>"]
)
def test_genuine_but_unreadable_push_is_accepted_in_silence(app, body):
    answer = app.test_client().post("/wechat", query_string=signed(), data=body)
    assert (answer.status_code, answer.data) == (200, b"success")


@pytest.mark.parametrize("event", ["VIEW", "poi_check_notify", "unknown_event", "MASSSENDJOBFINISH"])
def test_unknown_event_is_accepted_in_silence(phone, event):
    assert phone.event(event) == ""


def test_words_that_look_like_a_document_type_are_words(say):
    assert say("<!DOCTYPE 居住证咋办") != ""


def test_repeat_gets_the_same_reply_and_has_no_second_effect(app, phone):
    phone.say("需求：想问问老人体检")
    phone.say("跳过")
    xml = phone.xml("text", Content="确认", MsgId="900001")
    first = app.test_client().post("/wechat", query_string=signed(), data=xml)
    again = app.test_client().post("/wechat", query_string=signed(), data=xml)
    assert "XQ-" in first.get_data(as_text=True)
    assert first.data == again.data
    assert count(Need) == 1


def test_repeat_that_comes_while_the_first_is_being_answered_waits_for_its_reply(app, phone, monkeypatch):
    entered, original = threading.Event(), router.answer

    def slow(resident, incoming):
        entered.set()
        time.sleep(0.3)  # long enough for the repeat to arrive
        return original(resident, incoming)

    monkeypatch.setattr(webhook.router, "answer", slow)
    xml, query, replies = phone.xml("text", Content="谢谢", MsgId="900002"), signed(), []

    def push():
        answer = app.test_client().post("/wechat", query_string=query, data=xml)
        replies.append((answer.status_code, "不客气" in answer.get_data(as_text=True)))

    first = threading.Thread(target=push)
    first.start()
    entered.wait(5)
    push()
    first.join(10)
    assert replies == [(200, True), (200, True)]
    assert count(Message) == 2  # following, and one thank-you


def test_a_broken_handler_is_undone_kept_as_failed_and_told_honestly(phone, monkeypatch):
    def broken(resident, words):
        Outbox.write(resident, "more", words="must not leave")
        raise ZeroDivisionError

    monkeypatch.setitem(router._Tables.words, "谢谢", broken)
    assert "没有办成" in phone.say("谢谢")
    message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert message.outcome is Outcome.FAILED and message.words == "谢谢"
    assert count(Outbox) == 0
    assert "不客气" in phone.say("多谢")


def test_a_row_that_cannot_be_stored_asks_the_platform_to_push_again(app, phone, monkeypatch):
    def locked(push, told):
        raise OperationalError("insert", {}, Exception("database is locked"))

    monkeypatch.setattr(Message, "store", locked)
    answer = app.test_client().post(
        "/wechat", query_string=signed(), data=phone.xml("text", Content="你好", MsgId="5")
    )
    assert answer.status_code == 503


def test_a_late_reply_leaves_through_the_outbox(app, phone, town, platform, monkeypatch):
    monkeypatch.setitem(app.config, "REPLY_BUDGET_MS", -1)
    assert phone.say("谢谢") == ""
    town.work()
    assert platform.words == [("o_resident", "不客气。还有事随时说。")]


def test_a_long_reply_is_split_and_the_rest_follows(phone, town, platform, monkeypatch):
    monkeypatch.setitem(router._Tables.words, "谢谢", lambda resident, words: "这是很长的一句话。" * 120)
    assert phone.say("谢谢").endswith("。")
    town.work()
    assert len(platform.words) == 1 and platform.words[0][1].endswith("。")


def test_the_trace_names_handler_and_states_but_no_content(phone):
    phone.say("办服务证")
    message = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert (message.handler, message.state_before, message.state_after) == (
        "card.begin",
        "idle",
        "CardForm:consent",
    )


def test_what_residents_say_lies_encrypted(phone):
    phone.say("我叫某某某住在某处")
    raw = db.session.connection().exec_driver_sql("SELECT words FROM message ORDER BY id DESC").scalar()
    assert "某".encode() not in bytes(raw)


def test_taps_on_the_menu_are_words(phone):
    assert "要预约哪项服务" in phone.event("CLICK", "预约")
