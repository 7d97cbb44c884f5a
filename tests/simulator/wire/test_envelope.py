"""A push carries what its mode promises and nothing more."""

from dataclasses import replace
from random import Random

from botapp.simulator import crypto
from botapp.simulator.account import GH_ID, Account
from botapp.simulator.wire import xml
from botapp.simulator.wire.envelope import wrap

NODES = {"ToUserName": GH_ID, "FromUserName": "o-someone", "MsgType": "text", "Content": "私事"}


def test_safe_mode_shows_only_the_account_and_the_envelope(account: Account) -> None:
    letter = wrap(account, "o-someone", xml.write(NODES), Random(1))
    assert [node.tag for node in xml.read(letter.body)] == ["ToUserName", "Encrypt"]
    assert "私事" not in letter.body


def test_safe_mode_signs_the_envelope_and_says_that_it_is_encrypted(account: Account) -> None:
    letter = wrap(account, "o-someone", xml.write(NODES), Random(1))
    query, sealed = letter.query, xml.value(xml.read(letter.body), "Encrypt")
    parts = (account.token, query["timestamp"], query["nonce"])
    assert query["msg_signature"] == crypto.signature(*parts, sealed)
    assert query["signature"] == crypto.signature(*parts)
    assert (query["encrypt_type"], query["openid"]) == ("aes", "o-someone")


def test_the_envelope_holds_the_whole_push(account: Account) -> None:
    sealed = xml.value(xml.read(wrap(account, "o-someone", xml.write(NODES), Random(1)).body), "Encrypt")
    assert crypto.decrypt(sealed, account.key, account.app_id) == xml.write(NODES)


def test_compatible_mode_shows_both(account: Account) -> None:
    root = xml.read(wrap(replace(account, mode="compatible"), "o-someone", xml.write(NODES), Random(1)).body)
    assert xml.value(root, "Content") == "私事"
    assert crypto.decrypt(xml.value(root, "Encrypt"), account.key, account.app_id) == xml.write(NODES)


def test_plain_mode_is_signed_and_not_encrypted(account: Account) -> None:
    letter = wrap(replace(account, mode="plain"), "o-someone", xml.write(NODES), Random(1))
    assert letter.body == xml.write(NODES)
    assert sorted(letter.query) == ["nonce", "openid", "signature", "timestamp"]


def test_a_push_is_signed_at_the_simulated_time(account: Account) -> None:
    assert wrap(account, "o-someone", xml.write(NODES), Random(1)).query["timestamp"] == "1795579200"
