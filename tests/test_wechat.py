"""The wire, checked against the published vectors and the simulator's own implementation."""

import json
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from botapp import clock, wechat
from botapp.errors import NotNow, OutsideWindow, Undeliverable, UnknownOutcome
from botapp.simulator import crypto
from botapp.wechat import Account, Forged, Unreadable, client, push
from botapp.wechat.account import _Current
from botapp.wechat.sign import sign
from tests.conftest import MONDAY

KEY, OLD_KEY, APP_ID = "A" * 43, "B" * 42 + "A", "wxba5fad812f8e6fb9"


@pytest.fixture
def account(monkeypatch):
    """An account in safe mode with a current and a previous key, at ten on a Monday."""
    monkeypatch.setattr(clock._Source, "stopped", MONDAY)
    mine = Account(("AAAAA",), APP_ID, "secret", (KEY, OLD_KEY), "safe", client.PLATFORM, 300)
    monkeypatch.setattr(_Current, "account", mine)
    return mine


def sealed(
    xml: str, *, key: str = KEY, app_id: str = APP_ID, token: str = "AAAAA"
) -> tuple[dict[str, str], bytes]:
    """A push in an envelope, made by the other implementation."""
    cipher = crypto.encrypt(xml, crypto.key_of(key), app_id)
    stamp = str(int(clock.now().timestamp()))
    query = {"timestamp": stamp, "nonce": "n", "encrypt_type": "aes"}
    query["msg_signature"] = crypto.signature(token, stamp, "n", cipher)
    return query, f"<xml><ToUserName>gh</ToUserName><Encrypt>{cipher}</Encrypt></xml>".encode()


PUSH = (
    "<xml><ToUserName>gh</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime>"
    "<MsgType>text</MsgType><Content>{}</Content><MsgId>7</MsgId></xml>"
)


def test_published_signature_is_accepted_and_a_changed_one_is_not(account):
    query = {"timestamp": "1714036504", "nonce": "1514711492"}
    assert wechat.is_genuine({**query, "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696"})
    assert not wechat.is_genuine({**query, "signature": "f464b24fc39322e44b38aa78f5edd27bd1441697"})
    assert not wechat.is_genuine(query)


def test_published_ciphertext_is_opened(account):
    cipher = (
        "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv"
        "6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNq"
        "J4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
    )
    opened = json.loads(push._open(cipher))
    assert opened["Event"] == "debug_demo"


@pytest.mark.parametrize("key", [KEY, OLD_KEY])
def test_current_and_previous_key_open_an_envelope(account, key):
    assert wechat.read(*sealed(PUSH.format("你好"), key=key)).words == "你好"


@pytest.mark.parametrize(
    "wrong",
    [{"key": "C" * 42 + "A"}, {"app_id": "wx0000000000000000"}, {"token": "other"}],
    ids=["key", "app", "token"],
)
def test_an_envelope_of_somebody_else_is_refused(account, wrong):
    with pytest.raises(Forged):
        wechat.read(*sealed(PUSH.format("你好"), **wrong))


def test_safe_mode_refuses_a_plain_push_with_a_good_signature(account):
    stamp = str(int(clock.now().timestamp()))
    query = {"timestamp": stamp, "nonce": "n", "signature": sign("AAAAA", stamp, "n")}
    with pytest.raises(Forged):
        wechat.read(query, PUSH.format("你好").encode())


def test_a_push_from_another_day_is_refused(account):
    query, body = sealed(PUSH.format("你好"))
    old = str(int(query["timestamp"]) - 301)
    cipher = ElementTree.fromstring(body).findtext("Encrypt")
    query |= {"timestamp": old, "msg_signature": crypto.signature("AAAAA", old, "n", cipher)}
    with pytest.raises(Forged):
        wechat.read(query, body)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<xml></xml>",
        "junk",
        '<!DOCTYPE x [<!ENTITY a "b">]><xml><FromUserName>&a;</FromUserName></xml>',
        "<xml>",
    ],
)
def test_genuine_but_unreadable_content_is_named_so(account, body):
    with pytest.raises(Unreadable):
        wechat.read(*sealed(body or " "))


