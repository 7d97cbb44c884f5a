"""Cases on the staff's desks, and the town's furniture put back after a test has moved it."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from botapp.db import db
from botapp.models.card import Application
from botapp.models.resident import Resident
from botapp.models.staff import Role
from tests import cast
from tests.conftest import FURNITURE, Desk, number_in, writing

REPLACED, RESET = ("opening", "calendar_day"), ("service", "point", "card_rule")


@pytest.fixture
def reviewer(desks: Callable[[Role], Desk]) -> Desk:
    """The reviewer's desk."""
    return desks(Role.REVIEWER)


@pytest.fixture
def manager(desks: Callable[[Role], Desk]) -> Desk:
    """The manager's desk."""
    return desks(Role.MANAGER)


@pytest.fixture
def application(say: Callable[[str], str]) -> int:
    """The id of an application that waits for a decision, made by the resident who can `say`."""
    with writing():
        resident = Resident.meet("o_resident")
        return Application.submit(resident, cast.ANSWERS, cast.clock.now()).id


@pytest.fixture
def need(say: Callable[[str], str]) -> int:
    """The id of a need that waits for an answer, with a phone number to call."""
    say("需求：想请人上门给老人量血压")
    say("13800001234")
    return int(number_in(say("确认")).rpartition("-")[2])


@pytest.fixture
def furniture(app: Flask) -> Iterator[None]:
    """Services, hours, points, rule and calendar as they were before the test."""
    tables = {table.name: table for table in db.metadata.sorted_tables}
    before = {name: db.session.execute(tables[name].select()).mappings().all() for name in REPLACED + RESET}
    db.session.rollback()
    yield
    with writing():
        for table in reversed(db.metadata.sorted_tables):
            if table.name not in FURNITURE:
                db.session.execute(table.delete())
        for name in REPLACED:
            db.session.execute(tables[name].delete())
            db.session.execute(tables[name].insert(), [dict(row) for row in before[name]])
        for name in RESET:
            for row in before[name]:
                db.session.execute(tables[name].update().filter_by(id=row["id"]).values(dict(row)))


def sit_idle(desk: Desk, minutes: int) -> None:
    """Let minutes pass on the wall since the last click; simulated time does not count for a session."""
    with desk.client.session_transaction() as kept:
        kept["clicked_at"] -= minutes * 60


def rows_of(page: str) -> int:
    """How many rows the first table of a page has."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    return body[1].count("<tr>") if body else 0


def tab_counts(page: str) -> dict[str, int]:
    """The number on each tab of a page."""
    found = re.findall(r"<li><a href=[^>]*>([^<]+?) <span class=\"number\">(\d+)</span>", page)
    return {words: int(count) for words, count in found}


def notes(page: str) -> str:
    """What a page says about the last click."""
    return "\n".join(re.findall(r'<p class="note \w+">.*?<span>(.*?)</span></p>', page, re.DOTALL))
