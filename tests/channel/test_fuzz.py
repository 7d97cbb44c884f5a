"""Twenty thousand spoilt pushes: nothing forged is believed, nothing breaks, no row without proof."""

from random import Random

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from botapp import wechat
from botapp.db import db
from botapp.models.message import Message
from tests.channel.judge import MODES, Judge, accounts
from tests.channel.mutation import LAYERS, genuine, mutant

CASES = {
    "sqlite": 6700,
    "postgresql": 300,
}  # in each mode; what is read before the database is the same for both


def rows() -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count()).select_from(Message)) or 0)


@pytest.fixture(params=MODES)
def judge(request: pytest.FixtureRequest, app: Flask) -> Judge:
    """The webhook in one mode, for an account whose secrets the platform shares."""
    theirs, ours = accounts(request.param)
    wechat.use(ours, {})
    return Judge(app, theirs)


def test_whatever_is_done_to_a_push_only_the_proven_is_believed(judge: Judge):
    cases = CASES[db.engine.dialect.name]

    @settings(max_examples=cases, derandomize=True, database=None)
    @given(st.randoms(use_true_random=False))
    def spoil(die: Random) -> None:
        judge.try_(mutant(judge.account, die))

    with judge.listening():
        spoil()
    assert judge.tally.cases >= cases
    assert set(judge.tally.layers) == set(LAYERS)
    assert rows() <= judge.tally.answers["200 success"] + judge.tally.answers["200 reply"]


def test_what_the_platform_really_sends_is_taken(judge: Judge):
    die, kinds = Random("genuine"), set()
    with judge.listening():
        for _ in range(60):
            kinds.add(judge.try_(genuine(judge.account, die)))
    assert kinds == {"200 success", "200 reply"}
    assert rows() == judge.tally.cases


def test_the_three_modes_together_make_twenty_thousand_cases():
    assert len(MODES) * CASES["sqlite"] >= 20_000
