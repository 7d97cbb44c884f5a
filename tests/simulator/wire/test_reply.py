"""An answer is success, empty, a reply, or invalid with the reason, as strictly as on the platform."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from botapp.simulator import crypto
from botapp.simulator.account import GH_ID, Account
from botapp.simulator.wire import xml
from botapp.simulator.wire.reply import Asked, classify

OPENID = "o" + "R" * 27
ASKED = Asked(OPENID)
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
        assert classify(replace(account, mode=mode), ASKED, body).kind == kind


@pytest.mark.parametrize("body", [b"success\n", b"SUCCESS", b" ", b'"success"', b"ok", b"{}", b"\xff"])
def test_anything_near_them_is_invalid(account: Account, body: bytes) -> None:
    assert classify(account, ASKED, body).kind == "invalid"


def test_an_encrypted_text_is_shown(account: Account, reply_of: Reply) -> None:
    answer = classify(account, ASKED, reply_of(OPENID, "请带身份证"))
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
        account, ASKED, reply_of(OPENID, **nodes) if "Content" not in nodes else reply_of(OPENID, "")
    )
    assert answer.kind == "invalid"
    assert reason in answer.reason


def test_2048_bytes_are_shown_and_2049_are_not(account: Account, reply_of: Reply) -> None:
    assert classify(account, ASKED, reply_of(OPENID, "字" * 682 + "ab")).kind == "reply"
    assert "2048 bytes" in classify(account, ASKED, reply_of(OPENID, "字" * 683)).reason


def test_plaintext_is_invalid_in_safe_mode_and_encryption_in_plain_mode(
    account: Account, reply_of: Reply
) -> None:
    assert "encryption was due" in classify(account, ASKED, plain()).reason
    answer = classify(replace(account, mode="plain"), ASKED, reply_of(OPENID))
    assert "plaintext was due" in answer.reason


def test_compatible_mode_takes_both(account: Account, reply_of: Reply) -> None:
    both = replace(account, mode="compatible")
    assert {classify(both, ASKED, body).kind for body in (plain(), reply_of(OPENID))} == {"reply"}


def test_a_reply_signed_with_another_token_is_invalid(account: Account, reply_of: Reply) -> None:
    answer = classify(replace(account, token="other"), ASKED, reply_of(OPENID))
    assert "MsgSignature" in answer.reason


def test_a_reply_sealed_for_another_account_is_invalid(account: Account, reply_of: Reply) -> None:
    answer = classify(replace(account, app_id="wx-other"), ASKED, reply_of(OPENID))
    assert "another account" in answer.reason


def test_a_reply_sealed_with_another_key_is_invalid(account: Account, reply_of: Reply) -> None:
    other = replace(account, key=crypto.key_of("C" * 42 + "E"))
    assert classify(other, ASKED, reply_of(OPENID)).kind == "invalid"


def test_a_hand_over_to_staff_is_a_reply_without_words(account: Account, reply_of: Reply) -> None:
    body = reply_of(OPENID, MsgType="transfer_customer_service", Content=None)
    assert (classify(account, ASKED, body).kind, classify(account, ASKED, body).shown) == ("reply", "")


def articles(count: int, said: int | None = None) -> dict[str, object]:
    """Nodes of a reply with so many articles."""
    item = {"Title": "题", "Description": "说明", "PicUrl": "", "Url": "http://127.0.0.1/"}
    return {
        "MsgType": "news",
        "Content": None,
        "ArticleCount": said or count,
        "Articles": {"item": [item] * count},
    }


@pytest.mark.parametrize(
    ("kind", "count", "verdict"),
    [("text", 1, "reply"), ("text", 2, "invalid"), ("event", 8, "reply"), ("event", 9, "invalid")],
)
def test_a_message_gets_one_article_and_an_event_eight(
    account: Account, reply_of: Reply, kind: str, count: int, verdict: str
) -> None:
    answer = classify(account, Asked(OPENID, kind), reply_of(OPENID, **articles(count)))
    assert answer.kind == verdict
    assert (answer.form == "news") is (verdict == "reply")


def test_the_count_must_be_the_number_of_articles(account: Account, reply_of: Reply) -> None:
    assert "ArticleCount" in classify(account, ASKED, reply_of(OPENID, **articles(1, said=2))).reason


@pytest.mark.parametrize(
    ("kind", "nodes"),
    [
        ("image", {"Image": {"MediaId": "m"}}),
        ("voice", {"Voice": {"MediaId": "m"}}),
        ("video", {"Video": {"MediaId": "m", "Title": "t"}}),
        ("music", {"Music": {"ThumbMediaId": "m", "MusicUrl": "u", "Title": "t"}}),
    ],
)
def test_media_must_live(account: Account, reply_of: Reply, kind: str, nodes: dict[str, object]) -> None:
    body = reply_of(OPENID, MsgType=kind, Content=None, **nodes)
    assert classify(account, Asked(OPENID, "text", lambda id_: id_ == "m"), body).kind == "reply"
    assert "has expired" in classify(account, ASKED, body).reason


def test_an_event_cannot_be_handed_over(account: Account, reply_of: Reply) -> None:
    body = reply_of(OPENID, MsgType="transfer_customer_service", Content=None)
    assert classify(account, Asked(OPENID, "event"), body).kind == "invalid"
