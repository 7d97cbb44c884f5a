"""What examples taught about our subjects; it decides only about doubtful questions."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from botapp.lib.answer import Answerer
from botapp.lib.knowledge import read_all
from botapp.lib.lexicon import official
from botapp.lib.scope import chance_of_ours

POLICIES = Path(__file__).parents[2] / "config" / "policies"


@pytest.mark.parametrize("words", ["孩子打疫苗带什么", "育儿补贴怎么领", "居住证到期了"])
def test_our_subjects_are_likely(words: str) -> None:
    assert chance_of_ours(official(words)) > 0.88


@pytest.mark.parametrize("words", ["手机贴膜", "股票怎么买", "空调不制冷", ""])
def test_other_things_are_not(words: str) -> None:
    assert chance_of_ours(official(words)) < 0.5


def test_a_subject_that_staff_add_is_answered_all_the_same() -> None:
    entry = next(entry for entry in read_all(POLICIES) if entry.slug == "office")
    library = replace(
        entry, slug="library", title="图书馆几点开门", aliases=("图书馆几点开门", "借书证怎么办")
    )
    found = Answerer([library]).ask("图书馆几点开门啊", date(2026, 11, 23))
    assert (found.outcome, found.entry) == ("answer", "library")
