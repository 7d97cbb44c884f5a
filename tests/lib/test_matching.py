"""Whether two questions ask the same: learnt from pairs, the same in either order."""

import pytest

from botapp.lib.matching import Matcher, features

PAIRS = [
    (("感冒吃什么药", "感冒吃啥药"), True),
    (("肺炎吃什么药", "肺炎吃啥药"), True),
    (("感冒吃什么药", "感冒什么症状"), False),
    (("肺炎吃什么药", "肺炎什么症状"), False),
]


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher([pair for pair, _ in PAIRS], [same for _, same in PAIRS])


def test_what_differs_harmlessly_is_learnt_and_holds_for_other_subjects(matcher: Matcher) -> None:
    assert matcher.score("哮喘吃什么药", "哮喘吃啥药") > 0.5
    assert matcher.score("哮喘吃什么药", "哮喘什么症状") < 0.5


def test_the_order_of_the_two_does_not_matter(matcher: Matcher) -> None:
    assert matcher.score("哮喘吃啥药", "哮喘什么症状") == matcher.score("哮喘什么症状", "哮喘吃啥药")


def test_a_difference_is_named_with_what_stands_in_its_place() -> None:
    assert "x什么~啥" in set(features("吃什么药", "吃啥药"))
