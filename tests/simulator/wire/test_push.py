"""A push reaches the webhook over HTTP, is tried again as on the platform, and shows its end in the phone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from botapp.simulator import chat, crypto, ledger, store
from botapp.simulator.hub import Hub
from botapp.simulator.wire import xml
from botapp.simulator.wire.push import UNAVAILABLE, deliver, key_of, settle

TEXT: dict[str, Any] = {"MsgType": "text", "Content": "您好", "MsgId": 7}
IMPATIENT = 0.3


def shown(hub: Hub, openid: str) -> list[tuple[str, str]]:
    """Side and text of every bubble."""
    with hub.store.look() as db:
        return [(each["side"], each["text"]) for each in chat.bubbles(db, openid)]


def record(hub: Hub, openid: str) -> dict[str, Any]:
    """The latest push of a phone."""
    with hub.store.look() as db:
        return chat.pushes(db, openid)[0]


def one_after_another(*answers: tuple[int, bytes] | None) -> Callable[[], tuple[int, bytes] | None]:
    """A behaviour that changes with each push."""
    turns: Iterator[tuple[int, bytes] | None] = iter(answers)
    return lambda: next(turns)


def test_the_answer_becomes_a_bubble(online: Hub, webhook: Any, resident: str, reply_of: Any) -> None:
    webhook.behave = lambda: (200, reply_of(resident, "请带身份证"))
    assert deliver(online, resident, TEXT).kind == "reply"
    assert shown(online, resident) == [("theirs", "请带身份证")]


def test_what_arrives_is_signed_sealed_and_complete(online: Hub, webhook: Any, resident: str) -> None:
    deliver(online, resident, TEXT)
    [(query, body)] = webhook.received
    sealed = xml.value(xml.read(body), "Encrypt")
    parts = (online.account.token, query["timestamp"], query["nonce"], sealed)
    assert query["msg_signature"] == crypto.signature(*parts)
    opened = xml.read(crypto.decrypt(sealed, online.account.key, online.account.app_id))
    names = ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content", "MsgId"]
    assert [node.tag for node in opened] == names
    assert opened.findtext("FromUserName") == resident


@pytest.mark.parametrize("body", [b"", b"success"])
def test_silence_shows_nothing(online: Hub, webhook: Any, resident: str, body: bytes) -> None:
    webhook.behave = lambda: (200, body)
    deliver(online, resident, TEXT)
    assert shown(online, resident) == []
    assert len(webhook.received) == 1


def test_a_failing_server_is_tried_three_times_with_the_same_xml_under_fresh_signatures(
    online: Hub, webhook: Any, resident: str
) -> None:
    webhook.behave = lambda: (500, b"")
    deliver(online, resident, TEXT)
    sealed = [xml.value(xml.read(body), "Encrypt") for _, body in webhook.received]
    keys = (online.account.key, online.account.app_id)
    assert len(sealed) == 3
    assert len(set(sealed)) == 3
    assert len({crypto.decrypt(each, *keys) for each in sealed}) == 1
    assert len({query["nonce"] for query, _ in webhook.received}) == 3


def test_after_the_last_attempt_the_resident_reads_that_the_account_is_unavailable(
    online: Hub, webhook: Any, resident: str
) -> None:
    webhook.behave = lambda: (503, b"")
    deliver(online, resident, TEXT)
    assert shown(online, resident) == [("middle", UNAVAILABLE)]
    end = record(online, resident)
    assert (end["answer"], end["status"], end["attempts"]) == ("invalid", 503, 3)


def test_a_slow_answer_is_given_up_and_asked_for_again(
    online: Hub, webhook: Any, resident: str, reply_of: Any
) -> None:
    webhook.behave = one_after_another(None, (200, reply_of(resident, "来了")))
    deliver(online, resident, TEXT, patience=IMPATIENT)
    assert shown(online, resident) == [("theirs", "来了")]
    assert record(online, resident)["attempts"] == 2


def test_a_server_that_never_answers_ends_as_unavailable(online: Hub, webhook: Any, resident: str) -> None:
    webhook.behave = lambda: None
    answer = deliver(online, resident, TEXT, patience=IMPATIENT)
    assert "no answer within 0.3 s" in answer.reason
    assert len(webhook.received) == 3


def test_without_a_server_the_push_ends_as_unavailable(hub: Hub, resident: str) -> None:
    assert "connection failed" in deliver(hub, resident, TEXT).reason
    assert shown(hub, resident) == [("middle", UNAVAILABLE)]


def test_an_invalid_answer_is_shown_as_unavailable_and_not_asked_for_again(
    online: Hub, webhook: Any, resident: str
) -> None:
    webhook.behave = lambda: (200, b'{"reply": "hello"}')
    deliver(online, resident, TEXT)
    assert shown(online, resident) == [("middle", UNAVAILABLE)]
    assert len(webhook.received) == 1


def test_a_redirect_is_a_failure_and_is_not_followed(online: Hub, webhook: Any, resident: str) -> None:
    webhook.behave = lambda: (302, b"")
    deliver(online, resident, TEXT)
    assert record(online, resident)["status"] == 302
    assert len(webhook.received) == 3


@pytest.mark.parametrize(
    "event", ["unsubscribe", "VIEW", "TEMPLATESENDJOBFINISH", "subscribe_msg_sent_event"]
)
def test_events_outside_the_chat_fail_without_a_word(
    online: Hub, webhook: Any, resident: str, event: str
) -> None:
    webhook.behave = lambda: (500, b"")
    deliver(online, resident, {"MsgType": "event", "Event": event})
    assert shown(online, resident) == []


def test_the_record_keeps_both_sides_for_the_curious(
    online: Hub, webhook: Any, resident: str, reply_of: Any
) -> None:
    webhook.behave = lambda: (200, reply_of(resident, "好"))
    deliver(online, resident, TEXT)
    kept = record(online, resident)
    assert (kept["label"], kept["answer"], kept["status"]) == ("您好", "reply", 200)
    assert "<![CDATA[您好]]>" in kept["xml_in"]
    assert "<![CDATA[好]]>" in kept["xml_out"]
    assert "<Encrypt>" in kept["envelope"]


def test_a_receipt_is_pushed_once(online: Hub, webhook: Any, resident: str) -> None:
    with online.store.change() as db:
        ledger.owe_receipt(db, resident, {"Event": "TEMPLATESENDJOBFINISH", "MsgID": 5, "Status": "success"})
    settle(online)
    settle(online)
    assert len(webhook.received) == 1
    assert "<MsgID>5</MsgID>" in record(online, resident)["xml_in"]


def test_a_message_is_known_by_its_number_and_an_event_by_sender_moment_and_key() -> None:
    event: dict[str, Any] = {"FromUserName": "o1", "CreateTime": 1, "Event": "CLICK", "EventKey": "a"}
    message: dict[str, Any] = {"FromUserName": "o1", "CreateTime": 1, "MsgId": 5}
    assert key_of(message) == key_of({**message, "CreateTime": 2}) != key_of({**message, "MsgId": 6})
    assert len({key_of(event), key_of({**event, "EventKey": "b"}), key_of({**event, "CreateTime": 2})}) == 3


def test_four_attempts_are_made_where_the_pages_are_read_that_way(
    online: Hub, webhook: Any, resident: str
) -> None:
    with online.store.change() as db:
        store.keep(db, "attempts", "4")
    webhook.behave = lambda: (500, b"")
    deliver(online, resident, TEXT)
    assert len(webhook.received) == 4


def test_a_missed_deadline_is_counted_for_each_attempt(online: Hub, webhook: Any, resident: str) -> None:
    webhook.behave = one_after_another(None, None, (200, b"success"))
    deliver(online, resident, TEXT, patience=IMPATIENT)
    assert (record(online, resident)["misses"], record(online, resident)["attempts"]) == (2, 3)


def test_a_subscribe_then_words_come_in_that_order(online: Hub, webhook: Any, resident: str) -> None:
    deliver(online, resident, {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""})
    deliver(online, resident, {"MsgType": "event", "Event": "subscribe", "EventKey": ""})
    deliver(online, resident, TEXT)
    with online.store.look() as db:
        kinds = [each["kind"] for each in reversed(chat.pushes(db, resident))]
    assert kinds == ["unsubscribe", "subscribe", "text"]
    assert key_of({"FromUserName": resident, "CreateTime": 1, "Event": "subscribe"}) != key_of(
        {"FromUserName": resident, "CreateTime": 1, "Event": "unsubscribe"}
    )


def test_an_article_becomes_a_card(online: Hub, webhook: Any, resident: str, reply_of: Any) -> None:
    item = {"Title": "健康课堂", "Description": "周五", "PicUrl": "", "Url": "http://127.0.0.1/"}
    nodes = {"MsgType": "news", "Content": None, "ArticleCount": 1, "Articles": {"item": item}}
    webhook.behave = lambda: (200, reply_of(resident, **nodes))
    deliver(online, resident, TEXT)
    with online.store.look() as db:
        [bubble] = chat.bubbles(db, resident)
    assert bubble["kind"] == "news"
    assert "健康课堂" in bubble["text"]
