"""A card's code convinces anyone with our public key, and nobody without our private key can make one."""

import random
import re
from dataclasses import replace
from datetime import date

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.code import (
    Claims,
    Forged,
    UnknownKey,
    card_number,
    from_text,
    key_id,
    parse_card_keys,
    parse_short_code,
    public_keys,
    short_code,
    sign,
    to_text,
    verify,
)
from botapp.lib.seal import new_key

KEY, OLD_KEY = (Ed25519PrivateKey.from_private_bytes(letter * 32) for letter in (b"k", b"o"))
PUBLIC = public_keys([KEY, OLD_KEY])
CARD = Claims("FW-2026-000317", "张*", "示例镇", date(2026, 11, 23), date(2027, 11, 22))
BLOB = sign(CARD, KEY)
MUTATIONS = 1_000

plain_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
any_claims = st.builds(Claims, plain_text, plain_text, plain_text, st.dates(), st.dates())


@given(any_claims)
def test_what_we_sign_is_read_back_whole(claims: Claims) -> None:
    assert verify(sign(claims, KEY), PUBLIC) == claims


def test_a_code_of_the_previous_key_still_holds() -> None:
    assert verify(sign(CARD, OLD_KEY), PUBLIC) == CARD


def test_a_code_of_another_town_is_of_an_unknown_key() -> None:
    with pytest.raises(UnknownKey):
        verify(sign(CARD, Ed25519PrivateKey.generate()), PUBLIC)


def test_another_key_under_our_key_id_is_forged() -> None:
    stranger = Ed25519PrivateKey.generate()
    with pytest.raises(Forged):
        verify(sign(CARD, stranger), {key_id(stranger.public_key()): KEY.public_key()})


def mutated(blob: bytes, chance: random.Random) -> bytes:
    changed, place = bytearray(blob), chance.randrange(len(blob))
    match chance.randrange(4):
        case 0:
            changed[place] ^= 1 << chance.randrange(8)
        case 1:
            changed[place] = (changed[place] + chance.randrange(1, 256)) % 256
        case 2:
            del changed[place]
        case _:
            changed.insert(place, chance.randrange(256))
    return bytes(changed)


def test_no_mutation_of_a_code_is_accepted() -> None:
    chance, tried = random.Random(317), 0
    while tried < MUTATIONS:
        blob = BLOB
        for _ in range(chance.randrange(1, 4)):
            blob = mutated(blob, chance)
        if blob == BLOB:
            continue
        tried += 1
        with pytest.raises((Forged, UnknownKey)):
            verify(blob, PUBLIC)


@given(st.integers(0, len(to_text(BLOB)) - 1), st.characters(codec="utf-8"))
def test_no_changed_character_of_the_text_is_accepted(place: int, character: str) -> None:
    text = to_text(BLOB)
    if text[place] != character:
        with pytest.raises((Forged, UnknownKey)):
            verify(from_text(text[:place] + character + text[place + 1 :]), PUBLIC)


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_forged(blob: bytes) -> None:
    with pytest.raises(Forged):
        verify(blob, PUBLIC)


@given(st.binary(max_size=120))
def test_arbitrary_bytes_inside_the_envelope_are_forged(inside: bytes) -> None:
    with pytest.raises(Forged):
        verify(b"\xd2\x84" + inside, PUBLIC)


CYCLE = b"\xd8\x1c\x81\xd8\x1d\x00"
HEADER, PAYLOAD, SIGNATURE = (cbor2.loads(BLOB).value[place] for place in (0, 2, 3))
WRAPPINGS = {
    "untagged": [HEADER, {}, PAYLOAD, SIGNATURE],
    "other tag": cbor2.CBORTag(98, [HEADER, {}, PAYLOAD, SIGNATURE]),
    "open header": cbor2.CBORTag(18, [HEADER, {4: b"x"}, PAYLOAD, SIGNATURE]),
    "no open header": cbor2.CBORTag(18, [HEADER, [], PAYLOAD, SIGNATURE]),
    "no algorithm": cbor2.CBORTag(18, [cbor2.dumps({4: b"x" * 8}), {}, PAYLOAD, SIGNATURE]),
    "key id a list": cbor2.CBORTag(18, [cbor2.dumps({1: -8, 4: []}), {}, PAYLOAD, SIGNATURE]),
    "other algorithm": cbor2.CBORTag(18, [HEADER.replace(b"\x01\x27", b"\x01\x26"), {}, PAYLOAD, SIGNATURE]),
    "empty header": cbor2.CBORTag(18, [b"", {}, PAYLOAD, SIGNATURE]),
    "five parts": cbor2.CBORTag(18, [HEADER, {}, PAYLOAD, SIGNATURE, b""]),
}


