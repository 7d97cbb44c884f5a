"""Notices reach the phone under the platform's conditions, and never twice for one send."""

import json
from typing import Any

import pytest

from botapp.simulator import chat, ledger, people, store
from botapp.simulator.hub import Hub
from botapp.simulator.platform import custom, notify
from botapp.simulator.platform.fault import Fault

FIELDS = {"thing1": {"value": "两癌筛查"}, "time2": {"value": "2026年11月25日 9:00"}}
RESULT = {"thing1": {"value": "服务证"}, "phrase2": {"value": "已通过"}}


def send(act: Any, hub: Hub, **body: Any) -> dict[str, Any]:
    """Call one of the three; a refusal becomes its code."""
    try:
        with hub.store.change() as db:
            return dict(act(hub, db, body))
    except Fault as fault:
        return {"errcode": fault.code, "detail": fault.detail}


def text(hub: Hub, openid: str, content: str = "您好") -> int:
    """Send a customer-service text; the code."""
    return int(send(custom.send, hub, touser=openid, msgtype="text", text={"content": content})["errcode"])


def template(hub: Hub, openid: str, **others: Any) -> dict[str, Any]:
    """Send the template T."""
    return send(notify.template, hub, **{"touser": openid, "template_id": "T", "data": FIELDS, **others})


def subscription(hub: Hub, openid: str, **others: Any) -> dict[str, Any]:
    """Send the subscription message S."""
    return send(notify.subscription, hub, **{"touser": openid, "template_id": "S", "data": RESULT, **others})


def bubbles(hub: Hub, openid: str) -> list[dict[str, Any]]:
    """What the phone shows."""
    with hub.store.look() as db:
        return chat.bubbles(db, openid)


def receipts(hub: Hub) -> list[tuple[str, dict[str, Any]]]:
    """The events that the platform owes."""
    with hub.store.change() as db:
        return ledger.take_receipts(db)


@pytest.fixture
def stranger(hub: Hub) -> str:
    """Somebody who does not follow."""
    with hub.store.change() as db:
        return people.join(db)


def test_a_text_inside_the_window_appears_in_the_phone(hub: Hub, resident: str) -> None:
    with hub.store.change() as db:
        people.touch(db, resident, "message")
    assert text(hub, resident, "材料齐了") == 0
    assert [(each["kind"], each["text"]) for each in bubbles(hub, resident)] == [("text", "材料齐了")]


def test_a_text_outside_the_window_does_not_appear(hub: Hub, resident: str) -> None:
    assert text(hub, resident) == 45015
    assert bubbles(hub, resident) == []


def test_an_unusable_text_costs_nothing_of_the_window(hub: Hub, resident: str) -> None:
    with hub.store.change() as db:
        people.touch(db, resident, "click")
    assert text(hub, resident, "") == 44004
    assert text(hub, resident, "字" * 683) == 45002
    assert send(custom.send, hub, touser=resident, msgtype="poem")["errcode"] == 40008
    assert [text(hub, resident) for _ in range(4)] == [0, 0, 0, 45047]


@pytest.mark.parametrize("channel", [custom.send, notify.template, notify.subscription])
def test_an_unknown_openid_is_refused(hub: Hub, channel: Any) -> None:
    assert send(channel, hub, touser="o-other", template_id="T", msgtype="text")["errcode"] == 40003


def test_who_does_not_follow_gets_neither_text_nor_template(hub: Hub, stranger: str) -> None:
    assert text(hub, stranger) == 43004
    assert template(hub, stranger)["errcode"] == 43004
    assert bubbles(hub, stranger) == []


def test_a_template_message_appears_as_a_card_with_labels(hub: Hub, resident: str) -> None:
    template(hub, resident, url="http://127.0.0.1:1/h5/")
    [bubble] = bubbles(hub, resident)
    assert bubble["kind"] == "notice"
    assert json.loads(bubble["text"]) == {
        "title": "预约提醒",
        "rows": [["事项", "两癌筛查"], ["时间", "2026年11月25日 9:00"]],
        "url": "http://127.0.0.1:1/h5/",
    }


def test_the_result_of_a_template_message_is_owed_with_its_number(hub: Hub, resident: str) -> None:
    msgid = template(hub, resident)["msgid"]
    event = {"Event": "TEMPLATESENDJOBFINISH", "MsgID": msgid, "Status": "success"}
    assert receipts(hub) == [(resident, event)]
    assert receipts(hub) == []


def test_the_same_send_within_ten_minutes_arrives_once(hub: Hub, resident: str, later: Any) -> None:
    first = template(hub, resident, client_msg_id="row-7")
    with later(minutes=9):
        assert template(hub, resident, client_msg_id="row-7") == first
    assert len(bubbles(hub, resident)) == 1
    assert len(receipts(hub)) == 1


