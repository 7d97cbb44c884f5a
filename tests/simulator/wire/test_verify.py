"""An address is accepted for the echostr and nothing else."""

from typing import Any

import pytest

from botapp.simulator import crypto
from botapp.simulator.hub import Hub
from botapp.simulator.wire.verify import verify


def test_the_echostr_comes_back_byte_for_byte(online: Hub, webhook: Any) -> None:
    webhook.behave = lambda: (200, webhook.received[-1][0]["echostr"].encode())
    assert verify(online).accepted
    query = webhook.received[-1][0]
    parts = (online.account.token, query["timestamp"], query["nonce"])
    assert query["signature"] == crypto.signature(*parts)


@pytest.mark.parametrize("wrap", ['"{}"', "{}\n", "success", " {}"])
def test_anything_around_it_is_refused(online: Hub, webhook: Any, wrap: str) -> None:
    webhook.behave = lambda: (200, wrap.format(webhook.received[-1][0]["echostr"]).encode())
    assert not verify(online).accepted


def test_another_status_or_nobody_is_refused(online: Hub, hub: Hub, webhook: Any) -> None:
    webhook.behave = lambda: (201, webhook.received[-1][0]["echostr"].encode())
    assert verify(online).status == 201
    assert not verify(online).accepted
    assert "connection failed" in verify(hub).body


def test_every_verification_is_a_fresh_one(online: Hub, webhook: Any) -> None:
    verify(online)
    verify(online)
    first, second = (query["echostr"] for query, _ in webhook.received)
    assert first != second
