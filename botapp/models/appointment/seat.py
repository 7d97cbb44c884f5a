"""Seats as rows that the database lets exist once: who takes which, and how many are gone."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, not_, or_, select
from sqlalchemy.exc import IntegrityError

from botapp import clock
from botapp.db import db
from botapp.errors import Refusal
from botapp.lib.slots import Slot
from botapp.models.appointment.status import KEPT, Status
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service

if TYPE_CHECKING:
    from botapp.models.appointment.appointment import Appointment


def take_seat(row: Appointment, starts_at: datetime, offered: Slot) -> None:
    """Take the first seat of a slot that the database lets us have, by who is wished for if that is said.

    Raises `Refusal` when all are gone.
    """
    table = type(row)
    slot = {"service_id": row.service_id, "point_id": row.point_id, "starts_at": starts_at}
    late = table.status.in_(KEPT) & (table.held_until <= clock.now())
    with db.session.no_autoflush:
        db.session.execute(delete(table).filter_by(**slot).where(late))
        gone = set(db.session.scalars(select(table.seat).filter_by(**slot)))
    for seat in (n for n in offered.numbers(row.given_by) if n not in gone):
        if _could_sit(row, starts_at, seat):
            row.room = offered.part_of(seat).room
            return
    raise Refusal("这个时间刚被约满了。")


def _could_sit(row: Appointment, starts_at: datetime, seat: int) -> bool:
    try:
        with db.session.begin_nested():
            row.starts_at, row.day, row.seat = starts_at, clock.day_of(starts_at), seat
            db.session.add(row)
            db.session.flush()
    except IntegrityError as error:
        if "resident" in str(error.orig):
            raise Refusal("您这一天已经约了这项服务。要换时间请回复「改期」。") from error
        return False
    return True


def taken(
    table: type[Appointment], service: Service, point: Point, days: list[date]
) -> dict[date, Counter[time]]:
    """How many seats of each time are gone; those that were kept too long are free."""
    booked = select(table.day, table.starts_at).filter_by(service_id=service.id, point_id=point.id)
    kept = or_(table.status.not_in(KEPT), table.held_until > clock.now())
    found: dict[date, Counter[time]] = {}
    for day, starts_at in db.session.execute(
        booked.where(table.day.in_(days), table.seat.is_not(None), kept)
    ):
        found.setdefault(day, Counter())[clock.local(starts_at).time()] += 1
    return found


def free_by(
    table: type[Appointment], resident: Resident, where: dict[str, Any], offered: Slot
) -> dict[str, int]:
    """How many seats a resident could have by each kind of person who gives it, where that differs."""
    kinds = {part.given_by for part in offered.parts if part.given_by and part.first <= part.last}
    if len(kinds) < 2:
        return {}
    own = (table.resident_id == resident.id) & (table.status == Status.HELD)
    kept = or_(table.status.not_in(KEPT), table.held_until > clock.now())
    gone = set(db.session.scalars(select(table.seat).filter_by(**where).where(kept, not_(own))))
    return {kind: len(set(offered.numbers(kind)) - gone) for kind in sorted(kinds)}
