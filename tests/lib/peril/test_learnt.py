"""What examples taught about danger: chances that add up, and restraint with short or everyday messages."""

import pytest

from botapp.lib.lexicon import normalise
from botapp.lib.peril.learnt import ROWS, chances, grams, suspected


def test_the_chances_of_all_rows_add_up_to_one() -> None:
    assert len(chances("我有点害怕")) == 1 + len(ROWS)
    assert sum(chances("我有点害怕")) == pytest.approx(1)


def test_words_that_no_sign_lists_are_still_suspected() -> None:
    assert suspected(normalise("我撑了好久了 今晚就到这里吧")) == 3


@pytest.mark.parametrize("words", ["我再想想", "居住证办好了吗", "今天有事来不了 改明天", ""])
def test_everyday_messages_are_not_suspected(words: str) -> None:
    assert suspected(normalise(words)) == 0


def test_grams_are_runs_of_one_to_three_characters() -> None:
    assert grams("居住证") == {"居", "住", "证", "居住", "住证", "居住证"}
