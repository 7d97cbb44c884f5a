"""Seeded randomness: the same seed and the same order of acts give the same numbers, in every process."""

import string
from random import Random
from sqlite3 import Connection

from botapp.simulator import store

LETTERS = string.ascii_letters + string.digits + "-_"


def die(db: Connection) -> Random:
    """A fresh die; each one drawn from the stored seed differs from all before it."""
    db.execute("UPDATE setting SET value = value + 1 WHERE name = 'draws'")
    return Random(f"{store.setting(db, 'seed')}/{store.setting(db, 'draws')}")  # noqa: S311 - a game


def letters(die: Random, count: int) -> str:
    """A word of letters, digits, - and _."""
    return "".join(die.choices(LETTERS, k=count))


def seed(db: Connection, value: str) -> None:
    """Begin a known order of numbers."""
    store.keep(db, "seed", value)
    store.keep(db, "draws", "0")


def msgid(db: Connection) -> int:
    """A 64-bit number that never comes twice under one seed, like the platform's MsgId."""
    return die(db).getrandbits(62) | 1 << 62
