"""How words sound: characters and letters give the same syllables."""

import pytest

from botapp.lib.sound import Speller, blurred, is_spelled_out, syllables


def test_characters_and_letters_give_the_same_syllables() -> None:
    assert syllables("居住证") == syllables("juzhuzheng") == ["ju", "zhu", "zheng"]


def test_numbers_and_foreign_words_stay_whole() -> None:
    assert syllables("打120") == ["da", "120"]
    assert syllables("hpv疫苗") == ["hpv", "yi", "miao"]


def test_sounds_that_are_often_confused_become_one() -> None:
    assert blurred(["zhang", "chi", "shen", "nan"]) == ["zan", "ci", "sen", "lan"]


@pytest.mark.parametrize(
    ("words", "spelled"), [("yu er bu tie", True), ("woxiang死", True), ("hpv", False), ("打120", False)]
)
def test_pinyin_is_told_from_foreign_words(words: str, spelled: bool) -> None:
    assert is_spelled_out(words) is spelled


@pytest.mark.parametrize("words", ["家bao", "jia暴", "jiabao", "家暴"])
def test_known_words_are_written_out_however_they_are_spelled(words: str) -> None:
    assert Speller(["家暴", "暴雨"]).write(f"他{words}我") == "他家暴我"


def test_characters_that_only_sound_alike_are_left() -> None:
    assert Speller(["家暴"]).write("家包") == "家包"
