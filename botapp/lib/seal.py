"""Sealed text: AES-256-GCM for what is stored, a keyed index for what must be found again."""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
VERSION = 1
HEADER_BYTES = 2
NONCE_BYTES = 12
INDEX_BYTES = 16


class Broken(Exception):
    """Sealed bytes that no key of the ring opens: changed, moved to another place, or the key is lost."""


class _Key:
    """One master key, split into a sealing half and an index half so that neither reveals the other."""

    def __init__(self, master: bytes) -> None:
        if len(master) != KEY_BYTES:
            raise ValueError(f"a key needs {KEY_BYTES} bytes, not {len(master)}")
        self.cipher = AESGCM(_derive(master, b"seal"))
        self.id = _derive(master, b"id")[0]
        self._index = _derive(master, b"index")

    def index(self, message: bytes) -> str:
        return hmac.digest(self._index, message, sha256)[:INDEX_BYTES].hex()


class Keyring:
    """Seals with the current key and opens with it or any previous one (32 bytes each).

    `context` names where the text lives, such as `resident.phone`; sealed bytes open only in the context
    that sealed them. Layout: version, key id, 12-byte nonce, ciphertext with 16-byte tag (NIST SP 800-38D).
    """

    def __init__(self, current: bytes, previous: list[bytes] | None = None) -> None:
        self._keys = [_Key(master) for master in [current, *(previous or [])]]

    @classmethod
    def from_text(cls, text: str) -> Keyring:
        """The ring of a setting such as `DATA_KEYS`; ValueError as in `parse_keys`."""
        current, *previous = parse_keys(text)
        return cls(current, previous)

    def seal(self, text: str, context: str) -> bytes:
        key = self._keys[0]
        nonce = secrets.token_bytes(NONCE_BYTES)
        return bytes([VERSION, key.id]) + nonce + key.cipher.encrypt(nonce, text.encode(), context.encode())

    def open(self, blob: bytes, context: str) -> str:
        """The text that was sealed in this context; `Broken` if the bytes or the context changed."""
        if len(blob) < HEADER_BYTES + NONCE_BYTES or blob[0] != VERSION:
            raise Broken("not sealed bytes of a known version")
        nonce, body = blob[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES], blob[HEADER_BYTES + NONCE_BYTES :]
        for key in self._keys:
            if key.id == blob[1]:
                try:
                    return key.cipher.decrypt(nonce, body, context.encode()).decode()
                except InvalidTag:
                    # Two keys may share their one-byte id, so the next one still gets its turn.
                    continue
        raise Broken("no key opens these bytes here")

    def is_current(self, blob: bytes) -> bool:
        """Whether the current key sealed these bytes, by its id; false means: seal them anew."""
        return blob[:HEADER_BYTES] == bytes([VERSION, self._keys[0].id])

    def index(self, text: str, context: str) -> str:
        """What to store beside sealed text to find it by equality: 32 hex digits of HMAC-SHA256."""
        return self.indexes(text, context)[0]

    def indexes(self, text: str, context: str) -> list[str]:
        """What to look for: the index under every key, current first, so rows older than a rotation match."""
        message = context.encode() + b"\0" + text.encode()
        return [key.index(message) for key in self._keys]


def new_key() -> str:
    """A fresh random key in text form: base64url of 32 bytes, without padding."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode().rstrip("=")


def parse_keys(text: str) -> list[bytes]:
    """The keys of a comma list, current first; ValueError names the position, never the key itself."""
    keys = [_parse_key(part.strip(), position) for position, part in enumerate(text.split(","), start=1)]
    if len(set(keys)) < len(keys):
        raise ValueError("the same key stands twice in the list")
    return keys


def _parse_key(text: str, position: int) -> bytes:
    if not text:
        raise ValueError(f"key {position} is empty")
    try:
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        key = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeError, ValueError):
        raise ValueError(f"key {position} is not base64url text") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"key {position} has {len(key)} bytes, {KEY_BYTES} are needed")
    return key


def _derive(master: bytes, purpose: bytes) -> bytes:
    return hmac.digest(master, b"botapp " + purpose, sha256)
