"""Ciphers against other implementations, @wecom/crypto and wechatpy, and against the platform's own pages."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto

from botapp import clock, wechat
from botapp.wechat import push, reply
from botapp.wechat.account import _Current
from botapp.wechat.push import Seal
from botapp.wechat.seal import opened
from tests.wechat.conftest import APP_ID, KEY, TOKEN

FIXTURE = Path(__file__).parents[1] / "fixtures" / "wecom_vectors.json"
VECTORS = json.loads(FIXTURE.read_text(encoding="utf-8"))
PUSHES = [vector for vector in VECTORS if vector["message"].endswith("</MsgId></xml>")]
# Published on developers.weixin.qq.com, doc/oplatform/developers/dev/push/encryption.md.
REPLY = {
    "token": "AAAAA",
    "aesKey": "A" * 43,
    "appId": APP_ID,
    "random": "707722b803182950",
    "timestamp": "1713424427",
    "nonce": "415670741",
    "message": '{"demo_resp":"good luck"}',
    "sealed": "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",
    "signature": "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
}


@pytest.fixture
def speak(account, monkeypatch):
    """Speak for the account of a vector at its moment."""

    def use(vector):
        mine = replace(
            account, tokens=(vector["token"],), aes_keys=(vector["aesKey"],), app_id=vector["appId"]
        )
        monkeypatch.setattr(_Current, "account", mine)
        moment = datetime.fromtimestamp(int(vector["timestamp"]), UTC)
        monkeypatch.setattr(clock._Source, "stopped", moment)

    return use


@pytest.mark.parametrize("vector", VECTORS, ids=range(len(VECTORS)))
def test_what_the_other_implementation_sealed_is_opened(speak, vector):
    speak(vector)
    key, message = push._open(vector["sealed"])
    assert (key, message.decode()) == (vector["aesKey"], vector["message"])


@pytest.mark.parametrize("vector", PUSHES, ids=range(len(PUSHES)))
def test_a_push_of_the_other_implementation_is_read(speak, vector):
    speak(vector)
    query = {name: vector[name] for name in ("timestamp", "nonce")}
    query |= {"encrypt_type": "aes", "msg_signature": vector["signature"]}
    incoming = wechat.read(query, f"<xml><Encrypt>{vector['sealed']}</Encrypt></xml>".encode())
    sent = ElementTree.fromstring(vector["message"])
    assert incoming.openid == sent.findtext("FromUserName")
    assert incoming.words == sent.findtext("Content").strip()


@pytest.mark.parametrize("vector", [*VECTORS, REPLY], ids=range(len(VECTORS) + 1))
def test_our_reply_equals_that_of_the_other_implementation_letter_by_letter(speak, monkeypatch, vector):
    speak(vector)
    monkeypatch.setattr(reply._Cipher, "get_random_string", lambda _: vector["random"])
    seal = Seal(vector["token"], vector["aesKey"])
    envelope = ElementTree.fromstring(
        reply.sealed(vector["message"], seal, vector["nonce"], int(vector["timestamp"]))
    )
    assert {node.tag: node.text for node in envelope} == {
        "Encrypt": vector["sealed"],
        "MsgSignature": vector["signature"],
        "TimeStamp": vector["timestamp"],
        "Nonce": vector["nonce"],
    }


def test_there_are_pushes_among_the_vectors():
    assert len(PUSHES) == 40


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_what_wechatpy_sealed_is_opened(account, text):
    by_wechatpy = WeChatCrypto(TOKEN, KEY, APP_ID).encrypt_message(text, "n0")
    assert opened(ElementTree.fromstring(by_wechatpy).findtext("Encrypt"), KEY, APP_ID) == text.encode()
