"""The database: session, base class of models, constraint names and column types."""

import enum
import json
import sqlite3
import threading
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING, Any, ClassVar

import psycopg
from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import CursorResult, DateTime, Delete, Engine, Enum, LargeBinary, MetaData, Update, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction, registry
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from sqlalchemy.types import TypeDecorator

from botapp.lib.seal import Keyring

LOCK_PATIENCE_MS = 2000
HOLDS = "holds the gate"
BEGUN_HERE = "begun_here"
LINE = "the connection of a door that writes"
RESTS, LONGEST_REST = "rests since", 5.0  # seconds
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class _Keys:
    """The keyring of this process, set once when the application starts."""

    ring: Keyring | None = None


def use_keys(ring: Keyring) -> None:
    """Seal and open columns with this keyring."""
    _Keys.ring = ring


def keys() -> Keyring:
    """The keyring in use. Raises RuntimeError before the application has started."""
    if _Keys.ring is None:
        raise RuntimeError("no keys: set BOTAPP_DATA_KEYS, or start the town once with bin/run")
    return _Keys.ring


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, always aware; both databases return the same value."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Secret(TypeDecorator[str]):
    """Text that lies encrypted in the database; `context` ties the ciphertext to its column."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keys().seal(value, self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else keys().open(value, self.context)


class SecretBytes(TypeDecorator[bytes]):
    """Bytes, such as a photo, that lie encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keys().seal(b64encode(value).decode(), self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else b64decode(keys().open(value, self.context))


class SecretFacts(TypeDecorator[dict[str, Any]]):
    """A dictionary of plain JSON values that lies encrypted in the database."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, context: str) -> None:
        super().__init__()
        self.context = context

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> bytes | None:
        return None if value is None else keys().seal(json.dumps(value, ensure_ascii=False), self.context)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> dict[str, Any] | None:
        return None if value is None else json.loads(keys().open(value, self.context))


STRINGS = Enum(
    enum.StrEnum,
    native_enum=False,
    length=32,
    values_callable=lambda kind: [member.value for member in kind],
)


class Base(DeclarativeBase):
    """Base of all tables."""

    registry: ClassVar = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={datetime: Moment(), enum.StrEnum: STRINGS},
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
if TYPE_CHECKING:

    class Model(Base):
        """What every table inherits."""

        __abstract__ = True

else:
    Model = db.Model


def begin_writing(turn: str = "") -> None:
    """Open the transaction of a door that writes: SQLite takes its write lock now, not at the first write.

    On PostgreSQL transactions with the same `turn` wait for one another before they read anything.
    Raises `sqlalchemy.exc.OperationalError` when the lock is not had within two seconds.
    """
    session = db.session()
    _pass_the_gate(session)
    session.info[LINE] = session.connection(execution_options={"writes": True, "turn": turn})


def connection() -> Connection:
    """The connection of the running transaction; a door that writes already holds it."""
    session = db.session()
    held: Connection | None = session.info.get(LINE)
    return session.connection() if held is None else held


def insert(table: type[Base]) -> Any:
    """An INSERT that knows ON CONFLICT, in the dialect of the database."""
    sqlite = db.session.get_bind().dialect.name == "sqlite"
    return sqlite_insert(table) if sqlite else postgresql_insert(table)


def change(statement: Update | Delete) -> int:
    """Execute a change of many rows; how many it touched."""
    result = db.session.execute(statement)
    return int(result.rowcount) if isinstance(result, CursorResult) else 0


def begun_here(url: str) -> dict[str, Any]:
    """Engine options under which transactions are begun below, not by the driver."""
    if url.startswith("sqlite"):
        return {}
    return {"connect_args": {"autocommit": True}, "execution_options": {BEGUN_HERE: True}}


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: object) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # what we confirmed to a resident outlives a power cut
            "foreign_keys=ON",
            f"busy_timeout={LOCK_PATIENCE_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Pool, "checkin")
def _note_rest(_connection: Any, record: ConnectionPoolEntry) -> None:
    record.info[RESTS] = monotonic()


@event.listens_for(Pool, "checkout")
def _try_after_rest(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """A connection that has rested is tried before use, one that comes from the last push is not.

    When the database went away in between, that one transaction fails (a push is answered 503 and comes
    again), and SQLAlchemy makes all connections anew.
    """
    if not isinstance(connection, psycopg.Connection):
        return
    if monotonic() - record.info.get(RESTS, monotonic()) < LONGEST_REST:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except psycopg.Error as error:
        raise DisconnectionError from error


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite":
        _say(connection, "BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
    elif options.get(BEGUN_HERE):
        turn = options.get("turn")
        _say(connection, f"BEGIN; SELECT pg_advisory_xact_lock({_number(turn)})" if turn else "BEGIN")


def _say(connection: Connection, words: str) -> None:
    """Begin without SQLAlchemy's own execution; a connection that cannot is thrown away with the others."""
    try:
        connection.connection.driver_connection.execute(words)  # type: ignore[union-attr]
    except (sqlite3.OperationalError, psycopg.OperationalError) as error:
        if not isinstance(error, sqlite3.Error):
            connection.invalidate(error)
            connection.engine.dispose()
        raise OperationalError(words, None, error) from error


def _number(turn: str) -> int:
    """A whole number of 64 bits, as advisory locks are named by."""
    return int.from_bytes(sha256(turn.encode()).digest()[:8], signed=True)


class _Gate:
    """Lets the threads of this process write to SQLite one after another.

    SQLite's own waiting is a poll with growing pauses: under load a thread can lose every race for two
    seconds.
    """

    lock = threading.Lock()


def _pass_the_gate(session: Session) -> None:
    if session.info.get(HOLDS) or not current_app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return
    if not _Gate.lock.acquire(timeout=LOCK_PATIENCE_MS / 1000):
        raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError("other writers did not end in time"))
    session.info[HOLDS] = True


@event.listens_for(Session, "after_transaction_end")
def _leave_the_gate(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is not None:
        return
    session.info.pop(LINE, None)
    if session.info.pop(HOLDS, False):
        _Gate.lock.release()
