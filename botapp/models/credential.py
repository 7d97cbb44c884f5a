"""凭证: what the platform lends for two hours (token, page ticket), shared by all processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Connection, String, Update, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from botapp import clock
from botapp.db import Model, Secret, db, insert
from botapp.errors import NotNow
from botapp.wechat.shelf import Lent


class Credential(Model):
    """One lent value; `held_until` is the lease of the one process that renews it.

    `rejected_at`: when the platform last refused to lend it, or refused what it had lent; until
    `rejected_until` nobody asks again.
    """

    __tablename__ = "credential"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str | None] = mapped_column(Secret("credential.value"))
    expires_at: Mapped[datetime | None]
    fetched_at: Mapped[datetime | None]
    held_by: Mapped[str | None] = mapped_column(String(64))
    held_until: Mapped[datetime | None]
    forced_at: Mapped[datetime | None]
    forced_count: Mapped[int] = mapped_column(default=0)
    rejected_at: Mapped[datetime | None]
    rejected_until: Mapped[datetime | None]
    rejected_code: Mapped[int] = mapped_column(default=0)
    rejected_rid: Mapped[str] = mapped_column(String(64), default="")


KNOWN = [Credential.__table__.c[field.name] for field in fields(Lent)]
LEARNT = [field.name for field in fields(Lent) if field.name != "held_until"]


class Rows:
    """The store of lent values: transactions of its own, beside whatever the caller has open."""

    def read(self, name: str) -> Lent:
        """What is known about a value."""
        with _transaction(writes=False) as connection:
            return _known(connection, name)

    def claim(self, name: str, holder: str, until: datetime) -> Lent | None:
        """Take the lease until a moment: what is known by then, or None while somebody else holds it."""
        free = or_(Credential.held_until.is_(None), Credential.held_until <= clock.now())
        take = _change(name).where(free).values(held_by=holder, held_until=until)
        with _transaction() as connection:
            connection.execute(insert(Credential).values(name=name).on_conflict_do_nothing())
            is_mine = connection.execute(take).rowcount == 1
            return _known(connection, name) if is_mine else None

    def write(self, name: str, holder: str, lent: Lent) -> None:
        """Keep what the holder has learnt, unless somebody else holds the lease by now."""
        learnt = {column: getattr(lent, column) for column in LEARNT}
        with _transaction() as connection:
            connection.execute(_change(name).where(Credential.held_by == holder).values(learnt))

    def release(self, name: str, holder: str) -> None:
        """Give the lease back."""
        mine = _change(name).where(Credential.held_by == holder)
        with _transaction() as connection:
            connection.execute(mine.values(held_by=None, held_until=None))


@contextmanager
def _transaction(*, writes: bool = True) -> Iterator[Connection]:
    try:
        with db.engine.connect().execution_options(writes=writes) as connection, connection.begin():
            yield connection
    except OperationalError as error:
        raise NotNow("数据库正忙，稍后再试", 5) from error


def _change(name: str) -> Update:
    return update(Credential).where(Credential.name == name)


def _known(connection: Connection, name: str) -> Lent:
    row = connection.execute(select(*KNOWN).where(Credential.name == name)).one_or_none()
    return Lent() if row is None else Lent(row[0] or "", *row[1:])
