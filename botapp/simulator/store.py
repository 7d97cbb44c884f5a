"""Everything the simulated platform remembers, in one SQLite file that threads and processes may share."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
    id INTEGER PRIMARY KEY, openid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, followed_at REAL);
CREATE TABLE IF NOT EXISTS contact (
    openid TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (openid, kind));
CREATE TABLE IF NOT EXISTS bubble (
    id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, side TEXT NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS push (
    id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, msgid TEXT NOT NULL, label TEXT NOT NULL,
    xml_in TEXT NOT NULL, at REAL NOT NULL,
    envelope TEXT NOT NULL DEFAULT '', xml_out TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '', status INTEGER,
    ms INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL,
    errcode INTEGER NOT NULL, answer TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS consent (
    openid TEXT NOT NULL, template_id TEXT NOT NULL, count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (openid, template_id));
CREATE TABLE IF NOT EXISTS sent (client_msg_id TEXT PRIMARY KEY, msgid INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS token (value TEXT PRIMARY KEY, family TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS receipt (
    id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, nodes TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT OR IGNORE INTO setting VALUES ('version', '0');
"""
PERSONAL = ("contact", "bubble", "push", "call", "consent", "receipt")


class Store:
    """Short transactions on one file; every change also raises the version that the page polls."""

    def __init__(self, path: Path) -> None:
        """Open or make the file."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connected() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """One write transaction, alone in the file; an exception undoes it."""
        with self._connected() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("UPDATE setting SET value = value + 1 WHERE name = 'version'")
                db.execute("COMMIT")
            except BaseException:
                db.execute("ROLLBACK")
                raise

    @contextmanager
    def look(self) -> Iterator[sqlite3.Connection]:
        """A connection for reading."""
        with self._connected() as db:
            yield db

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        db.row_factory = sqlite3.Row
        try:
            yield db
        finally:
            db.close()


def version(db: sqlite3.Connection) -> int:
    """A number that grows with every change."""
    return int(setting(db, "version") or 0)


def setting(db: sqlite3.Connection, name: str) -> str | None:
    """A stored setting, if it was ever set."""
    row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row["value"])


def keep(db: sqlite3.Connection, name: str, value: str) -> None:
    """Store a setting."""
    db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))


def forget(db: sqlite3.Connection, openid: str) -> None:
    """Empty one phone: everything that is kept about this person except name and openid."""
    for table in PERSONAL:
        db.execute(f"DELETE FROM {table} WHERE openid = ?", (openid,))  # noqa: S608 - names from PERSONAL
