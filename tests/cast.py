"""The cast of the tests: a migrant with a service card, and the staff who decide; known rights."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from botapp import clock
from botapp.db import begin_writing, db
from botapp.handlers.h5.card import code
from botapp.models.card import Application, Card
from botapp.models.resident import Resident
from botapp.models.staff import Role, Staff

DOCUMENT = "320412190101010024"  # the checksum fits; born in 1901, so nobody's
ANSWERS = {
    "holder": "self",
    "name": "李芳",
    "phone": "13800001234",
    "origin": "安徽阜阳临泉县",
    "village": "新河村",
    "address": "3组15号",
    "arrived_on": "2026-03-01",
    "reason": "work",
}


@dataclass(frozen=True, slots=True)
class Holder:
    """A resident who holds a card: what they carry, and what the bot would hand them."""

    id: int
    number: str
    key: str
    code: str


@contextmanager
def writing() -> Iterator[None]:
    """One committed transaction beside the doors."""
    db.session.rollback()
    begin_writing()
    yield
    db.session.commit()


def reviewer() -> Staff:
    """A member of staff who may decide everything about cards."""
    return Staff.named("reviewer") or Staff.add("reviewer", "陈静", Role.REVIEWER, "correct-horse-1")


def give_card(openid: str = "o_resident", name: str = "李芳") -> Holder:
    """Issue a card today."""
    with writing():
        resident = Resident.meet(openid)
        application = Application.submit(resident, ANSWERS | {"name": name}, clock.now())
        card = application.issue(reviewer(), DOCUMENT)
        key = resident.pass_until(clock.now() + timedelta(minutes=30))
        return Holder(card.id, card.number, key, code(card))


def revoke(holder: Holder, reason: str = "已迁出本镇") -> None:
    """Staff end a card."""
    with writing():
        db.session.get_one(Card, holder.id).revoke(reviewer(), reason)


def forbid_checks(holder: Holder) -> None:
    """The holder switches public verification off."""
    with writing():
        db.session.get_one(Card, holder.id).public_check = False


def scans(holder: Holder) -> list[tuple[str, int]]:
    """(day, checks) as the register has them, newest first."""
    db.session.rollback()
    told = [(scan.day.isoformat(), scan.count) for scan in db.session.get_one(Card, holder.id).scans]
    db.session.rollback()
    return told
