"""The card's code: a COSE_Sign1 message (RFC 9052) signed with Ed25519, small enough for a QR code.

Anyone with the public key can check it offline. It proves what was issued, not that the card still holds:
revocation is asked of the register.
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from botapp.lib.seal import parse_keys

# Header labels of RFC 9052 and the algorithm of RFC 9053; the labels of the claims are our own.
_ALGORITHM, _KEY_ID, _EDDSA, _COSE_SIGN1 = 1, 4, -8, 18
_NUMBER, _NAME, _TOWNSHIP, _ISSUED, _EXPIRES = 1, 2, 3, 4, 5
_KINDS = {_NUMBER: str, _NAME: str, _TOWNSHIP: str, _ISSUED: int, _EXPIRES: int}
_EPOCH = date(1970, 1, 1)
_KEY_ID_BYTES = 8
_LONGEST = 1024
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_ALIKE = str.maketrans("ILO", "110")


class Forged(Exception):
    """Not a code that one of our keys signed: made up, changed or damaged."""


class UnknownKey(Exception):
    """Signed with a key that we do not hold; perhaps an older or a newer one."""


@dataclass(frozen=True)
class Claims:
    """What a card's code says, as claims 1 to 5 in this order.

    `name` is masked before it is signed. Days are local, stored as days since 1970-01-01; the card holds
    through `expires_on`.
    """

    number: str
    name: str
    township: str
    issued_on: date
    expires_on: date


def parse_card_keys(text: str) -> list[Ed25519PrivateKey]:
    """Signing keys of a setting such as `CARD_KEYS` (base64url seeds of 32 bytes), current first."""
    return [Ed25519PrivateKey.from_private_bytes(seed) for seed in parse_keys(text)]


def public_keys(keys: list[Ed25519PrivateKey]) -> dict[bytes, Ed25519PublicKey]:
    """The public halves by key id, for `verify` and for the offline page."""
    return {key_id(key.public_key()): key.public_key() for key in keys}


def key_id(key: Ed25519PublicKey) -> bytes:
    """First 8 bytes of the SHA-256 of the raw public key."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).digest()[:_KEY_ID_BYTES]


def sign(claims: Claims, key: Ed25519PrivateKey) -> bytes:
    """The claims as COSE_Sign1 in deterministic CBOR; equal claims and key give equal bytes."""
    protected = _header(key_id(key.public_key()))
    payload = _encoded(_to_map(claims))
    return _message(protected, payload, key.sign(_to_be_signed(protected, payload)))


def verify(blob: bytes, keys: Mapping[bytes, Ed25519PublicKey]) -> Claims:
    """The claims, if one of the keys signed exactly these bytes; else `Forged` or `UnknownKey`."""
    protected, payload, signature = _parts(blob)
    key = keys.get(_signer(protected))
    if key is None:
        raise UnknownKey("no key with this id")
    try:
        key.verify(signature, _to_be_signed(protected, payload))
    except InvalidSignature:
        raise Forged("the signature does not fit") from None
    return _from_map(_decoded(payload))


def to_text(blob: bytes) -> str:
    """The code as base64url without padding, for a link's fragment."""
    return base64.urlsafe_b64encode(blob).decode().rstrip("=")


def from_text(text: str) -> bytes:
    """Bytes of `to_text`; `Forged` when the text is not exactly what it would write."""
    try:
        blob = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeError, ValueError):
        raise Forged("not base64url text") from None
    if to_text(blob) != text:
        raise Forged("not base64url text as we write it")
    return blob


def card_number(year: int, serial: int) -> str:
    """FW-2026-000317"""
    if not (1 <= serial <= 999_999 and 2000 <= year <= 9999):
        raise ValueError(f"no card number for serial {serial} of {year}")
    return f"FW-{year}-{serial:06}"


def short_code() -> str:
    """A random code to read out on the phone, such as K7QP-29XW: 40 bits in Crockford's base32."""
    drawn = "".join(secrets.choice(_CROCKFORD) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def parse_short_code(words: str) -> str:
    """The code as `short_code` writes it, from what a person typed; ValueError in words for that person."""
    plain = re.sub(r"[\s-]", "", words).upper().translate(_READ_ALIKE)
    if len(plain) != 8 or set(plain) - set(_CROCKFORD):
        raise ValueError("验证码是8位数字和字母，例如 K7QP-29XW，请对照证件再填一次。")
    return f"{plain[:4]}-{plain[4:]}"


def _header(kid: bytes) -> bytes:
    return _encoded({_ALGORITHM: _EDDSA, _KEY_ID: kid})


def _signer(protected: bytes) -> bytes:
    kid = protected[-_KEY_ID_BYTES:]
    if protected != _header(kid):
        raise Forged("not signed the way we sign")
    return kid


def _parts(blob: bytes) -> tuple[bytes, bytes, bytes]:
    message = _decoded(blob)
    if not (isinstance(message, cbor2.CBORTag) and message.tag == _COSE_SIGN1):
        raise Forged("not a COSE_Sign1 message")
    match message.value:
        case [bytes(protected), _, bytes(payload), bytes(signature)]:
            # Only the bytes that `sign` writes: nobody can dress one card up as many different codes.
            if _message(protected, payload, signature) == blob:
                return protected, payload, signature
    raise Forged("not built the way we build codes")


def _message(protected: bytes, payload: bytes, signature: bytes) -> bytes:
    return _encoded(cbor2.CBORTag(_COSE_SIGN1, [protected, {}, payload, signature]))


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return _encoded(["Signature1", protected, b"", payload])


def _to_map(claims: Claims) -> dict[int, str | int]:
    return {
        _NUMBER: claims.number,
        _NAME: claims.name,
        _TOWNSHIP: claims.township,
        _ISSUED: (claims.issued_on - _EPOCH).days,
        _EXPIRES: (claims.expires_on - _EPOCH).days,
    }


def _from_map(said: Any) -> Claims:
    if not isinstance(said, dict) or {label: type(value) for label, value in said.items()} != _KINDS:
        raise Forged("signed, but not a card")
    issued, expires = (_EPOCH + timedelta(days=said[label]) for label in (_ISSUED, _EXPIRES))
    return Claims(said[_NUMBER], said[_NAME], said[_TOWNSHIP], issued, expires)


def _encoded(value: Any) -> bytes:
    return cbor2.dumps(value, canonical=True)


def _decoded(blob: bytes) -> Any:
    if len(blob) > _LONGEST:
        raise Forged("too long for a code")
    try:
        return cbor2.loads(blob, max_depth=4, allow_indefinite=False)
    except (cbor2.CBORDecodeError, ValueError):
        raise Forged("not CBOR") from None
