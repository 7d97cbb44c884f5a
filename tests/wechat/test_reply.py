"""Passive replies: well-formed whatever is said, short enough to be shown, sealed as the push was."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp import wechat
from botapp.simulator import crypto
from tests.wechat.conftest import APP_ID, KEY, OLD_KEY, OLD_TOKEN, TOKEN
from tests.wechat.test_push import PUSH, sealed


@pytest.mark.parametrize("key", [KEY, OLD_KEY], ids=["current", "previous"])
@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN], ids=["current", "previous"])
def test_the_reply_goes_back_under_what_the_push_came_under(account, key, token):
    incoming = wechat.read(*sealed(PUSH.format("你好"), key=key, token=token))
    envelope = ElementTree.fromstring(wechat.render("您好 ]]> \x00 😀", incoming))
    cipher = envelope.findtext("Encrypt")
    stamp, nonce = envelope.findtext("TimeStamp"), envelope.findtext("Nonce")
    assert envelope.findtext("MsgSignature") == crypto.signature(token, stamp, nonce, cipher)
    reply = ElementTree.fromstring(crypto.decrypt(cipher, crypto.key_of(key), APP_ID))
    assert reply.findtext("Content") == "您好 ]]>  😀"
    assert reply.findtext("ToUserName") == "o1"


@given(st.text())
def test_any_text_makes_a_well_formed_reply(text):
    incoming = SimpleNamespace(account="gh", openid="o1", seal=None)
    root = ElementTree.fromstring(wechat.render(text, incoming))
    assert root.findtext("ToUserName") == "o1"


@given(st.text(alphabet="今天天气好，。\n123ab😀", max_size=3000))
def test_pieces_fit_and_nothing_is_lost(text):
    pieces = wechat.split(text)
    assert all(len(piece.encode()) <= wechat.REPLY_BYTES for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_long_answer_is_cut_at_the_end_of_a_sentence():
    pieces = wechat.split("这是一句话。" * 200)
    assert len(pieces) == 2 and all(piece.endswith("。") for piece in pieces)
