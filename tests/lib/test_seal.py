"""What sealing promises: only the right key, the right place and untouched bytes give the text back."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.seal import Broken, Keyring, new_key, parse_keys

OLD, NEW = b"o" * 32, b"n" * 32
GOOD = base64.urlsafe_b64encode(b"g" * 32).decode().rstrip("=")
RING = Keyring(NEW, [OLD])
text_of_any_kind = st.text(st.characters(exclude_categories=["Cs"]))


@given(text_of_any_kind, text_of_any_kind)
def test_what_is_sealed_opens_again_in_its_own_context(text: str, context: str) -> None:
    assert RING.open(RING.seal(text, context), context) == text


def test_sealed_bytes_do_not_open_in_another_column() -> None:
    blob = RING.seal("13812345678", "resident.phone")
    with pytest.raises(Broken):
        RING.open(blob, "card.phone")


@given(st.data())
def test_one_changed_bit_is_noticed(data: st.DataObject) -> None:
    blob = bytearray(RING.seal("320412190101010016", "resident.number"))
    blob[data.draw(st.integers(0, len(blob) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(Broken):
        RING.open(bytes(blob), "resident.number")


@given(st.binary(max_size=80))
def test_arbitrary_bytes_are_refused_as_broken(blob: bytes) -> None:
    with pytest.raises(Broken):
        RING.open(blob, "resident.phone")


def test_cut_off_bytes_are_refused_as_broken() -> None:
    blob = RING.seal("短", "need.words")
    for length in range(len(blob)):
        with pytest.raises(Broken):
            RING.open(blob[:length], "need.words")


def test_previous_key_still_opens_what_it_sealed() -> None:
    assert RING.open(Keyring(OLD).seal("您好", "need.words"), "need.words") == "您好"


def test_current_key_seals() -> None:
    blob = RING.seal("您好", "need.words")
    assert Keyring(NEW).open(blob, "need.words") == "您好"
    with pytest.raises(Broken):
        Keyring(OLD).open(blob, "need.words")


def test_rows_of_a_previous_key_are_recognised_for_sealing_anew() -> None:
    assert RING.is_current(RING.seal("您好", "need.words"))
    assert not RING.is_current(Keyring(OLD).seal("您好", "need.words"))


def test_keys_that_share_an_id_open_each_their_own() -> None:
    # 300 keys cannot have 300 different one-byte ids.
    rings = [Keyring(number.to_bytes(32, "big")) for number in range(300)]
    everyone = Keyring(b"c" * 32, [number.to_bytes(32, "big") for number in range(300)])
    assert all(everyone.open(ring.seal(str(n), "x"), "x") == str(n) for n, ring in enumerate(rings))


def test_sealing_twice_gives_different_bytes() -> None:
    assert RING.seal("您好", "need.words") != RING.seal("您好", "need.words")


def test_sealed_identity_number_takes_48_bytes() -> None:
    assert len(RING.seal("320412190101010016", "resident.number")) == 48


def test_index_is_the_same_every_time_and_32_hex_digits_long() -> None:
    index = RING.index("13812345678", "resident.phone")
    assert index == Keyring(NEW).index("13812345678", "resident.phone")
    assert len(bytes.fromhex(index)) == 16


def test_index_differs_by_text_context_and_key() -> None:
    seen = [
        RING.index("13812345678", "resident.phone"),
        RING.index("13812345679", "resident.phone"),
        RING.index("13812345678", "card.phone"),
        Keyring(OLD).index("13812345678", "resident.phone"),
    ]
    assert len(set(seen)) == 4


def test_index_stored_before_a_rotation_is_still_found() -> None:
    stored = Keyring(OLD).index("13812345678", "resident.phone")
    assert stored in RING.indexes("13812345678", "resident.phone")
    assert RING.indexes("13812345678", "resident.phone")[0] == RING.index("13812345678", "resident.phone")


def test_new_keys_are_read_back_in_order() -> None:
    current, previous = new_key(), new_key()
    assert parse_keys(f"{current}, {previous}") == [*parse_keys(current), *parse_keys(previous)]
    assert [len(key) for key in parse_keys(f"{current},{previous}")] == [32, 32]


def test_ring_reads_its_setting() -> None:
    current, previous = new_key(), new_key()
    blob = Keyring.from_text(previous).seal("您好", "need.words")
    assert Keyring.from_text(f"{current},{previous}").open(blob, "need.words") == "您好"


def test_padded_keys_are_accepted() -> None:
    assert parse_keys(base64.urlsafe_b64encode(OLD).decode()) == [OLD]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "key 1 is empty"),
        (f"{GOOD},", "key 2 is empty"),
        ("c2hvcnQ", "key 1 has 5 bytes, 32 are needed"),
        (f"{GOOD},密钥", "key 2 is not base64url text"),
        ("a" * 41, "key 1 is not base64url text"),
        (",".join([base64.urlsafe_b64encode(OLD).decode()] * 2), "the same key stands twice"),
    ],
)
def test_unreadable_keys_are_named_by_position_and_not_shown(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as refusal:
        parse_keys(text)
    assert "c2hvcnQ" not in str(refusal.value)


def test_key_of_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes, not 5"):
        Keyring(b"short")
