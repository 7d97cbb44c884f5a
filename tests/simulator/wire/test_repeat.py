"""The same push comes again: same XML, fresh signature, later or at once; each answer is judged."""

from typing import Any

import pytest

from botapp.simulator import chat, crypto
from botapp.simulator.hub import Hub
from botapp.simulator.wire import repeat, xml
from botapp.simulator.wire.push import deliver

TEXT: dict[str, Any] = {"MsgType": "text", "Content": "您好", "MsgId": 7}


def first_number(hub: Hub, openid: str) -> int:
    """The number of the first push."""
    with hub.store.look() as db:
        return int(chat.pushes(db, openid)[-1]["id"])


def opened(hub: Hub, body: str) -> str:
    """The XML inside an envelope."""
    return crypto.decrypt(xml.value(xml.read(body), "Encrypt"), hub.account.key, hub.account.app_id)


@pytest.mark.parametrize("seconds", [0, 5, 300, 86400])
def test_seconds_minutes_or_a_day_later_the_same_xml_comes_freshly_signed(
    online: Hub, webhook: Any, resident: str, seconds: float
) -> None:
    deliver(online, resident, TEXT)
    repeat.again(online, first_number(online, resident), later=seconds)
    (one, first), (two, second) = webhook.received
    assert opened(online, first) == opened(online, second)
    assert one["nonce"] != two["nonce"]
    assert first != second
    assert int(two["timestamp"]) - int(one["timestamp"]) == seconds


def test_three_at_once_are_three_connections(online: Hub, webhook: Any, resident: str) -> None:
    deliver(online, resident, {"MsgType": "event", "Event": "CLICK", "EventKey": "a"})
    answers = repeat.again(online, first_number(online, resident), times=3, at_once=True)
    assert [each.kind for each in answers] == ["success"] * 3
    assert len({opened(online, body) for _, body in webhook.received}) == 1
    assert len(webhook.received) == 4


def test_what_was_never_pushed_cannot_be_repeated(online: Hub) -> None:
    with pytest.raises(LookupError):
        repeat.again(online, 99)
