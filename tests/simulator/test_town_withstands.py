"""The real application under attack: every bad actor is turned away in every mode, and leaves no row."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from botapp import wechat
from botapp.db import db
from botapp.models.message import Message
from botapp.models.resident import Resident
from botapp.simulator.account import Account
from botapp.simulator.hub import Hub
from botapp.simulator.store import Store
from botapp.simulator.wire import event, foe
from botapp.simulator.wire.push import deliver
from botapp.simulator.wire.verify import verify
from botapp.wechat.account import _Current
from tests.hosting import listening
from tests.simulator.conftest import SETTINGS


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application behind a real socket."""
    with listening(app) as address:
        yield f"{address}/wechat"


@pytest.fixture(params=["plain", "compatible", "safe"])
def besieged(
    request: pytest.FixtureRequest, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Hub:
    """Platform and application that share secrets and a mode."""
    settings = SETTINGS | {"WECHAT_MODE": request.param, "SIMULATOR_WEBHOOK_URL": address}
    shared = wechat.current()
    ours = replace(
        shared,
        tokens=(settings["WECHAT_TOKEN"],),
        app_id=settings["WECHAT_APP_ID"],
        aes_keys=(settings["WECHAT_AES_KEY"],),
        mode=request.param,
    )
    monkeypatch.setattr(_Current, "account", ours)
    store = Store(tmp_path / "simulator.sqlite")
    return Hub(Account.of(settings), store, {}, lambda _: [], lambda _: None, lambda: None)


def rows(table: type[Message] | type[Resident]) -> int:
    """How many rows a table has, in a fresh transaction."""
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(table)) or 0)


def test_every_bad_actor_is_turned_away_and_leaves_nothing(besieged: Hub) -> None:
    outcomes = foe.attack(besieged)
    assert [each for each in outcomes if not each.withstood] == []
    assert (rows(Message), rows(Resident)) == (0, 0)


def test_honest_pushes_are_taken_in_the_same_mode(besieged: Hub) -> None:
    assert verify(besieged).accepted
    openid = "o" + "R" * 27
    for made in (
        event.event("subscribe", openid, "wx"),
        event.message("text", 2**62 + 1, {"Content": "帮助"}),
    ):
        assert deliver(besieged, openid, made).kind == "reply"
    assert (rows(Message), rows(Resident)) == (2, 1)
