"""The clock renews the token before its end, once; staff see an incident when the platform refuses."""

import pytest
from sqlalchemy.exc import OperationalError

from botapp import queue
from botapp.db import db
from botapp.jobs import credential
from botapp.jobs.tick import tick
from botapp.models.channel import Incident
from botapp.wechat.token import TOKEN
from tests.hosting import hosted
from tests.wechat.conftest import Host


@pytest.fixture
def host(app, tmp_path, monkeypatch):
    """The platform that hosts the account."""
    with hosted(tmp_path, monkeypatch) as made:
        yield Host(made.hub, made.api_url, made.client)


@pytest.fixture
def handed(monkeypatch):
    """What the clock hands to the workers."""
    names: list[str] = []
    monkeypatch.setattr(queue, "enqueue", lambda name, id_: bool(names.append(name)) or True)
    return names


def incidents():
    db.session.rollback()
    return [(row.endpoint, row.code, row.count) for row in Incident.open()]


def test_the_clock_has_the_token_fetched_before_anybody_asks(host, handed):
    tick()
    assert handed == ["botapp.jobs.credential.renew"]
    credential.renew(0)
    assert host.fetches == 1
    tick()
    TOKEN.lend()
    assert len(handed) == 1 and host.fetches == 1


def test_it_is_renewed_in_the_last_minutes_of_its_life(host, town):
    credential.renew(0)
    first = TOKEN.lend()
    town.go(minutes=114)
    assert not credential.is_due()
    town.go(minutes=2)
    assert credential.is_due()
    credential.renew(0)
    assert TOKEN.lend() != first and not credential.is_due()


def test_an_account_that_is_not_set_up_asks_nobody(app, handed):
    tick()
    assert handed == []


def test_staff_see_a_refusal_once_and_it_is_not_asked_again_at_each_tick(host, town):
    host.strike("stable_token", kind="code", code=40164)
    credential.renew(0)
    assert incidents() == [("stable_token", 40164, 1)]
    assert not credential.is_due()
    town.go(minutes=5)
    assert credential.is_due()


def test_a_broken_line_is_no_incident(host):
    host.strike("stable_token", kind="reset")
    credential.renew(0)
    assert incidents() == []


def test_rows_out_of_reach_stop_no_tick(host, monkeypatch):
    def locked(*_):
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("botapp.models.credential._known", locked)
    assert not credential.is_due()
