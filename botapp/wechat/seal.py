"""Opens envelopes strictly: base64, padding, length and account as the platform writes them, or fails."""

from base64 import b64decode

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 32
RANDOM, LENGTH = 16, 4  # bytes before the message


def opened(envelope: str, key: str, app_id: str) -> bytes:
    """The message in an envelope (developers.weixin.qq.com, the page on encrypted pushes).

    `key`: an EncodingAESKey. Raises ValueError for whatever was not sealed with it for this account.
    """
    plain = _without_padding(_deciphered(b64decode(envelope, validate=True), b64decode(key + "=")))
    start = RANDOM + LENGTH
    end = start + int.from_bytes(plain[RANDOM:start], "big")
    if end > len(plain) or plain[end:] != app_id.encode():
        raise ValueError("sealed for another account")
    return plain[start:end]


def _deciphered(sealed: bytes, key: bytes) -> bytes:
    reader = Cipher(AES(key), CBC(key[:16])).decryptor()
    return reader.update(sealed) + reader.finalize()


def _without_padding(padded: bytes) -> bytes:
    count = padded[-1] if padded else 0
    if len(padded) % BLOCK or not 1 <= count <= BLOCK or padded[-count:] != bytes([count]) * count:
        raise ValueError("wrong padding")
    return padded[:-count]
