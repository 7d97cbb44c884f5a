"""HTTP as the platform speaks it: the whole answer in time, or Late; a broken line is Unreachable."""

from typing import Any

import pytest

from botapp.simulator.wire import http


def test_status_and_body_come_back(webhook: Any) -> None:
    webhook.behave = lambda: (201, b"x" * 5000)
    assert http.post(webhook.address, {"a": "1"}, b"<xml/>", 2) == (201, b"x" * 5000)
    assert webhook.received == [({"a": "1"}, "<xml/>")]


def test_silence_is_late_and_nobody_is_unreachable(webhook: Any) -> None:
    webhook.behave = lambda: None
    with pytest.raises(http.Late):
        http.post(webhook.address, {}, b"", 0.2)
    with pytest.raises(http.Unreachable):
        http.get("http://127.0.0.1:1/", {}, 0.5)


def test_more_than_a_megabyte_is_not_read(webhook: Any) -> None:
    webhook.behave = lambda: (200, b"x" * (http.LONGEST + 1))
    with pytest.raises(http.Late):
        http.post(webhook.address, {}, b"", 2)