def test_the_reply_is_opened_by_the_other_implementation(account):
    incoming = wechat.read(*sealed(PUSH.format("你好")))
    envelope = ElementTree.fromstring(wechat.render("您好 ]]> \x00 😀", incoming))
    cipher = envelope.findtext("Encrypt")
    stamp, nonce = envelope.findtext("TimeStamp"), envelope.findtext("Nonce")
    assert envelope.findtext("MsgSignature") == crypto.signature("AAAAA", stamp, nonce, cipher)
    reply = ElementTree.fromstring(crypto.decrypt(cipher, crypto.key_of(KEY), APP_ID))
    assert reply.findtext("Content") == "您好 ]]>  😀"
    assert reply.findtext("ToUserName") == "o1"


@given(st.text())
def test_any_text_makes_a_well_formed_reply(text):
    incoming = SimpleNamespace(account="gh", openid="o1", encrypted=False)
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


class Line:
    """The platform's answers, one after the other, and what was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers, self.asked = list(answers), []

    def __call__(self, adapter, request, **_named):
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        response = requests.Response()
        response.status_code = 200
        response._content = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        response.request, response.url = request, request.url
        return response


TOKEN = {"access_token": "T1", "expires_in": 7200}


@pytest.fixture
def line(account, monkeypatch):
    """Replace the network under the client; the answers are given by the test."""
    kept: dict[str, str] = {}
    monkeypatch.setattr(client.queue, "recall", kept.get)
    monkeypatch.setattr(client.queue, "keep", lambda name, value, seconds: kept.update({name: value}))
    monkeypatch.setattr(client.Client, "_spare", "")

    def answer(*answers: object) -> Line:
        line = Line(*answers)
        monkeypatch.setattr(
            "requests.adapters.HTTPAdapter.send", lambda self, request, **named: line(self, request, **named)
        )
        return line

    return answer


def test_words_leave_as_raw_utf8_with_the_stable_token(line):
    asked = line(TOKEN, {"errcode": 0}).asked
    wechat.send_words("o1", "您好")
    assert asked[0].url.endswith("/cgi-bin/stable_token")
    assert "access_token=T1" in asked[1].url and "您好".encode() in asked[1].body


def test_a_rejected_token_is_renewed_and_the_call_repeated_once(line):
    asked = line(TOKEN, {"errcode": 40001}, TOKEN, TOKEN | {"access_token": "T2"}, {"errcode": 0}).asked
    wechat.send_words("o1", "您好")
    assert json.loads(asked[3].body)["force_refresh"] is True
    assert "access_token=T2" in asked[4].url


def test_a_token_that_stays_rejected_costs_two_fetches_and_no_more(line):
    second = TOKEN | {"access_token": "T2"}
    asked = line(TOKEN, {"errcode": 40001}, second, {"errcode": 40001}).asked
    with pytest.raises(Undeliverable):
        wechat.send_words("o1", "您好")
    assert sum("stable_token" in request.url for request in asked) == 2


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"errcode": -1}, NotNow),
        ({"errcode": 45011}, NotNow),
        ({"errcode": 45015}, OutsideWindow),
        ({"errcode": 45047}, OutsideWindow),
        ({"errcode": 43004}, Undeliverable),
        ({"errcode": 99999}, Undeliverable),
        ("<html>502</html>", UnknownOutcome),
        (requests.ReadTimeout(), UnknownOutcome),
        (requests.ConnectTimeout(), NotNow),
    ],
)
def test_each_answer_of_the_platform_has_one_meaning(line, answer, error):
    line(TOKEN, answer)
    with pytest.raises(error):
        wechat.send_words("o1", "您好")
