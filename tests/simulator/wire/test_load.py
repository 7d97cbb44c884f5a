"""Load arrives on time whatever comes back, and its histogram says what was late."""

import time
from random import Random
from typing import Any

from botapp.simulator.account import Account
from botapp.simulator.hub import Hub
from botapp.simulator.wire import load


def test_every_push_is_a_message_of_its_own(online: Hub, webhook: Any) -> None:
    letters = load.letters(online.account, 12, Random(1), ("您好", "预约"))
    told = load.run(online.account, letters, rate=1000)
    assert (told.count, told.late, told.answers) == (12, 0, {"success": 12})
    assert len({query["openid"] for query, _ in webhook.received}) == 12


def test_a_slow_answer_delays_no_later_push(online: Hub, webhook: Any) -> None:
    webhook.behave = lambda: None
    letters = load.letters(online.account, 5, Random(1))
    begun = time.monotonic()
    told = load.run(online.account, letters, rate=1000, patience=0.4)
    assert time.monotonic() - begun < 2.0
    assert told.answers == {"late": 5}


def test_pushes_come_due_at_the_rate(account: Account) -> None:
    waited: list[float] = []
    letters = load.letters(account, 4, Random(1))
    load.run(account, letters, rate=2, patience=0.1, now=lambda: 0.0, wait=waited.append)
    assert waited == [0.0, 0.5, 1.0, 1.5]


def test_time_is_counted_from_when_a_push_was_due() -> None:
    rings = [(n / 1000, "reply") for n in range(1, 100)] + [(6.0, "late")]
    told = load.histogram(rings, patience=5.0)
    assert (told.p50, told.p95, told.p99, told.late) == (51.0, 96.0, 6000.0, 1)
    assert (told.up_to[10], told.up_to[100], told.up_to[5000]) == (10, 99, 99)
    assert told.answers == {"reply": 99, "late": 1}


def test_a_refusal_and_nobody_are_told_apart(online: Hub, hub: Hub, webhook: Any) -> None:
    webhook.behave = lambda: (403, b"")
    letters = load.letters(online.account, 2, Random(1))
    assert load.run(online.account, letters, rate=1000).answers == {"HTTP 403": 2}
    assert load.run(hub.account, letters, rate=1000).answers == {"unreachable": 2}
