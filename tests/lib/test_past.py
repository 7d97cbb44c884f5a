"""Questions about another time: which year is meant, and which entry held in it."""

from datetime import date
from pathlib import Path

import pytest

from botapp.lib.answer import Answerer
from botapp.lib.knowledge import read_all
from botapp.lib.past import asked_year

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer(read_all(Path(__file__).parents[2] / "config" / "policies"))


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("2015年的时候生二胎要罚款吗", 2015),
        ("二零一四年产假多少天", 2014),
        ("2024年以前领证要户口本吗", 2024),
        ("2024年5月生的娃能领不", None),
        ("2025年的补贴还能领吗", None),
        ("居住证怎么办", None),
        ("打12345有用吗", None),
    ],
)
def test_a_year_is_a_time_asked_about_unless_it_is_a_birth_or_recent(question: str, year: int | None) -> None:
    assert asked_year(question, TODAY) == year


@pytest.mark.parametrize(
    ("question", "slug"),
    [
        ("2015年能生几个", "one-child-era"),
        ("2018年能生几个孩子", "two-child-era"),
        ("2010年领结婚证要户口本吗", "marriage-before"),
    ],
)
def test_the_answer_is_the_one_that_held_then(answerer: Answerer, question: str, slug: str) -> None:
    outcome = answerer.ask(question, TODAY)
    assert (outcome.outcome, outcome.entry) == ("answer", slug)
    assert "现在" in outcome.text and "已不适用" in outcome.text


def test_a_year_without_an_entry_is_said_to_be_unknown(answerer: Answerer) -> None:
    outcome = answerer.ask("2012年的时候育儿补贴多少钱", TODAY)
    assert outcome.text.startswith("您问的是2012年，那时的规定没有核对过的依据")


def test_a_repealed_rule_is_called_repealed_with_its_last_day_and_todays_rule(answerer: Answerer) -> None:
    outcome = answerer.ask("社会抚养费征收管理办法还有效吗", TODAY)
    assert outcome.text.startswith("已废止。")
    assert "2021年9月" in outcome.text and "现在" in outcome.text
