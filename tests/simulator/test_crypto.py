"""The cipher keeps the platform's published vectors and refuses what is not exactly right."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given
from hypothesis import strategies as st

from botapp.simulator import crypto

APP_ID = "wxba5fad812f8e6fb9"
KEY = crypto.key_of("A" * 43)
# Published on developers.weixin.qq.com, doc/oplatform/developers/dev/push/encryption.md.
PUSH = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv"
    "6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNq"
    "J4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
REPLY = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("AAAAA", "1714036504", "1514711492"), "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        (("AAAAA", "1714037059", "486452656"), "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        (("AAAAA", "1714112445", "415670741"), "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
        (("AAAAA", "1714112445", "415670741", PUSH), "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"),
        (("AAAAA", "1713424427", "415670741", REPLY), "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"),
    ],
)
def test_signatures_equal_the_published_ones(parts: tuple[str, ...], expected: str) -> None:
    assert crypto.signature(*parts) == expected


def test_published_push_opens_and_seals_again_to_the_same_letters() -> None:
    message = crypto.decrypt(PUSH, KEY, APP_ID)
    assert len(message.encode()) == 167
    assert message.endswith('"Event":"debug_demo","debug_str":"hello world"}')
    assert crypto.encrypt(message, KEY, APP_ID, b"a8eedb185eb2fecf") == PUSH


def test_published_reply_is_sealed_to_the_same_letters() -> None:
    assert crypto.encrypt('{"demo_resp":"good luck"}', KEY, APP_ID, b"707722b803182950") == REPLY


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_whatever_was_sealed_opens_again(text: str) -> None:
    assert crypto.decrypt(crypto.encrypt(text, KEY, APP_ID), KEY, APP_ID) == text


def test_two_envelopes_of_one_text_differ() -> None:
    assert crypto.encrypt("您好", KEY, APP_ID) != crypto.encrypt("您好", KEY, APP_ID)


def _sealed_raw(opened: bytes) -> str:
    cipher = Cipher(AES(KEY), CBC(KEY[:16])).encryptor()
    return base64.b64encode(cipher.update(opened) + cipher.finalize()).decode()


NOISE, APP = b"0" * 16, APP_ID.encode()


@pytest.mark.parametrize(
    ("envelope", "reason"),
    [
        ("不是", "not base64"),
        ("AAAA*AAA", "not base64"),
        ("", "multiple of 32"),
        (base64.b64encode(b"0" * 48).decode(), "multiple of 32"),
        (_sealed_raw(NOISE + b"\0\0\0\2hi" + APP + b"\x30" * 24), "padding"),
        (_sealed_raw(NOISE + b"\0\0\0\2hi" + APP + b"\0" * 24), "padding"),
        (_sealed_raw(NOISE + b"\0\0\0\2hi" + APP + b"\x17" + b"\x18" * 23), "padding"),
        (_sealed_raw(b"\x20" * 32), "too short"),
        (_sealed_raw(NOISE + b"\0\0\1\2hi" + APP + b"\x18" * 24), "past the end"),
        (_sealed_raw(NOISE + b"\0\0\0\1hi" + APP + b"\x18" * 24), "another account"),
        (_sealed_raw(NOISE + b"\0\0\0\2\xff\xff" + APP + b"\x18" * 24), "not UTF-8"),
    ],
)
def test_a_malformed_envelope_is_refused_with_the_reason(envelope: str, reason: str) -> None:
    with pytest.raises(crypto.Tampered, match=reason):
        crypto.decrypt(envelope, KEY, APP_ID)


def test_an_envelope_for_another_account_is_refused() -> None:
    with pytest.raises(crypto.Tampered, match="another account"):
        crypto.decrypt(crypto.encrypt("您好", KEY, "wx-other"), KEY, APP_ID)


@pytest.mark.parametrize("encoded", ["", "A" * 42, "A" * 44, "A" * 42 + "*"])
def test_a_key_that_is_not_43_letters_is_refused(encoded: str) -> None:
    with pytest.raises(ValueError, match="."):
        crypto.key_of(encoded)
