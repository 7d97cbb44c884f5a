"""Why a question gets its answer: the same outcome as asking, with what led to it."""

from datetime import date
from pathlib import Path

import pytest

import config
from botapp.lib.answer import Answerer
from botapp.lib.explain import explain, marked
from botapp.lib.knowledge import read_all
from botapp.lib.trial import read_sets

HOME = Path(config.__file__).parent
TODAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def engine():
    return Answerer(read_all(HOME / "policies"))


def test_it_explains_what_would_be_said(engine):
    sets = read_sets(HOME / "questions")
    for one in [*(row.question for row in sets.questions[::5]), *(words for words, _ in sets.off_topic[::5])]:
        told = explain(engine, one, TODAY)
        assert told.outcome == engine.ask(one, TODAY)
        assert told.why and "{" not in told.why


def test_candidates_come_best_first_with_what_they_share(engine):
    told = explain(engine, "暂住证咋办", TODAY)
    scores = [one.score for one in told.candidates]
    assert scores == sorted(scores, reverse=True) and told.read_as.startswith("居住证")
    assert "居住" in told.candidates[0].shared


def test_marked_stretches_give_the_text_again():
    assert marked("办居住证要钱吗", ("居住", "住证")) == [("办", False), ("居住证", True), ("要钱吗", False)]
    assert marked("", ("居住",)) == []
