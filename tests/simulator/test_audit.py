"""What happened is counted, and each promise that is broken is named."""

from typing import Any

import pytest

from botapp.simulator import audit, chat, people
from botapp.simulator.hub import Hub
from botapp.simulator.platform import token
from botapp.simulator.wire import repeat
from botapp.simulator.wire.push import deliver

TEXT: dict[str, Any] = {"MsgType": "text", "Content": "您好", "MsgId": 7}


def broken(hub: Hub) -> list[str]:
    """The rules that do not hold."""
    with hub.store.look() as db:
        return [each.rule for each in audit.breaches(db)]


def call(hub: Hub, path: str, openid: str = "", errcode: int = 0, trouble: str = "") -> None:
    """One call of the application."""
    with hub.store.change() as db:
        chat.record_call(db, path, {"touser": openid}, {"errcode": errcode}, trouble)


def test_pushes_fetches_and_sends_are_counted(online: Hub, webhook: Any, resident: str) -> None:
    answers = iter([(500, b""), (200, b"success"), (200, b"{}")])
    webhook.behave = lambda: next(answers)
    deliver(online, resident, TEXT)
    deliver(online, resident, TEXT | {"MsgId": 8})
    call(online, "stable_token")
    call(online, "message/custom/send", resident)
    call(online, "message/custom/send", resident, 45015)
    call(online, "message/template/send", resident, trouble="reset")
    with online.store.look() as db:
        told = audit.counters(db)
    assert (told["pushes"], told["attempts"], told["deadline_misses"]) == (2, 3, 0)
    assert told["answers"] == {"success": 1, "invalid": 1}
    assert told["token_fetches"] == {"token": 0, "stable_token": 1}
    assert told["sends"] == {"custom": {"0": 1, "45015": 1}, "template": {"lost": 1}}
    assert told["refused_sends"] == 1


def test_a_quiet_day_breaks_nothing(online: Hub, resident: str) -> None:
    deliver(online, resident, TEXT)
    call(online, "stable_token")
    call(online, "message/custom/send", resident)
    assert broken(online) == []


def test_an_invalid_answer_breaks_a_promise(hub: Hub, resident: str) -> None:
    deliver(hub, resident, TEXT)
    assert broken(hub) == ["every push is answered in a way that the platform accepts"]


@pytest.mark.parametrize(("second", "count"), [("一样", 0), ("不一样", 1)])
def test_a_repeat_must_get_the_same_words(
    online: Hub, webhook: Any, resident: str, reply_of: Any, second: str, count: int
) -> None:
    words = iter(["一样", second])
    webhook.behave = lambda: (200, reply_of(resident, next(words), CreateTime=len(webhook.received)))
    deliver(online, resident, TEXT)
    repeat.again(online, 1)
    assert broken(online) == ["a repeated push gets the answer of the first"] * count


def test_a_send_after_the_goodbye_breaks_a_promise(online: Hub, resident: str, later: Any) -> None:
    deliver(online, resident, {"MsgType": "event", "Event": "unsubscribe", "EventKey": ""})
    with later(seconds=1):
        call(online, "message/template/send", resident, 43004)
        assert broken(online) == ["nothing is sent to who has left"]


def test_who_came_back_may_be_written_to(online: Hub, resident: str, later: Any) -> None:
    for seconds, name in enumerate(("unsubscribe", "subscribe")):
        with later(seconds=seconds):
            deliver(online, resident, {"MsgType": "event", "Event": name, "EventKey": ""})
    with later(seconds=5):
        call(online, "message/custom/send", resident)
    assert broken(online) == []


def test_one_token_must_serve_for_its_life(hub: Hub, later: Any) -> None:
    rule = "one token serves for its whole life"
    call(hub, "stable_token")
    with later(minutes=111):
        call(hub, "stable_token")
    assert broken(hub) == []
    with later(minutes=112):
        call(hub, "stable_token")
    assert broken(hub) == [rule]


def test_a_revocation_may_cost_two_fetches_and_no_third(hub: Hub) -> None:
    call(hub, "stable_token")
    with hub.store.change() as db:
        token.revoke(db, sticky=True)
    call(hub, "stable_token")
    call(hub, "stable_token")
    assert broken(hub) == []
    call(hub, "stable_token")
    assert broken(hub) == ["one token serves for its whole life"]


@pytest.mark.parametrize(("scene", "count"), [("r-7f3a", 0), ("15000003308", 1), ("320411199001011234", 1)])
def test_a_scene_holds_no_number_of_a_person(hub: Hub, scene: str, count: int) -> None:
    with hub.store.change() as db:
        db.execute("INSERT INTO ticket VALUES ('t', ?, 'u', NULL)", (scene,))
    assert broken(hub) == ["no personal number in an address or a scene"] * count


@pytest.mark.parametrize(("url", "count"), [("http://127.0.0.1/h5/", 0), ("http://h/?p=15000003308", 1)])
def test_an_address_in_a_notice_holds_none_either(hub: Hub, resident: str, url: str, count: int) -> None:
    with hub.store.change() as db:
        chat.show_card(db, resident, "notice", {"title": "电话 15000003308", "rows": [], "url": url})
    assert broken(hub) == ["no personal number in an address or a scene"] * count


def test_the_book_of_consents_cannot_go_below_zero(hub: Hub, resident: str) -> None:
    with hub.store.change() as db:
        db.execute("PRAGMA ignore_check_constraints = ON")
        db.execute("INSERT INTO consent VALUES (?, 'S', -1)", (resident,))
        people.met(db, resident)
    assert broken(hub) == ["no consent is used twice"]


def test_every_promise_has_words_for_the_page() -> None:
    assert set(audit.WORDS) == set(audit.RULES)
