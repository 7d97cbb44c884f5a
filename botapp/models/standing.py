"""Where a resident stands when a push comes: one statement finds, locks and greets them.

Most pushes come from somebody who has no open form, no conversation and no letter waiting. `meet` learns that
in the statement that it needs anyway; what every handler asks then costs nothing until something is written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, cast

from sqlalchemy import ColumnElement, Table, bindparam, event, exists, literal_column, update
from sqlalchemy.orm import ORMExecuteState, Session, make_transient_to_detached, object_session
from sqlalchemy.orm.util import identity_key
from sqlalchemy.sql.dml import ReturningUpdate

from botapp import clock
from botapp.db import connection, db
from botapp.models.draft import IDLE, Draft
from botapp.models.helpdesk import IS_OPEN, Conversation
from botapp.models.message import Message
from botapp.models.outbox import Outbox
from botapp.models.outbox import Status as Letter
from botapp.models.resident import LACKS, Resident


class Heard(Enum):
    """What a push opens: words 48 hours, a tap one minute, anything else nothing."""

    WORDS = ("words_at", "words_sent")
    TAP = ("click_at", "click_sent")
    NOTHING = ()


TABLE = cast(Table, Resident.__table__)
# Written out, as in RETURNING the SQLite dialect drops the names of tables and would compare with another id.
THEIRS: ColumnElement[int] = literal_column("resident.id")
OPEN: dict[type, ColumnElement[bool]] = {
    Conversation: exists().where(Conversation.resident_id == THEIRS, IS_OPEN),
    Draft: exists().where(
        Draft.resident_id == THEIRS, Draft.paused.is_(False), Draft.touched_at > bindparam("idle_since")
    ),
    Outbox: exists().where(Outbox.resident_id == THEIRS, Outbox.status == Letter.WAITING),
}


STANDS = [is_open.label(table.__name__) for table, is_open in OPEN.items()]
CAME_BEFORE = exists().where(Message.key == bindparam("push")).label("came_before")


@dataclass(frozen=True, slots=True)
class Met:
    """Whose push it is, and whether this push was handled before."""

    resident: Resident | None
    came_before: bool


def _finding(heard: Heard) -> ReturningUpdate[Any]:
    known: dict[str, Any] = {"openid": TABLE.c.openid}  # without a window, the row is only locked
    if heard is not Heard.NOTHING:
        moment, count = heard.value
        known = {moment: bindparam("now"), count: 0}
    mine = update(TABLE).where(TABLE.c.openid == bindparam("known_as"))
    return mine.values(known).returning(*(TABLE.c[name] for name in COLUMNS), *STANDS, CAME_BEFORE)


# What every answer looks at; the rest of the row is loaded when somebody asks for it.
COLUMNS = ("id", "openid", "puzzled_count", "offers")
FINDING = {heard: _finding(heard) for heard in Heard}


def meet(openid: str, heard: Heard, push: str) -> Met:
    """The resident behind an openid, made at first contact, locked until the transaction ends.

    `push` is the digest of the message's key.
    """
    met = known(openid, heard, push)
    if met.resident is None and not met.came_before:
        Resident.meet(openid)
        return known(openid, heard, push)
    return met


def known(openid: str, heard: Heard, push: str) -> Met:
    """The resident behind an openid, locked until the transaction ends; nobody is made known by asking."""
    now = clock.now()
    asked = {"known_as": openid, "push": push, "idle_since": now - IDLE}
    if heard.value:
        asked["now"] = now
    row = connection().execute(FINDING[heard], asked).one_or_none()
    if row is None:
        return Met(None, Message.is_stored(push))
    session = db.session()
    resident = _as_read(session, row[: len(COLUMNS)])
    *stands, came_before = row[len(COLUMNS) :]
    session.info[LACKS] = {
        (resident.id, table) for table, is_open in zip(OPEN, stands, strict=True) if not is_open
    }
    return Met(resident, bool(came_before))


def _as_read(session: Session, values: Sequence[Any]) -> Resident:
    """The row as the session would have loaded it, at a third of the cost."""
    facts = dict(zip(COLUMNS, values, strict=True))
    known = (
        session.identity_map.get(identity_key(Resident, facts["id"])) if len(session.identity_map) else None
    )
    if known is not None:
        session.refresh(known)
        return known
    resident = Resident(**facts)
    make_transient_to_detached(resident)
    session.add(resident)
    return resident


@event.listens_for(Session, "transient_to_pending")
def _look_again(session: Session, row: object) -> None:
    """A row is opened: what was known to be absent is there now."""
    if isinstance(row, tuple(OPEN)):
        session.info.pop(LACKS, None)


def _look_again_at(row: object, *_rest: object) -> None:
    """A row of such a table is in our hands: it may be opened again, or closed."""
    session = object_session(row)
    if session is not None:
        session.info.pop(LACKS, None)


for table in OPEN:
    for moment in ("load", "refresh"):
        event.listen(table, moment, _look_again_at)


@event.listens_for(Session, "do_orm_execute")
def _look_again_after(state: ORMExecuteState) -> None:
    if state.is_update or state.is_insert or state.is_delete:
        state.session.info.pop(LACKS, None)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, *_rest: object) -> None:
    session.info.pop(LACKS, None)
