"""The little language of signs: words, lists, gaps, lines that go on, and what is found by sound."""

import re

import pytest

from botapp.lib.peril.sign import heard, signs

FIT = signs(
    """
    CHILD ~4 抽搐|翻白眼
        |口吐白沫
    """,
    CHILD="孩子 娃",
)


@pytest.mark.parametrize("said", ["孩子抽搐", "娃刚才突然翻白眼", "孩子口吐白沫"])
def test_a_row_is_found_with_at_most_its_gap_between(said: str) -> None:
    assert re.search(FIT.written, said)


@pytest.mark.parametrize("said", ["抽搐", "孩子吃过饭以后抽搐", "抽搐的孩子"])
def test_a_wider_gap_another_order_or_a_missing_part_is_no_sign(said: str) -> None:
    assert not re.search(FIT.written, said)


def test_pinyin_is_found_even_where_southern_ears_tell_no_difference() -> None:
    assert FIT.sounds_in(heard("haizichouchu"))
    assert FIT.sounds_in(heard("haizicouchu"))
    assert not FIT.sounds_in(heard("haizichifan"))


def test_the_longer_words_of_a_sign_are_known_for_mending() -> None:
    assert FIT.words == {"翻白眼", "口吐白沫"}
