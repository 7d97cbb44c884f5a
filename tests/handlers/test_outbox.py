"""Receipts: accepted is not delivered; what did not arrive takes the next way or waits in the mailbox."""

import pytest

from botapp.jobs.outbox import send
from botapp.models.outbox import Status
from botapp.models.subscription import Subscription
from tests.jobs.outbox.conftest import line, openid, row, write

__all__ = ["line", "openid", "row", "write"]
CONSENTED = "SIM_APPOINTMENT"


def consent(line, openid: str, times: int = 1) -> None:
    for _ in range(times):
        line.do(openid, "subscribe", template_id=CONSENTED)


@pytest.mark.parametrize("kind", ["appointment_approved", "card_approved"])
def test_a_good_receipt_closes_the_row(line, openid, write, row, town, kind):
    consent(line, openid)
    town.go(minutes=2)
    send(id_ := write(kind))
    assert row(id_).status is Status.SENT
    line.settle()
    assert row(id_).status is Status.DELIVERED


def test_several_receipts_in_one_second_close_each_its_own_row(line, openid, write, row, town):
    for _ in range(3):
        consent(line, openid)
        town.go(seconds=1)
    town.go(minutes=2)
    ids = [write("appointment_approved") for _ in range(3)]
    for id_ in ids:
        send(id_)
    line.settle()
    assert [row(id_).status for id_ in ids] == [Status.DELIVERED] * 3


def test_a_template_message_that_was_blocked_waits_in_the_mailbox(line, openid, write, row, town):
    line.do(openid, "stance", stance="blocks")
    town.go(minutes=2)
    send(id_ := write("card_approved"))
    line.settle()
    assert row(id_).status is Status.WAITING and "关闭了接收" in row(id_).reason
    assert len(line.counters()["sends"]["template"]) == 1
    assert "SQ-261123-0001" in line.say(openid, "谢谢")


def test_a_subscription_message_that_was_lost_goes_as_a_template_message(line, openid, write, row, town):
    consent(line, openid, 1)
    town.go(seconds=1)
    consent(line, openid, 1)
    line.do(openid, "stance", stance="lost")
    town.go(minutes=2)
    send(id_ := write("appointment_approved"))
    line.settle()
    line.do(openid, "stance", stance="open")
    send(id_)
    assert (row(id_).status, row(id_).channel) == (Status.SENT, "template")
    line.settle()
    assert row(id_).status is Status.DELIVERED
    assert Subscription.held(CONSENTED, row(id_).resident).balance == 1


def test_a_busy_moment_in_between_does_not_bring_the_failed_way_back(line, openid, write, row, town):
    consent(line, openid)
    town.go(seconds=1)
    consent(line, openid)
    line.do(openid, "stance", stance="lost")
    town.go(minutes=2)
    send(id_ := write("appointment_approved"))
    line.settle()
    line.strike("message/template/send", code=-1, times=1)
    send(id_)
    town.go(seconds=11)
    send(id_)
    assert row(id_).channel == "template"


def test_a_receipt_for_somebody_else_changes_nothing(line, openid, write, row, town):
    town.go(minutes=2)
    send(id_ := write("card_approved"))
    other = line.follower("o" + "X" * 27)
    from_other = {"MsgID": row(id_).msgid, "Status": "success"}
    line.push(other, "TEMPLATESENDJOBFINISH", from_other)
    assert row(id_).status is Status.SENT
    line.push(openid, "TEMPLATESENDJOBFINISH", {"MsgID": "7", "Status": "success"})
    assert row(id_).status is Status.SENT
    entries = [{"TemplateId": "SIM_NOTICE", "MsgID": "7", "ErrorCode": 0, "ErrorStatus": "success"}] * 3
    line.push(other, "subscribe_msg_sent_event", {"SubscribeMsgSentEvent": {"List": entries}})
    assert row(id_).status is Status.SENT


def test_a_late_receipt_does_not_open_a_closed_row(line, openid, write, row, town):
    town.go(minutes=2)
    send(id_ := write("card_approved"))
    line.settle()
    failed = {"MsgID": row(id_).msgid, "Status": "failed: system failed"}
    town.go(seconds=1)
    line.push(openid, "TEMPLATESENDJOBFINISH", failed)
    assert row(id_).status is Status.DELIVERED
