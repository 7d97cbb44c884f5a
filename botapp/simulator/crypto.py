"""WeChat's message cipher and signatures, from the platform's pages; shares no code with the application."""

import base64
import binascii
import hashlib
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32
RANDOM_BYTES = 16


class Tampered(ValueError):
    """An envelope that the platform would not accept; the text says what is wrong with it."""


def signature(*parts: str) -> str:
    """SHA-1 in hex over the sorted parts: token, timestamp, nonce and, for encrypted bodies, the envelope."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def key_of(encoded: str) -> bytes:
    """The 32 key bytes of a 43-character EncodingAESKey; ValueError when it is not one."""
    key = base64.b64decode(encoded + "=", validate=True)
    if len(encoded) != 43 or len(key) != BLOCK:
        raise ValueError("an EncodingAESKey has 43 letters and digits")
    return key


def encrypt(text: str, key: bytes, app_id: str, prefix: bytes | None = None) -> str:
    """Seal a text for an account, as base64; prefix: 16 bytes, random unless a vector is replayed."""
    return seal(text.encode(), key, app_id, prefix or secrets.token_bytes(RANDOM_BYTES))


def seal(message: bytes, key: bytes, app_id: str, prefix: bytes) -> str:
    """The same for bytes that may be no text."""
    opened = prefix + struct.pack(">I", len(message)) + message + app_id.encode()
    padding = BLOCK - len(opened) % BLOCK
    cipher = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(opened + bytes([padding]) * padding) + cipher.finalize()).decode()


def decrypt(envelope: str, key: bytes, app_id: str) -> str:
    """The text in an envelope; Tampered when base64, length, padding, account or encoding is wrong."""
    opened = _without_padding(_decipher(_bytes_of(envelope), key))
    body = opened[RANDOM_BYTES + 4 :]
    (length,) = struct.unpack(">I", opened[RANDOM_BYTES : RANDOM_BYTES + 4])
    if length > len(body):
        raise Tampered("length reaches past the end")
    if body[length:] != app_id.encode():
        raise Tampered("sealed for another account")
    return _text_of(body[:length])


def _bytes_of(envelope: str) -> bytes:
    try:
        sealed = base64.b64decode(envelope, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Tampered("not base64") from error
    if not sealed or len(sealed) % BLOCK:
        raise Tampered("not a multiple of 32 bytes")
    return sealed


def _decipher(sealed: bytes, key: bytes) -> bytes:
    cipher = Cipher(AES(key), CBC(key[:16])).decryptor()
    return cipher.update(sealed) + cipher.finalize()


def _without_padding(padded: bytes) -> bytes:
    count = padded[-1]
    if not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise Tampered("bad padding")
    if len(padded) - count < RANDOM_BYTES + 4:
        raise Tampered("too short")
    return padded[:-count]


def _text_of(message: bytes) -> str:
    try:
        return message.decode()
    except UnicodeDecodeError as error:
        raise Tampered("not UTF-8") from error
