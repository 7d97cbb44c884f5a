"""Pushes: what proves them, what opens them, and what is read in each mode."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from botapp import clock, wechat
from botapp.simulator import crypto
from botapp.wechat import Account, Forged, Unreadable, push
from botapp.wechat.account import _Current
from botapp.wechat.sign import sign
from tests.wechat.conftest import APP_ID, KEY, OLD_KEY, OLD_TOKEN, TOKEN

PUSH = (
    "<xml><ToUserName>gh</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime>"
    "<MsgType>text</MsgType><Content>{}</Content><MsgId>7</MsgId></xml>"
)
# Published on developers.weixin.qq.com, doc/oplatform/developers/dev/push/encryption.md.
CIPHER = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv"
    "6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNq"
    "J4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)


def sealed(
    xml: str, *, key: str = KEY, app_id: str = APP_ID, token: str = TOKEN, beside: str = ""
) -> tuple[dict[str, str], bytes]:
    """A push in an envelope, made by the other implementation; `beside`: plain nodes next to it."""
    cipher = crypto.encrypt(xml, crypto.key_of(key), app_id)
    stamp = str(int(clock.now().timestamp()))
    query = {"timestamp": stamp, "nonce": "n", "encrypt_type": "aes", "signature": sign(token, stamp, "n")}
    query["msg_signature"] = crypto.signature(token, stamp, "n", cipher)
    body = f"<xml><ToUserName>gh</ToUserName>{beside}<Encrypt>{cipher}</Encrypt></xml>"
    return query, body.encode()


def plain(xml: str, token: str = TOKEN) -> tuple[dict[str, str], bytes]:
    """A push as in plain mode."""
    stamp = str(int(clock.now().timestamp()))
    return {"timestamp": stamp, "nonce": "n", "signature": sign(token, stamp, "n")}, xml.encode()


def use(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    """Speak for the account of these settings."""
    given = {
        "WECHAT_TOKEN": f"{TOKEN},{OLD_TOKEN}",
        "WECHAT_AES_KEY": f"{KEY}, {OLD_KEY}",
        "WECHAT_APP_ID": APP_ID,
        "WECHAT_APP_SECRET": "",
        "WECHAT_MODE": "safe",
        "WECHAT_API_URL": "",
        "WECHAT_WINDOW": 300,
        **settings,
    }
    monkeypatch.setattr(_Current, "account", Account.of(given))


def test_published_signature_is_accepted_and_a_changed_one_is_not(account):
    query = {"timestamp": "1714036504", "nonce": "1514711492"}
    assert wechat.is_genuine({**query, "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696"})
    assert not wechat.is_genuine({**query, "signature": "f464b24fc39322e44b38aa78f5edd27bd1441697"})
    assert not wechat.is_genuine(query)


def test_published_ciphertext_is_opened(account):
    key, opened = push._open(CIPHER)
    assert key == KEY and json.loads(opened)["Event"] == "debug_demo"


def test_an_envelope_is_opened(account):
    assert wechat.read(*sealed(PUSH.format("你好"))).words == "你好"


@pytest.mark.parametrize(
    "wrong",
    [{"key": "C" * 42 + "A"}, {"app_id": "wx0000000000000000"}, {"token": "other"}],
    ids=["key", "app", "token"],
)
def test_an_envelope_of_somebody_else_is_refused(account, wrong):
    with pytest.raises(Forged):
        wechat.read(*sealed(PUSH.format("你好"), **wrong))


@pytest.mark.parametrize("old", [{"key": OLD_KEY}, {"token": OLD_TOKEN}], ids=["key", "token"])
def test_previous_key_and_token_serve_until_the_moment_set(account, monkeypatch, old):
    moment = clock.now() + timedelta(hours=1)
    use(monkeypatch, WECHAT_PREVIOUS_UNTIL=clock.local(moment).isoformat())
    with clock.stop(moment - timedelta(seconds=1)):
        assert wechat.read(*sealed(PUSH.format("你好"), **old)).words == "你好"
    with clock.stop(moment):
        assert wechat.read(*sealed(PUSH.format("你好"))).words == "你好"
        with pytest.raises(Forged):
            wechat.read(*sealed(PUSH.format("你好"), **old))


@pytest.mark.parametrize("old", [{"key": OLD_KEY}, {"token": OLD_TOKEN}], ids=["key", "token"])
def test_previous_key_and_token_serve_as_long_as_they_are_listed(account, monkeypatch, old):
    use(monkeypatch)
    with clock.stop(clock.now() + timedelta(days=365)):
        assert wechat.read(*sealed(PUSH.format("你好"), **old)).words == "你好"
    use(monkeypatch, WECHAT_TOKEN=TOKEN, WECHAT_AES_KEY=KEY)
    with pytest.raises(Forged):
        wechat.read(*sealed(PUSH.format("你好"), **old))


def test_the_previous_token_proves_an_address_until_the_moment_set(account, monkeypatch):
    moment = clock.now() + timedelta(hours=1)
    use(monkeypatch, WECHAT_PREVIOUS_UNTIL=moment.isoformat())
    query, _ = plain("", OLD_TOKEN)
    assert wechat.is_genuine(query)
    with clock.stop(moment):
        assert not wechat.is_genuine(query)


def test_safe_mode_refuses_a_plain_push_with_a_good_signature(account):
    with pytest.raises(Forged):
        wechat.read(*plain(PUSH.format("你好")))


@pytest.mark.parametrize("mode", ["plain", "compatible"])
def test_other_modes_read_a_plain_push_and_an_envelope(account, monkeypatch, mode):
    use(monkeypatch, WECHAT_MODE=mode)
    assert wechat.read(*plain(PUSH.format("你好"))).seal is None
    assert wechat.read(*sealed(PUSH.format("您好"))).words == "您好"


def test_plain_nodes_beside_an_envelope_have_no_effect(account, monkeypatch):
    use(monkeypatch, WECHAT_MODE="compatible")
    forged = (
        "<FromUserName>o_other</FromUserName><MsgType>text</MsgType><Content>退订</Content><MsgId>8</MsgId>"
    )
    incoming = wechat.read(*sealed(PUSH.format("你好"), beside=forged))
    assert (incoming.openid, incoming.words, incoming.nodes["MsgId"]) == ("o1", "你好", "7")
    assert incoming.seal == (TOKEN, KEY)


def test_the_plain_signature_does_not_prove_an_envelope(account, monkeypatch):
    use(monkeypatch, WECHAT_MODE="compatible")
    query, body = sealed(PUSH.format("你好"))
    with pytest.raises(Forged):
        wechat.read(query | {"msg_signature": query["signature"]}, body)


def test_a_push_from_another_day_is_refused(account):
    query, body = sealed(PUSH.format("你好"))
    old = str(int(query["timestamp"]) - 301)
    cipher = ElementTree.fromstring(body).findtext("Encrypt")
    query |= {"timestamp": old, "msg_signature": crypto.signature(TOKEN, old, "n", cipher)}
    with pytest.raises(Forged):
        wechat.read(query, body)


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "<xml></xml>",
        "<xml/>",
        "junk",
        '<!DOCTYPE x [<!ENTITY a "b">]><xml><FromUserName>&a;</FromUserName></xml>',
        "<xml>",
        "<xml><FromUserName>o1</FromUserName></xml>",
        "<other><FromUserName>o1</FromUserName><MsgType>text</MsgType></other>",
        PUSH.format("&bogus;"),
    ],
)
def test_genuine_but_unreadable_content_is_named_so(account, body):
    with pytest.raises(Unreadable):
        wechat.read(*sealed(body))


def test_of_repeated_nodes_the_first_counts(account):
    twice = PUSH.format("你好").replace("</xml>", "<MsgType>event</MsgType><Content>二</Content></xml>")
    incoming = wechat.read(*sealed(twice))
    assert (incoming.kind, incoming.words) == ("text", "你好")


@pytest.mark.parametrize("cipher", ["", "不是", "AAAA", "A" * 43, "=", "A" * 64], ids=range(6))
def test_a_signed_envelope_that_is_none_is_refused(account, cipher):
    stamp = str(int(clock.now().timestamp()))
    query = {"timestamp": stamp, "nonce": "n", "encrypt_type": "aes"}
    query["msg_signature"] = crypto.signature(TOKEN, stamp, "n", cipher)
    with pytest.raises(Forged):
        wechat.read(query, f"<xml><Encrypt>{cipher}</Encrypt></xml>".encode())
