"""Ways to seal a message wrongly; the result is signed as if it were right."""

import base64
import struct
from collections.abc import Callable
from random import Random

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from botapp.simulator import crypto
from botapp.simulator.account import Account

Spoiler = Callable[[Account, bytes, Random], str]
BLOCK, ROW = 32, 16
PREFIX = bytes(range(crypto.RANDOM_BYTES))  # the platform's is random; nobody looks at it
STRANGE = ("", "=", "A", "AAAA", "不是密文", "\u0000", "A" * 64, "A" * 43 + "=", "-_" * 32, "😀" * 16)
LENGTHS = (0, 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def spoil(account: Account, message: bytes, die: Random) -> tuple[str, str]:
    """What was done, and the ciphertext in base64."""
    spoiler = die.choice(SPOILERS)
    return spoiler.__name__.strip("_").replace("_", " "), spoiler(account, message, die)


def _good(account: Account, message: bytes, die: Random) -> bytes:
    sealed = crypto.seal(message, account.key, account.app_id, PREFIX)
    return base64.b64decode(sealed)


def _text(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()


def _enciphered(opened: bytes, key: bytes) -> str:
    cipher = Cipher(AES(key), CBC(key[:16])).encryptor()
    return _text(cipher.update(opened) + cipher.finalize())


def _padded(opened: bytes) -> bytes:
    count = BLOCK - len(opened) % BLOCK
    return opened + bytes([count]) * count


def _opened(account: Account, message: bytes, die: Random, length: int | None = None) -> bytes:
    told = struct.pack(">I", len(message) if length is None else length)
    return PREFIX + told + message + account.app_id.encode()


def _flip(account: Account, message: bytes, die: Random) -> str:
    sealed = bytearray(_good(account, message, die))
    sealed[die.randrange(len(sealed))] ^= 1 << die.randrange(8)
    return _text(bytes(sealed))


def _flip_near_the_end(account: Account, message: bytes, die: Random) -> str:
    """What lies two rows before the end decides on padding and account."""
    sealed = bytearray(_good(account, message, die))
    sealed[-1 - die.randrange(3 * ROW)] ^= die.randrange(1, 256)
    return _text(bytes(sealed))


def _cut(account: Account, message: bytes, die: Random) -> str:
    sealed = _good(account, message, die)
    step = die.choice((1, ROW, BLOCK))
    return _text(sealed[: die.randrange(0, len(sealed), step)])


def _swap_rows(account: Account, message: bytes, die: Random) -> str:
    sealed = _good(account, message, die)
    rows = [sealed[place : place + ROW] for place in range(0, len(sealed), ROW)]
    die.shuffle(rows)
    return _text(b"".join(rows))


def _double_rows(account: Account, message: bytes, die: Random) -> str:
    return _text(_good(account, message, die) * 2)


def _other_key(account: Account, message: bytes, die: Random) -> str:
    return crypto.seal(message, bytes([die.randrange(256)]) * BLOCK, account.app_id, PREFIX)


def _other_account(account: Account, message: bytes, die: Random) -> str:
    name = account.app_id
    other = die.choice(
        ("", "wx_of_somebody_else", name[:-1], name + "0", name.upper(), name + "\x00", " " + name)
    )
    return crypto.seal(message, account.key, other, PREFIX)


def _wrong_length(account: Account, message: bytes, die: Random) -> str:
    near = (len(message) - 1, len(message) + 1, len(message) + len(account.app_id))
    length = die.choice([*LENGTHS, *(max(0, each) for each in near)])
    return _enciphered(_padded(_opened(account, message, die, length)), account.key)


def _wrong_padding(account: Account, message: bytes, die: Random) -> str:
    opened = _padded(_opened(account, message, die))
    last = die.choice((0, 1, 17, 33, 64, 255))
    return _enciphered(opened[:-1] + bytes([last]), account.key)


def _crooked_padding(account: Account, message: bytes, die: Random) -> str:
    """The last byte is right, one before it is not."""
    opened = bytearray(_padded(_opened(account, message, die)))
    opened[-opened[-1]] ^= die.randrange(1, 256)
    return _enciphered(bytes(opened), account.key)


def _only_padding(account: Account, message: bytes, die: Random) -> str:
    return _enciphered(bytes([BLOCK]) * BLOCK * die.randrange(1, 4), account.key)


def _dirty_base64(account: Account, message: bytes, die: Random) -> str:
    text = _text(_good(account, message, die))
    place = die.randrange(len(text))
    return text[:place] + die.choice(("!", "\n", " ", "=", "==", "\u00e9", "-", "_", "%3D")) + text[place:]


def _no_cipher(account: Account, message: bytes, die: Random) -> str:
    return die.choice(STRANGE)


def _sealed_twice(account: Account, message: bytes, die: Random) -> str:
    return crypto.seal(_text(_good(account, message, die)).encode(), account.key, account.app_id, PREFIX)


SPOILERS: tuple[Spoiler, ...] = (
    _flip,
    _flip_near_the_end,
    _cut,
    _swap_rows,
    _double_rows,
    _other_key,
    _other_account,
    _wrong_length,
    _wrong_padding,
    _crooked_padding,
    _only_padding,
    _dirty_base64,
    _no_cipher,
    _sealed_twice,
)
