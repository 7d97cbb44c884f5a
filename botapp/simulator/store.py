"""Everything the simulated platform remembers, in one SQLite file that threads and processes may share."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHAPE = 2
SCHEMA = """
CREATE TABLE IF NOT EXISTS person (
    id INTEGER PRIMARY KEY, openid TEXT NOT NULL UNIQUE, name TEXT NOT NULL, followed_at REAL,
    stance TEXT NOT NULL DEFAULT 'open', remark TEXT NOT NULL DEFAULT '', scene TEXT NOT NULL DEFAULT '',
    exchanged_at REAL NOT NULL DEFAULT 0, typing_until REAL NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS contact (
    openid TEXT NOT NULL, kind TEXT NOT NULL, at REAL NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (openid, kind));
CREATE TABLE IF NOT EXISTS bubble (
    id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, side TEXT NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS push (
    id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, msgid TEXT NOT NULL, kind TEXT NOT NULL,
    label TEXT NOT NULL, xml_in TEXT NOT NULL, at REAL NOT NULL, ended_at REAL,
    envelope TEXT NOT NULL DEFAULT '', xml_out TEXT NOT NULL DEFAULT '',
    answer TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '', status INTEGER,
    ms INTEGER NOT NULL DEFAULT 0, attempts INTEGER NOT NULL DEFAULT 0, misses INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL,
    errcode INTEGER NOT NULL, answer TEXT NOT NULL, at REAL NOT NULL, rid TEXT NOT NULL DEFAULT '',
    trouble TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS consent (
    openid TEXT NOT NULL, template_id TEXT NOT NULL, count INTEGER NOT NULL CHECK (count >= 0),
    PRIMARY KEY (openid, template_id));
CREATE TABLE IF NOT EXISTS sent (client_msg_id TEXT PRIMARY KEY, msgid INTEGER NOT NULL, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS token (
    value TEXT PRIMARY KEY, family TEXT NOT NULL, issued_at REAL NOT NULL, expires_at REAL NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS receipt (
    id INTEGER PRIMARY KEY AUTOINCREMENT, openid TEXT NOT NULL, nodes TEXT NOT NULL, due_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS allowance (
    name TEXT NOT NULL, period TEXT NOT NULL, used INTEGER NOT NULL, PRIMARY KEY (name, period));
CREATE TABLE IF NOT EXISTS trouble (
    id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL, kind TEXT NOT NULL, code INTEGER NOT NULL,
    seconds REAL NOT NULL, times INTEGER, chance REAL NOT NULL, until REAL, hits INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, mime TEXT NOT NULL, name TEXT NOT NULL, bytes BLOB NOT NULL,
    at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS ticket (
    value TEXT PRIMARY KEY, scene TEXT NOT NULL, url TEXT NOT NULL, expires_at REAL);
CREATE TABLE IF NOT EXISTS code (
    value TEXT PRIMARY KEY, openid TEXT NOT NULL, scope TEXT NOT NULL, snapshot INTEGER NOT NULL,
    at REAL NOT NULL, used INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS login (
    value TEXT PRIMARY KEY, kind TEXT NOT NULL, openid TEXT NOT NULL, scope TEXT NOT NULL,
    expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tag (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
INSERT OR IGNORE INTO sqlite_sequence (name, seq) SELECT 'tag', 99
    WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'tag');
CREATE TABLE IF NOT EXISTS tagging (
    tag_id INTEGER NOT NULL, openid TEXT NOT NULL, PRIMARY KEY (tag_id, openid));
CREATE TABLE IF NOT EXISTS variant (id INTEGER PRIMARY KEY AUTOINCREMENT, menu TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS template (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, fields TEXT NOT NULL,
    standing INTEGER NOT NULL, restricted INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS revocation (id INTEGER PRIMARY KEY AUTOINCREMENT, at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT OR IGNORE INTO setting VALUES ('version', '0'), ('seed', hex(randomblob(16))), ('draws', '0');
"""
PERSONAL = ("contact", "bubble", "push", "call", "consent", "receipt", "code", "login", "tagging")


class Store:
    """Short transactions on one file; every change also raises the version that the page polls."""

    def __init__(self, path: Path) -> None:
        """Open or make the file; one of another shape is emptied first."""
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._make()

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

    def empty(self) -> None:
        """Forget everything, the seed included."""
        self._make(afresh=True)

    def _make(self, *, afresh: bool = False) -> None:
        with self._connected() as db:
            db.execute("PRAGMA journal_mode = WAL")
            another_shape = db.execute("PRAGMA user_version").fetchone()[0] != SHAPE
            drops = _drops(db) if afresh or another_shape else ""
            db.executescript(f"BEGIN IMMEDIATE; {drops} {SCHEMA} PRAGMA user_version = {SHAPE}; COMMIT;")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA synchronous = OFF")  # a game: a power cut may cost it a few bubbles
        try:
            yield db
        finally:
            db.close()


def _drops(db: sqlite3.Connection) -> str:
    names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return " ".join(f"DROP TABLE IF EXISTS {name};" for (name,) in names)


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


def drop(db: sqlite3.Connection, name: str) -> None:
    """Forget a setting."""
    db.execute("DELETE FROM setting WHERE name = ?", (name,))


def forget(db: sqlite3.Connection, openid: str) -> None:
    """Empty one phone: everything that is kept about this person except name and openid."""
    for table in PERSONAL:
        db.execute(f"DELETE FROM {table} WHERE openid = ?", (openid,))  # noqa: S608 - names from PERSONAL
