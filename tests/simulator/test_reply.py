"""An answer is success, empty, a reply, or invalid with the reason, as strictly as on the platform."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from botapp.simulator import crypto, xml
from botapp.simulator.account import GH_ID, Account
from botapp.simulator.reply import classify

OPENID = "o" + "R" * 27
Reply = Callable[..., bytes]


def plain(**others: object) -> bytes:
    """A plaintext reply of the application."""
    nodes = {
        "ToUserName": OPENID,
        "FromUserName": GH_ID,
        "CreateTime": 1,
        "MsgType": "text",
        "Content": "您好",
    }
    return xml.write({**nodes, **others}).encode()  # type: ignore[dict-item]


@pytest.mark.parametrize(("body", "kind"), [(b"", "empty"), (b"success", "success")])
def test_the_two_plain_words_are_taken_in_every_mode(account: Account, body: bytes, kind: str) -> None:
    for mode in ("plain", "compatible", "safe"):
        assert classify(replace(account, mode=mode), OPENID, body).kind == kind


@pytest.mark.parametrize("body", [b"success\n", b"SUCCESS", b" ", b'"success"', b"ok", b"{}", b"\xff"])
def test_anything_near_them_is_invalid(account: Account, body: bytes) -> None:
    assert classify(account, OPENID, body).kind == "invalid"


def test_an_encrypted_text_is_shown(account: Account, reply_of: Reply) -> None:
    answer = classify(account, OPENID, reply_of(OPENID, "请带身份证"))
    assert (answer.kind, answer.shown) == ("reply", "请带身份证")
    assert "请带身份证" in answer.xml


@pytest.mark.parametrize(
    ("nodes", "reason"),
    [
        ({"ToUserName": "o-other"}, "ToUserName"),
        ({"FromUserName": "gh_other"}, "FromUserName"),
        ({"FromUserName": None}, "FromUserName is missing"),
        ({"CreateTime": "today"}, "CreateTime"),
        ({"CreateTime": None}, "CreateTime is missing"),
        ({"MsgType": "poem"}, "MsgType poem"),
        ({"MsgType": None}, "MsgType is missing"),
        ({"Content": None}, "Content is missing"),
        ({"MsgType": "image"}, "Image/MediaId is missing"),
    ],
)
def test_a_reply_with_a_wrong_node_is_invalid_and_says_which(
    account: Account, reply_of: Reply, nodes: dict[str, object], reason: str
) -> None:
    answer = classify(
        account, OPENID, reply_of(OPENID, **nodes) if "Content" not in nodes else reply_of(OPENID, "")
    )
    assert answer.kind == "invalid"
    assert reason in answer.reason


def test_2048_bytes_are_shown_and_2049_are_not(account: Account, reply_of: Reply) -> None:
    assert classify(account, OPENID, reply_of(OPENID, "字" * 682 + "ab")).kind == "reply"
    assert "2048 bytes" in classify(account, OPENID, reply_of(OPENID, "字" * 683)).reason


def test_plaintext_is_invalid_in_safe_mode_and_encryption_in_plain_mode(
    account: Account, reply_of: Reply
) -> None:
    assert "encryption was due" in classify(account, OPENID, plain()).reason
    answer = classify(replace(account, mode="plain"), OPENID, reply_of(OPENID))
    assert "plaintext was due" in answer.reason


def test_compatible_mode_takes_both(account: Account, reply_of: Reply) -> None:
    both = replace(account, mode="compatible")
    assert {classify(both, OPENID, body).kind for body in (plain(), reply_of(OPENID))} == {"reply"}


def test_a_reply_signed_with_another_token_is_invalid(account: Account, reply_of: Reply) -> None:
    answer = classify(replace(account, token="other"), OPENID, reply_of(OPENID))
    assert "MsgSignature" in answer.reason


def test_a_reply_sealed_for_another_account_is_invalid(account: Account, reply_of: Reply) -> None:
    answer = classify(replace(account, app_id="wx-other"), OPENID, reply_of(OPENID))
    assert "another account" in answer.reason


def test_a_reply_sealed_with_another_key_is_invalid(account: Account, reply_of: Reply) -> None:
    other = replace(account, key=crypto.key_of("C" * 42 + "E"))
    assert classify(other, OPENID, reply_of(OPENID)).kind == "invalid"


def test_a_hand_over_to_staff_is_a_reply_without_words(account: Account, reply_of: Reply) -> None:
    body = reply_of(OPENID, MsgType="transfer_customer_service", Content=None)
    assert (classify(account, OPENID, body).kind, classify(account, OPENID, body).shown) == ("reply", "")
