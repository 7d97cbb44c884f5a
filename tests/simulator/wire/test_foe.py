"""Bad actors: each attack is what it says, a careful webhook withstands all, a careless one is caught."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest

from botapp.simulator import crypto
from botapp.simulator.account import Account
from botapp.simulator.hub import Hub
from botapp.simulator.wire import foe, xml

MODES = ("plain", "compatible", "safe")


@pytest.mark.parametrize("mode", MODES)
def test_no_attack_is_an_honest_push(account: Account, mode: str) -> None:
    made = foe.attacks(replace(account, mode=mode), Random(1))
    assert len({each.name for each in made}) == len(made) >= 25
    assert [each.name for each in made if is_honest(replace(account, mode=mode), each)] == []


def is_honest(account: Account, each: foe.Attack) -> bool:
    """Whether a careful reader would believe it."""
    try:
        query = each.query
        stamp, nonce = query["timestamp"], query["nonce"]
        if int(stamp) < 1795579200 - 300 or len(each.body) > 65536:
            return False
        text = each.body.decode()
        if "encrypt_type" in query or account.mode == "safe":
            sealed = xml.value(xml.read(text), "Encrypt")
            if query.get("msg_signature") != crypto.signature(account.token, stamp, nonce, sealed):
                return False
            text = crypto.decrypt(sealed, account.key, account.app_id)
        elif query["signature"] != crypto.signature(account.token, stamp, nonce):
            return False
        root = xml.read(text)
        return bool(xml.value(root, "FromUserName") and xml.value(root, "MsgType"))
    except (KeyError, ValueError):
        return False


@pytest.mark.parametrize("answer", [(403, b""), (400, b"bad"), (200, b"success"), (200, b"")])
def test_a_refusal_and_a_shrug_withstand(online: Hub, webhook: Any, answer: tuple[int, bytes]) -> None:
    webhook.behave = lambda: answer
    outcomes = foe.attack(online)
    posts = [each for each in outcomes if "verification" not in each.name]
    assert [each.name for each in posts if not each.withstood] == []


@pytest.mark.parametrize("answer", [(500, b""), (200, b"<xml></xml>"), (302, b""), (200, b"{}")])
def test_a_crash_and_an_answer_do_not(online: Hub, webhook: Any, answer: tuple[int, bytes]) -> None:
    webhook.behave = lambda: answer
    assert [each.name for each in foe.attack(online) if each.withstood] == []


def test_a_false_verification_must_not_be_echoed(online: Hub, webhook: Any) -> None:
    webhook.behave = lambda: (200, webhook.received[-1][0].get("echostr", "success").encode())
    failed = [each.name for each in foe.attack(online) if not each.withstood]
    assert len(failed) == 3
    assert all("verification" in name for name in failed)


def test_nobody_at_the_door_withstands_nothing(hub: Hub) -> None:
    assert [each.name for each in foe.attack(hub, 0.5) if each.withstood] in ([], ["five megabytes"])
