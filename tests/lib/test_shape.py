"""Marks for the kind of a text: what it holds, not what it says."""

import pytest

from botapp.lib.shape import ALL, marks


@pytest.mark.parametrize(
    ("one", "other"), [("每年3600元", "每年三次"), ("2025年1月1日", "次日起"), ("打12345", "打电话")]
)
def test_texts_of_different_kinds_have_different_marks(one: str, other: str) -> None:
    assert marks(one) != marks(other)


def test_texts_of_one_kind_have_the_same_marks_whatever_they_say() -> None:
    assert marks("每年3600元") == marks("一次1500元")


def test_marks_are_characters_that_no_text_contains() -> None:
    assert set(marks("见 www.gov.cn；2025年")) <= set(ALL)
    assert all(0xE000 <= ord(mark) <= 0xF8FF for mark in ALL)
