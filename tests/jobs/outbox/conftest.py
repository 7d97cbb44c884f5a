"""Letters to somebody whose phone hangs on the real simulator."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from botapp.db import db
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from tests.conftest import writing
from tests.line import Platform, joined

VISIT = {
    "number": "YY-261123-0001",
    "service": "避孕咨询",
    "point": "镇服务中心",
    "starts_at": "2026-11-26T06:00:00+00:00",
    "preparation": "",
}


@pytest.fixture
def line(app: Flask, tmp_path: Path) -> Iterator[Platform]:
    """The platform."""
    with joined(app, tmp_path) as platform:
        yield platform


@pytest.fixture
def openid(line: Platform) -> str:
    """Somebody who follows and has said nothing since."""
    return line.follower()


@pytest.fixture
def write(openid: str) -> Callable[..., int]:
    """Plan a letter to them; its id."""

    def plan(kind: str, **facts: object) -> int:
        known = VISIT if kind.startswith("appointment_") else {"number": "SQ-261123-0001"}
        with writing():
            return Outbox.write(Resident.meet(openid), kind, **(known | facts)).id

    return plan


@pytest.fixture
def row(app: Flask) -> Callable[[int], Outbox]:
    """A letter as it lies in the database now."""

    def read(id_: int) -> Outbox:
        db.session.rollback()
        return db.session.get_one(Outbox, id_, populate_existing=True)

    return read
