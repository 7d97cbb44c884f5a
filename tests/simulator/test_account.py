"""The account changes as in the platform's console: modes at once, keys with ten minutes of overlap."""

from typing import Any

import pytest

from botapp.simulator import account, crypto
from botapp.simulator.account import Account, present
from botapp.simulator.hub import Hub
from botapp.simulator.wire import xml
from botapp.simulator.wire.push import deliver
from botapp.simulator.wire.reply import Asked, classify
from tests.simulator.conftest import seal

NEW = "C" * 42 + "E"
TEXT: dict[str, Any] = {"MsgType": "text", "Content": "您好", "MsgId": 7}


def now(hub: Hub) -> Account:
    """The account as it stands."""
    with hub.store.look() as db:
        return present(db, hub.account)


def rotate(hub: Hub) -> None:
    """A new token and key."""
    with hub.store.change() as db:
        account.rotate(db, hub.account, token="new-token", aes_key=NEW)


def test_a_mode_changes_with_the_next_push(
    online: Hub, webhook: Any, resident: str, control_account: Any
) -> None:
    for mode, opened in (("plain", True), ("safe", False), ("compatible", True)):
        control_account(online, mode=mode)
        deliver(online, resident, TEXT)
        assert ("您好" in webhook.received[-1][1]) is opened


def sealed_with(webhook: Any, key: bytes, app_id: str) -> bool:
    """Whether the last push opens with a key."""
    envelope = xml.value(xml.read(webhook.received[-1][1]), "Encrypt")
    try:
        return "您好" in crypto.decrypt(envelope, key, app_id)
    except crypto.Tampered:
        return False


def test_the_old_key_is_used_for_ten_minutes_after_a_change(
    online: Hub, webhook: Any, resident: str, later: Any
) -> None:
    old, new, app_id = online.account.key, crypto.key_of(NEW), online.account.app_id
    rotate(online)
    with later(minutes=9, seconds=59):
        deliver(online, resident, TEXT)
        assert sealed_with(webhook, old, app_id)
    with later(minutes=10):
        deliver(online, resident, TEXT)
        assert sealed_with(webhook, new, app_id)
        assert now(online).token == "new-token"


def test_in_between_replies_under_either_key_are_taken(hub: Hub, reply_of: Any, later: Any) -> None:
    old = hub.account
    rotate(hub)
    with later(minutes=1):
        current = now(hub)
        assert current.previous is not None
        openid = "o" + "R" * 27
        text = classify(old, Asked(openid), reply_of(openid)).xml
        for each in (old, current):
            assert classify(current, Asked(openid), seal(each, text)).kind == "reply"
    with later(minutes=11):
        assert classify(now(hub), Asked(openid), seal(old, text)).kind == "invalid"


def test_a_key_that_is_none_changes_nothing(hub: Hub) -> None:
    with pytest.raises(ValueError, match="."), hub.store.change() as db:
        account.rotate(db, hub.account, token="new-token", aes_key="short")
    assert now(hub) == hub.account
