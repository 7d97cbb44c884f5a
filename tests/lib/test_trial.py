"""The bars that answers must clear, on the project's own questions; and that the counting can fail."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from botapp.lib.answer import Answerer
from botapp.lib.knowledge import read_all
from botapp.lib.trial import Asked, Sets, coverage, figures, invented, read_sets

CONFIG = Path(__file__).parents[2] / "config"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer(read_all(CONFIG / "policies"))


@pytest.fixture(scope="module")
def sets() -> Sets:
    return read_sets(CONFIG / "questions")


@pytest.mark.parametrize("part", ["tune", "held"])
def test_the_answers_clear_every_bar(answerer: Answerer, sets: Sets, part: str) -> None:
    found = figures(answerer, sets, part, TODAY)
    assert found["right_topic_first"] >= 0.92
    assert found["right_behaviour"] >= 0.92
    assert found["off_topic_answered"] <= 0.02
    assert found["safety_recall"] == 1
    assert found["false_alarms"] <= 0.02
    assert found["invented_count"] == 0


def test_the_sets_are_large_enough_and_no_line_stands_twice(sets: Sets) -> None:
    assert len(sets.questions) >= 400
    assert sum(one.part == "held" for one in sets.questions) >= 200
    assert sum(row in (1, 3, 4, 5) for row, _, _ in sets.danger) >= 240
    assert len(sets.ordinary) >= 300
    for lines in ([one.question for one in sets.questions], [words for _, words, _ in sets.danger]):
        assert len(lines) == len(set(lines))


def test_a_wrong_label_is_counted_as_wrong(answerer: Answerer) -> None:
    asked = (Asked("居住证怎么办", "answer", "T7", "held"), Asked("产假几天", "form", "预约", "held"))
    found = figures(answerer, Sets(asked, (), (), ()), "held", TODAY)
    assert found["right_topic_first"] == 0
    assert found["right_behaviour"] == 0.5


def test_a_number_that_no_entry_holds_is_found(answerer: Answerer) -> None:
    outcome = answerer.ask("产假多少天", TODAY)
    assert invented(answerer, "产假多少天", outcome, TODAY) == []
    made_up = replace(outcome, text=outcome.text + "请打 0519-88886666")
    assert invented(answerer, "产假多少天", made_up, TODAY) == ["0519-88886666"]


def test_fewer_answers_are_given_when_more_certainty_is_asked(answerer: Answerer, sets: Sets) -> None:
    shares = [share for _, share, _ in coverage(answerer, sets, TODAY)]
    assert shares == sorted(shares, reverse=True)
