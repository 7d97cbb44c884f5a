"""Ways to spoil the query of a push: its signatures, its parameters, its text."""

from collections.abc import Callable
from random import Random

from botapp.simulator import crypto
from botapp.simulator.account import Account

Pairs = list[tuple[str, str]]
SIGNATURES = ("signature", "msg_signature")
STRANGE = (
    "",
    " ",
    "0",
    "null",
    "undefined",
    "é",
    "😀",
    "\x00",
    "9" * 400,
    "[]",
    "a&b=c",
    "１２３",
    "-1",
    "+1",
)
STAMPS = (
    "",
    "0",
    "-1",
    "1e9",
    "9" * 11,
    "9" * 40,
    "１７９５３９９２００",
    "²",
    "now",
    "0x6",
    "1795399200.0",
    "\u0661",
)
KINDS = ("AES", "aes ", "raw", "", "aesaes", "AEs", "none", "aes\x00")
DRIFTS = (-3600, -301, -300, -299, 299, 300, 301, 86400, 10**10)


def spoil(pairs: Pairs, account: Account, die: Random) -> tuple[str, Pairs]:
    """What was done, and the parameters in their new order."""
    spoiler = die.choice(SPOILERS)
    return spoiler.__name__.strip("_").replace("_", " "), spoiler(pairs, account, die)


def spoil_signatures(pairs: Pairs, die: Random) -> tuple[str, Pairs]:
    """Spoil one of the proofs, or both."""
    there = [name for name in SIGNATURES if name in dict(pairs)]
    chosen = there if not there or die.random() < 0.3 else [die.choice(there)]
    spoiler = die.choice(PROOFS)
    story = f"{spoiler.__name__.strip('_').replace('_', ' ')} of {' and '.join(chosen)}"
    return story, [(name, spoiler(value, die) if name in chosen else value) for name, value in pairs]


def spoil_text(query: str, die: Random) -> tuple[str, str]:
    """Spoil the query where it is only text: escapes, separators, bytes that are no UTF-8."""
    place = die.randrange(len(query) + 1)
    scrap = die.choice(
        ("%", "%zz", "%ff%fe", "%00", "&&", "=", ";", "+", "%26", "#", "é", "&signature=", "a" * 3000)
    )
    return f"{scrap[:9]!r} inserted", query[:place] + scrap + query[place:]


def _drop(pairs: Pairs, account: Account, die: Random) -> Pairs:
    left = die.randrange(len(pairs)) if pairs else 0
    return [pair for place, pair in enumerate(pairs) if place != left]


def _double(pairs: Pairs, account: Account, die: Random) -> Pairs:
    """The same name a second time with another value, before or behind the first."""
    if not pairs:
        return pairs
    twin = (die.choice(pairs)[0], die.choice(STRANGE))
    return [twin, *pairs] if die.random() < 0.5 else [*pairs, twin]


def _rename(pairs: Pairs, account: Account, die: Random) -> Pairs:
    place = die.randrange(len(pairs))
    name, value = pairs[place]
    other = die.choice((name.upper(), f"{name}[]", f" {name}", f"{name}\x00", "x"))
    return [*pairs[:place], (other, value), *pairs[place + 1 :]]


def _change(pairs: Pairs, account: Account, die: Random) -> Pairs:
    place = die.randrange(len(pairs))
    return [*pairs[:place], (pairs[place][0], die.choice(STRANGE)), *pairs[place + 1 :]]


def _exchange(pairs: Pairs, account: Account, die: Random) -> Pairs:
    """Two parameters with each other's values."""
    one, other = die.randrange(len(pairs)), die.randrange(len(pairs))
    values = [value for _, value in pairs]
    values[one], values[other] = values[other], values[one]
    return [(name, value) for (name, _), value in zip(pairs, values, strict=True)]


def _set(pairs: Pairs, name: str, value: str) -> Pairs:
    return [*((known, told) for known, told in pairs if known != name), (name, value)]


def _change_kind(pairs: Pairs, account: Account, die: Random) -> Pairs:
    return _set(pairs, "encrypt_type", die.choice(KINDS))


def _forget_kind(pairs: Pairs, account: Account, die: Random) -> Pairs:
    return [pair for pair in pairs if pair[0] != "encrypt_type"]


def _claim_to_be_sealed(pairs: Pairs, account: Account, die: Random) -> Pairs:
    return _set(pairs, "encrypt_type", "aes")


def _strange_stamp(pairs: Pairs, account: Account, die: Random) -> Pairs:
    return _signed_anew(_set(pairs, "timestamp", die.choice(STAMPS)), account)


def _drift(pairs: Pairs, account: Account, die: Random) -> Pairs:
    """Signed at another moment, by somebody who knows the token."""
    moment = dict(pairs).get("timestamp", "")
    stamp = str(int(moment) + die.choice(DRIFTS)) if moment.isdecimal() else "0"
    return _signed_anew(_set(pairs, "timestamp", stamp), account)


def _shift_border(pairs: Pairs, account: Account, die: Random) -> Pairs:
    """Characters move from the nonce to the stamp: the hash is over their concatenation."""
    told = dict(pairs)
    stamp, nonce = told.get("timestamp", ""), told.get("nonce", "")
    count = die.randrange(1, 3)
    return _set(_set(pairs, "timestamp", stamp + nonce[:count]), "nonce", nonce[count:])


def _signed_anew(pairs: Pairs, account: Account) -> Pairs:
    told = dict(pairs)
    proof = crypto.signature(account.token, told.get("timestamp", ""), told.get("nonce", ""))
    return _set(pairs, "signature", proof)


def _flip(value: str, die: Random) -> str:
    place = die.randrange(len(value)) if value else 0
    return value[:place] + die.choice("0123456789abcdef") + value[place + 1 :]


def _cut(value: str, die: Random) -> str:
    return value[: die.randrange(len(value) + 1)]


def _upper(value: str, die: Random) -> str:
    return value.upper()


def _pad(value: str, die: Random) -> str:
    return die.choice((f" {value}", f"{value} ", f"{value}0", f"{value}\x00", value * 2))


def _strange(value: str, die: Random) -> str:
    return die.choice((*STRANGE, "0" * 40, "é" * 40))


PROOFS: tuple[Callable[[str, Random], str], ...] = (_flip, _flip, _cut, _upper, _pad, _strange)
SPOILERS: tuple[Callable[[Pairs, Account, Random], Pairs], ...] = (
    _drop,
    _double,
    _rename,
    _change,
    _exchange,
    _change_kind,
    _forget_kind,
    _claim_to_be_sealed,
    _strange_stamp,
    _drift,
    _shift_border,
)
