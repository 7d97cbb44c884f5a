"""The platform tells its addresses, and tests ours."""

from typing import Any

import pytest


def test_the_platform_speaks_from_this_machine_only(platform: Any) -> None:
    assert platform.get("getcallbackip") == platform.get("get_api_domain_ip") == {"ip_list": ["127.0.0.1"]}


@pytest.mark.parametrize(
    ("action", "parts"), [("all", {"dns", "ping"}), ("dns", {"dns"}), ("ping", {"ping"})]
)
def test_the_webhook_is_looked_up_and_pinged(platform: Any, action: str, parts: set[str]) -> None:
    assert set(platform.post("callback/check", {"action": action, "check_operator": "DEFAULT"})) == parts


def test_a_wrong_test_is_refused(platform: Any, control: Any) -> None:
    assert platform.code("callback/check", {"action": "dance"}) == 40202
    assert platform.code("callback/check", {"action": "all", "check_operator": "X"}) == 40203
    control("settings", webhook="nowhere")
    assert platform.code("callback/check", {"action": "all"}) == 40201
