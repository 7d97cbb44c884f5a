"""The lease of a lent value: one holder at a time, and what a late one says does not count."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from botapp import clock
from botapp.errors import NotNow
from botapp.models.credential import Rows
from botapp.wechat.shelf import Lent

ROWS = Rows()


def until(seconds: int = 15):
    return clock.now() + timedelta(seconds=seconds)


def test_nothing_is_known_at_first(app):
    assert ROWS.read("token") == Lent()


def test_one_holds_the_lease_until_it_is_given_back_or_over(app, town):
    assert ROWS.claim("token", "one", until()) is not None
    assert ROWS.claim("token", "two", until()) is None
    ROWS.release("token", "two")
    assert ROWS.claim("token", "two", until()) is None
    ROWS.release("token", "one")
    assert ROWS.claim("token", "two", until()) is not None
    town.go(seconds=15)
    assert ROWS.claim("token", "three", until()) is not None


def test_what_the_holder_learnt_is_known_to_all(app):
    ROWS.claim("token", "one", until())
    learnt = Lent("T", expires_at=until(7200), fetched_at=clock.now(), rejected_code=1, rejected_rid="a-b")
    ROWS.write("token", "one", learnt)
    assert ROWS.read("token") == replace(learnt, held_until=until())
    ROWS.release("token", "one")
    assert ROWS.read("token") == learnt


def test_who_lost_the_lease_changes_nothing(app, town):
    ROWS.claim("token", "one", until())
    town.go(seconds=16)
    ROWS.claim("token", "two", until())
    ROWS.write("token", "one", Lent("late"))
    ROWS.release("token", "one")
    assert ROWS.read("token").value == "" and ROWS.claim("token", "three", until()) is None


def test_token_and_ticket_do_not_wait_for_each_other(app):
    assert ROWS.claim("token", "one", until()) is not None
    assert ROWS.claim("ticket", "one", until()) is not None


def test_rows_out_of_reach_are_told_as_not_now(app, monkeypatch):
    def locked(*_):
        raise OperationalError("SELECT", {}, Exception("database is locked"))

    monkeypatch.setattr("botapp.models.credential._known", locked)
    with pytest.raises(NotNow):
        ROWS.read("token")
