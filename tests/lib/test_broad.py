"""One word that may mean many things is asked back; a word with its own answer is answered."""

from datetime import date
from pathlib import Path

import pytest

from botapp.lib.answer import Answerer
from botapp.lib.broad import MEANINGS, meanings
from botapp.lib.knowledge import read_all

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer(read_all(Path(__file__).parents[2] / "config" / "policies"))


@pytest.mark.parametrize(
    "words",
    [
        "看病",
        "养老",
        "体检",
        "打针",
        "补贴",
        "结婚",
        "孩子",
        "怀孕",
        "要带啥",
        "多少钱",
        "外地的呢",
        "我想问补贴的事",
    ],
)
def test_a_broad_word_is_asked_back(answerer: Answerer, words: str) -> None:
    found = answerer.ask(words, TODAY)
    assert found.outcome == "choose"
    assert 2 <= len(found.candidates) <= 4


@pytest.mark.parametrize("words", ["居住证", "叶酸", "婚检", "产假", "准生证", "两癌", "落户"])
def test_a_word_with_its_own_answer_is_answered(answerer: Answerer, words: str) -> None:
    assert answerer.ask(words, TODAY).outcome == "answer"


def test_whatever_says_more_is_no_broad_word() -> None:
    assert meanings("补贴什么时候到账") == ()
    assert meanings("孩子打疫苗要带什么") == ()


def test_after_a_topic_the_same_words_lean_on_it(answerer: Answerer) -> None:
    found = answerer.ask("那要带啥", TODAY, topic_before="T7")
    assert (found.outcome, found.topic) == ("answer", "T7")


def test_every_meaning_is_an_entry_and_no_word_stands_twice(answerer: Answerer) -> None:
    assert {slug for _, slugs in MEANINGS for slug in slugs} <= set(answerer.entries)
    words = [word for row, _ in MEANINGS for word in row.split()]
    assert len(words) == len(set(words))


def test_entries_that_staff_removed_are_not_offered() -> None:
    left = [
        entry for entry in read_all(Path(__file__).parents[2] / "config" / "policies") if entry.topic == "T16"
    ]
    assert {slug for slug, _ in Answerer(left).ask("打针", TODAY).candidates} <= {
        entry.slug for entry in left
    }
