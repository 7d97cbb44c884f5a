"""Slips of the keyboard: a word that only sounds like a known term becomes that term."""

import pytest

from botapp.lib.respell import Respeller

MENDER = Respeller(["居住证", "疫苗", "补贴", "签注", "两癌筛查", "妇女"], leave=["父女"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("签住过期", "签注过期"),
        ("一苗打到第几针", "疫苗打到第几针"),
        ("补帖和居主证", "补贴和居住证"),
        ("两矮赛查", "两矮赛查"),
    ],
)
def test_a_slip_with_the_same_sound_is_mended(typed: str, meant: str) -> None:
    assert MENDER.mend(typed) == meant


@pytest.mark.parametrize("words", ["父女俩", "艺妙", "居住证", "", "12345"])
def test_what_is_no_slip_stays_as_it_is(words: str) -> None:
    assert MENDER.mend(words) == words


def test_longer_terms_may_differ_in_two_characters() -> None:
    assert MENDER.mend("两爱筛茶") == "两癌筛查"
