"""Ways are chosen by need: a person's answer first, a consent before a template, never more than is left."""

import threading

import pytest

from botapp import clock, wechat
from botapp.db import db
from botapp.jobs.outbox import send
from botapp.models.channel import Incident
from botapp.models.outbox import Status
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from botapp.wechat.account import _Current
from tests.conftest import writing

CONSENTED = "SIM_APPOINTMENT"


def ours(openid: str) -> Resident:
    db.session.rollback()
    return Resident.known_as(openid)


def balance(openid: str, template: str = CONSENTED) -> int:
    held = Subscription.held(template, ours(openid))
    return held.balance if held else 0


def ways(row, ids) -> list[str]:
    return [row(id_).channel for id_ in ids]


def test_a_notice_leaves_the_last_message_to_a_person(line, openid, write, row):
    line.say(openid, "谢谢")
    ids = [write("card_approved") for _ in range(5)]
    for id_ in ids:
        send(id_)
    assert ways(row, ids) == ["words"] * 4 + ["template"]
    replies = [write("helpdesk_reply", words="在的") for _ in range(2)]
    for id_ in replies:
        send(id_)
    assert [row(id_).status for id_ in replies] == [Status.SENT, Status.WAITING]
    assert line.counters()["refused_sends"] == 0


def test_a_reminder_leaves_two(line, openid, write, row):
    line.say(openid, "谢谢")
    ids = [write("appointment_reminder") for _ in range(4)]
    for id_ in ids:
        send(id_)
    assert ways(row, ids) == ["words"] * 3 + ["template"]


def test_a_tap_opens_three_messages_for_a_minute(line, openid, write, row, town):
    line.do(openid, "tap", key="帮助")
    ids = [write("helpdesk_reply", words="在的") for _ in range(4)]
    for id_ in ids:
        send(id_)
    assert [row(id_).status for id_ in ids] == [Status.SENT] * 3 + [Status.WAITING]
    line.do(openid, "tap", key="帮助")
    town.go(seconds=61)
    send(late := write("helpdesk_reply", words="还在"))
    assert row(late).status is Status.WAITING and line.counters()["refused_sends"] == 0


def test_opening_a_page_opens_no_window(line, openid, write, row, town):
    town.go(minutes=2)  # what following has opened is over
    line.do(openid, "view", url="https://example.com/")
    send(id_ := write("helpdesk_reply", words="在的"))
    assert row(id_).status is Status.WAITING and line.counters()["sends"] == {}


def test_a_consent_is_used_before_a_template_message_and_once(line, openid, write, row, town):
    line.do(openid, "subscribe", template_id=CONSENTED)
    town.go(minutes=2)
    ids = [write("appointment_approved") for _ in range(2)]
    for id_ in ids:
        send(id_)
    assert ways(row, ids) == ["subscription", "template"]
    assert balance(openid) == line.person(openid)["consents"][CONSENTED] == 0
    assert line.counters()["refused_sends"] == 0


def test_the_consent_speaks_of_time_and_place_but_not_of_the_service(line, openid, write, town):
    line.do(openid, "subscribe", template_id=CONSENTED)
    town.go(minutes=2)
    send(write("appointment_approved"))
    (shown,) = line.notices(openid)
    assert "2026年11月26日 14:00" in shown and "镇服务中心" in shown and "避孕" not in shown


def test_a_consent_serves_only_its_own_kinds(line, openid, write, row, town):
    line.do(openid, "subscribe", template_id=CONSENTED)
    town.go(minutes=2)
    send(id_ := write("card_approved"))
    assert row(id_).channel == "template" and balance(openid) == 1
    assert Incident.open() == []


def test_a_long_term_consent_is_used_first_and_never_runs_out(line, openid, write, row, town, monkeypatch):
    fields = {"subject": "thing1", "when": "time2"}
    with line.hub.store.change() as books:
        books.execute(
            "INSERT INTO template VALUES ('LONG', 'subscription', '随访', ?, 1, 0)",
            ('{"thing1": "事项", "time2": "时间"}',),
        )
    lasting = wechat.Template("LONG", fields, wechat.SUBSCRIPTION, long_term=True)
    monkeypatch.setattr(_Current, "templates", {**wechat.templates(), "lasting": lasting})
    line.do(openid, "subscribe", choices={"LONG": "accept", CONSENTED: "accept"})
    town.go(minutes=2)
    ids = [write("appointment_approved") for _ in range(3)]
    for id_ in ids:
        send(id_)
    assert [row(id_).template for id_ in ids] == ["LONG"] * 3
    assert (balance(openid, "LONG"), balance(openid)) == (1, 1)
    assert line.counters()["refused_sends"] == 0


def test_an_interface_that_rests_is_passed_over(line, openid, write, row, town):
    line.do(openid, "subscribe", template_id=CONSENTED)
    town.go(minutes=2)
    with writing():
        until = clock.now().replace(hour=9)
        Incident.note("message/subscribe/bizsend", 45009, "今天的调用次数用完了", stops_until=until)
    send(id_ := write("appointment_approved"))
    assert row(id_).channel == "template" and balance(openid) == 1


def test_when_every_interface_rests_the_letter_is_kept_for_later(line, openid, write, row, town):
    town.go(minutes=2)
    until = clock.now().replace(hour=9)
    with writing():
        Incident.note("stable_token", 40125, "公众号的设置或密钥不对", stops_until=until)
    send(id_ := write("card_approved"))
    kept = row(id_)
    assert (kept.status, kept.due_at, kept.attempts) == (Status.PLANNED, until, 0)
    assert line.counters()["sends"] == {}
    town.go_to(until)
    send(id_)
    assert row(id_).status is Status.SENT


def test_what_no_field_can_hold_is_not_sent_by_that_template(line, openid, write, row, town, monkeypatch):
    town.go(minutes=2)
    narrow = wechat.Template("SIM_NOTICE", {"subject": "phrase1"})
    monkeypatch.setattr(_Current, "templates", {"notice": narrow})
    send(id_ := write("card_approved"))
    assert row(id_).status is Status.WAITING and line.counters()["sends"] == {}
    assert [each.code for each in Incident.open()] == [47003]


@pytest.mark.parametrize("kind", ["helpdesk_reply", "more"])
def test_a_conversation_never_becomes_a_notice(line, openid, write, row, town, kind):
    town.go(minutes=2)
    send(id_ := write(kind, words="悄悄话"))
    assert row(id_).status is Status.WAITING and line.notices(openid) == []


def test_two_workers_never_take_the_same_last_message(line, openid, write, row, app):
    line.say(openid, "谢谢")
    ids = [write("helpdesk_reply", words=f"第{n}句") for n in range(8)]
    start = threading.Barrier(len(ids))

    def work(id_: int) -> None:
        with app.app_context():
            start.wait()
            send(id_)

    workers = [threading.Thread(target=work, args=(id_,)) for id_ in ids]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    ended = [row(id_).status for id_ in ids]
    assert ended.count(Status.SENT) == 5 and ended.count(Status.WAITING) == 3
    assert line.counters()["refused_sends"] == 0