@pytest.mark.parametrize("message", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_a_good_signature_in_another_envelope_is_forged(message: object) -> None:
    with pytest.raises(Forged):
        verify(cbor2.dumps(message, canonical=True), PUBLIC)


@pytest.mark.parametrize("blob", [BLOB + b"\0", CYCLE, b"\xd2" + CYCLE, b"\x81" * 900, b"a" * 2000, b""])
def test_oddly_shaped_bytes_are_forged(blob: bytes) -> None:
    with pytest.raises(Forged):
        verify(blob, PUBLIC)


def test_the_same_content_written_less_tightly_is_forged() -> None:
    loose = BLOB.replace(b"\x58\x40" + SIGNATURE, b"\x59\x00\x40" + SIGNATURE)
    assert cbor2.loads(loose) == cbor2.loads(BLOB)
    with pytest.raises(Forged):
        verify(loose, PUBLIC)


@pytest.mark.parametrize("payload", [[1, 2], {1: "FW"}, {1: 1, 2: "", 3: "", 4: 1, 5: 2}])
def test_something_else_that_our_key_signed_is_no_card(payload: object) -> None:
    signed = cbor2.dumps(payload)
    covered = cbor2.dumps(["Signature1", HEADER, b"", signed])
    with pytest.raises(Forged, match="not a card"):
        verify(cbor2.dumps(cbor2.CBORTag(18, [HEADER, {}, signed, KEY.sign(covered)])), PUBLIC)


def test_equal_cards_give_equal_bytes_and_other_cards_other_bytes() -> None:
    assert sign(CARD, KEY) == BLOB
    assert sign(replace(CARD, name="李*"), KEY) != BLOB


def test_claims_stand_where_offline_readers_look_for_them() -> None:
    assert cbor2.loads(PAYLOAD) == {1: "FW-2026-000317", 2: "张*", 3: "示例镇", 4: 20_780, 5: 21_144}
    assert cbor2.loads(HEADER) == {1: -8, 4: key_id(KEY.public_key())}


def test_a_card_takes_no_more_than_150_bytes() -> None:
    assert len(BLOB) <= 150


@given(st.binary(max_size=200))
def test_text_form_is_exact(blob: bytes) -> None:
    assert from_text(to_text(blob)) == blob


@pytest.mark.parametrize("text", ["AB==", "AB", "A", "A B", "中文", "AA\n", "+/+/"])
def test_text_that_we_would_not_write_is_forged(text: str) -> None:
    with pytest.raises(Forged):
        from_text(text)


def test_card_keys_are_read_from_their_setting_current_first() -> None:
    current, previous = new_key(), new_key()
    keys = parse_card_keys(f"{current},{previous}")
    assert verify(sign(CARD, keys[1]), public_keys(keys)) == CARD
    assert list(public_keys(keys)) == [key_id(key.public_key()) for key in keys]


def test_card_numbers_are_written_with_year_and_six_digits() -> None:
    assert card_number(2026, 317) == "FW-2026-000317"


@pytest.mark.parametrize(("year", "serial"), [(2026, 0), (2026, 1_000_000), (26, 1)])
def test_impossible_card_numbers_are_refused(year: int, serial: int) -> None:
    with pytest.raises(ValueError, match="no card number"):
        card_number(year, serial)


def test_short_codes_are_readable_and_differ() -> None:
    codes = {short_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", code) for code in codes)


@pytest.mark.parametrize("typed", ["K7QP-29X1", "k7qp29xi", " K7QP 29XL "])
def test_short_codes_are_read_as_people_type_them(typed: str) -> None:
    assert parse_short_code(typed) == "K7QP-29X1"


@pytest.mark.parametrize("typed", ["", "K7QP-29X", "K7QP-29XU", "K7QP-29XWW", "验证码"])
def test_other_words_are_no_short_code(typed: str) -> None:
    with pytest.raises(ValueError, match="8位"):
        parse_short_code(typed)
