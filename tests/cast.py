"""The cast of the tests: a migrant with a service card, and the staff who decide; known rights."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, current_app
from werkzeug.test import TestResponse

from botapp import clock
from botapp.db import db
from botapp.handlers.h5.card import code
from botapp.lib.code import Claims, from_text, parse_card_keys, public_keys, verify
from botapp.models.appointment import Appointment, Status
from botapp.models.card import Application, Card
from botapp.models.resident import Resident
from botapp.models.service import Service
from botapp.models.staff import Role, Staff
from tests.conftest import writing

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


class Browser:
    """Somebody's browser; each request has a database session of its own, as on a server."""

    def __init__(self, app: Flask) -> None:
        self.app, self.client = app, app.test_client()

    def get(self, path: str, **rest: Any) -> TestResponse:
        """Open a page."""
        with self.app.app_context():
            return self.client.get(path, **rest)

    def post(self, path: str, **rest: Any) -> TestResponse:
        """Send a form."""
        with self.app.app_context():
            return self.client.post(path, **rest)


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


def visit(holder: Holder) -> str:
    """Let the holder have been at an appointment this morning; how it is named where it is rated."""
    with writing():
        service = Service.named("screening")
        starts_at = clock.now() - timedelta(hours=1)
        row = Appointment(
            resident_id=db.session.get_one(Card, holder.id).resident_id,
            service_id=service.id,
            point_id=service.points[0].id,
            starts_at=starts_at,
            day=clock.day_of(starts_at),
            seat=1,
            status=Status.ARRIVED,
        )
        db.session.add(row)
        db.session.flush()
        return f"appointment-{row.id}"


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


def read(code: str) -> Claims:
    """What a code says to somebody who holds nothing but the town's public keys."""
    return verify(from_text(code), public_keys(parse_card_keys(current_app.config["CARD_KEYS"])))