def test_after_ten_minutes_it_is_another_send(hub: Hub, resident: str, later: Any) -> None:
    first = template(hub, resident, client_msg_id="row-7")
    with later(minutes=10):
        assert template(hub, resident, client_msg_id="row-7")["msgid"] != first["msgid"]
    assert len(bubbles(hub, resident)) == 2


def test_sends_without_an_id_of_their_own_all_arrive(hub: Hub, resident: str) -> None:
    msgids = {
        template(hub, resident, **own)["msgid"]
        for own in ({}, {}, {"client_msg_id": ""}, {"client_msg_id": ""})
    }
    assert len(msgids) == len(bubbles(hub, resident)) == 4


def test_unknown_and_subscription_templates_are_refused_as_template(hub: Hub, resident: str) -> None:
    assert template(hub, resident, template_id="X")["errcode"] == 40037
    assert template(hub, resident, template_id="S")["errcode"] == 40037
    assert subscription(hub, resident, template_id="T")["errcode"] == 40037


def test_a_field_outside_its_type_is_named_and_nothing_arrives(hub: Hub, resident: str) -> None:
    refused = template(hub, resident, data={**FIELDS, "time2": {"value": "明天"}})
    assert refused == {"errcode": 47003, "detail": "data.time2.value invalid"}
    assert bubbles(hub, resident) == []


def test_one_consent_is_one_subscription_message(hub: Hub, resident: str) -> None:
    with hub.store.change() as db:
        ledger.grant(db, resident, "S")
    codes = [subscription(hub, resident)["errcode"] for _ in range(2)]
    assert codes == [0, 43101]
    assert len(bubbles(hub, resident)) == 1


def test_a_refused_or_repeated_subscription_message_costs_no_consent(hub: Hub, resident: str) -> None:
    with hub.store.change() as db:
        ledger.grant(db, resident, "S")
        ledger.grant(db, resident, "S")
    subscription(hub, resident, data={})
    subscription(hub, resident, client_msg_id="row-8")
    subscription(hub, resident, client_msg_id="row-8")
    with hub.store.look() as db:
        assert ledger.consents(db, resident) == {"S": 1}


def test_a_subscription_message_reaches_who_no_longer_follows(hub: Hub, stranger: str) -> None:
    with hub.store.change() as db:
        ledger.grant(db, stranger, "S")
    assert subscription(hub, stranger)["errcode"] == 0
    [(openid, event)] = receipts(hub)
    assert (openid, event["SubscribeMsgSentEvent"]["List"]["TemplateId"]) == (stranger, "S")


def test_a_disabled_template_and_marketing_words_are_refused(hub: Hub, resident: str) -> None:
    assert template(hub, resident, template_id="R", data={"thing1": {"value": "好"}})["errcode"] == 43116
    assert template(hub, resident, data={**FIELDS, "thing1": {"value": "限时优惠"}})["errcode"] == 40249
    assert bubbles(hub, resident) == []


@pytest.mark.parametrize(
    ("stance", "status"), [("blocks", "failed:user block"), ("lost", "failed: system failed")]
)
def test_a_template_message_may_be_accepted_and_yet_not_arrive(
    hub: Hub, resident: str, stance: str, status: str
) -> None:
    with hub.store.change() as db:
        people.take_stance(db, resident, stance)
    assert template(hub, resident)["errcode"] == 0
    assert bubbles(hub, resident) == []
    [(_, event)] = receipts(hub)
    assert event["Status"] == status


def test_a_subscription_message_may_be_accepted_and_yet_not_arrive(hub: Hub, resident: str) -> None:
    with hub.store.change() as db:
        ledger.grant(db, resident, "S")
        people.take_stance(db, resident, "blocks")
    assert subscription(hub, resident)["errcode"] == 0
    [(_, event)] = receipts(hub)
    assert event["SubscribeMsgSentEvent"]["List"]["ErrorCode"] != 0
    assert bubbles(hub, resident) == []


def test_a_long_term_consent_is_not_used_up(hub: Hub, resident: str) -> None:
    reminder = {"template_id": "L", "data": {"thing1": {"value": "复查"}}}
    with hub.store.change() as db:
        ledger.grant(db, resident, "L", standing=True)
        ledger.grant(db, resident, "L", standing=True)
    assert [subscription(hub, resident, **reminder)["errcode"] for _ in range(3)] == [0, 0, 0]
    with hub.store.change() as db:
        assert ledger.consents(db, resident) == {"L": 1}
        ledger.refuse(db, resident, "L")
    assert subscription(hub, resident, **reminder)["errcode"] == 43101


def test_the_result_waits_for_its_time(hub: Hub, resident: str, later: Any) -> None:
    with hub.store.change() as db:
        store.keep(db, "receipt_seconds", "5")
    template(hub, resident)
    assert receipts(hub) == []
    with later(seconds=5):
        assert len(receipts(hub)) == 1
