"""Safety lines: what must be met before any topic, and what must not be taken for it."""

from pathlib import Path

import pytest

from botapp.lib.danger import Danger
from botapp.lib.safety import LINES, SOFTLY, spot
from botapp.lib.sound import is_spelled_out
from botapp.lib.trial import URGENT, read_sets

SETS = read_sets(Path(__file__).parents[2] / "config" / "questions")
CASES = [(row, words) for row, words, _ in SETS.danger]
URGENT_CASES = [(row, words) for row, words in CASES if row in URGENT]


def _row(danger: Danger | None) -> int:
    return danger.row if danger else 0


def test_every_urgent_wording_is_met_by_an_urgent_line() -> None:
    missed = [words for _, words in URGENT_CASES if _row(spot(words)) not in (*URGENT, 6)]
    assert missed == []


def test_nearly_every_urgent_wording_is_met_by_its_own_line() -> None:
    astray = [words for row, words in URGENT_CASES if _row(spot(words)) != row]
    assert len(astray) <= 0.04 * len(URGENT_CASES), astray


@pytest.mark.parametrize(("row", "words"), [case for case in CASES if case[0] not in URGENT])
def test_a_concern_is_seen(row: int, words: str) -> None:
    assert _row(spot(words)) == row


def test_at_most_one_ordinary_message_in_fifty_is_taken_for_something_else() -> None:
    alarms = [words for words, _ in SETS.ordinary if spot(words)]
    assert len(alarms) <= 0.02 * len(SETS.ordinary), alarms


def test_talk_about_other_things_raises_no_alarm() -> None:
    assert [words for words, _ in SETS.off_topic if spot(words)] == []


def test_signs_between_the_characters_hide_no_danger() -> None:
    scattered = [
        (words, " 😢，".join(words)) for _, words in URGENT_CASES if not is_spelled_out(words.lower())
    ]
    assert [words for words, apart in scattered if _row(spot(apart)) != _row(spot(words))] == []


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("觸電了人沒反應", 1),
        ("pò shuǐ le", 1),
        ("laogongdawo", 4),
        ("huo zhe mei yi si", 3),
        ("我想zi sha", 3),
        ("救救救救命啊", 1),
        ("ＢＡＢＹ叫不醒", 1),
        ("老公家爆我", 4),
        ("羊水迫了", 1),
        ("不想火了", 3),
    ],
)
def test_spelling_sound_and_script_hide_no_danger(words: str, row: int) -> None:
    assert _row(spot(words)) == row


def test_the_age_on_file_makes_a_childs_question_a_childs() -> None:
    assert spot("例假晚了一周怎么约检查", age=15) != spot("例假晚了一周怎么约检查", age=30)
    assert _row(spot("我怀孕了要建册", age=17)) == 5
    assert spot("我怀孕了要建册", age=18) is None


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("我15岁怀孕 现在大出血", 1),
        ("老公打我 我不想活了", 3),
        ("孩子发烧，我要投诉你们", 2),
        ("幼儿园好多孩子发烧", 7),
        ("老公打孩子", 5),
    ],
)
def test_of_two_dangers_the_graver_is_met(words: str, row: int) -> None:
    assert _row(spot(words)) == row


def test_denied_violence_still_shows_the_line_but_softly_and_less_urgently() -> None:
    denied, said = spot("不是家暴"), spot("是家暴")
    assert _row(denied) == _row(said) == 4
    assert denied and said and denied.message == SOFTLY + said.message
    assert (denied.priority, said.priority) == ("P1", "P0")


def test_every_row_has_its_line() -> None:
    assert {line.danger.row for line in LINES} == set(range(1, 13))


def test_only_numbers_that_were_checked_are_given() -> None:
    said = "".join(line.danger.message for line in LINES)
    assert not [number for number in ("12110", "12355", "12320", "12348", "12329", "12393") if number in said]


@pytest.mark.parametrize(
    ("row", "numbers"), [(1, "120 110 119"), (3, "12356 110 120"), (4, "110 12338"), (5, "110 12356")]
)
def test_the_numbers_that_save_are_in_the_first_message(row: int, numbers: str) -> None:
    message = next(line.danger.message for line in LINES if line.danger.row == row)
    assert all(number in message for number in numbers.split())


def test_a_line_is_two_rows_at_most() -> None:
    assert all(line.danger.message.count("\n") <= 1 for line in LINES)


def test_grave_lines_are_urgent_and_private() -> None:
    by_row = {line.danger.row: line.danger for line in LINES}
    assert {by_row[row].priority for row in (1, 3, 4, 5, 6)} == {"P0"}
    assert all(by_row[row].restricted for row in (3, 4, 5, 6))


def test_the_lines_never_soothe_or_advise() -> None:
    said = "".join(line.danger.message for line in LINES)
    assert not [words for words in ("没事", "不要紧", "加油", "恭喜", "应该吃", "剂量") if words in said]


def test_a_message_of_the_greatest_length_is_read_to_its_end() -> None:
    assert _row(spot("我想问一下居住证的事情，" * 60 + "我不想活了")) == 3


@pytest.mark.parametrize("words", ["要生了", "我要生了！", "老婆快要生了", "媳妇马上生了", "快生了怎么办"])
def test_a_birth_that_begins_needs_no_other_word(words: str) -> None:
    assert _row(spot(words)) == 1


@pytest.mark.parametrize("words", ["快生了，生育登记怎么办", "快生了要带什么材料", "我要生二胎了"])
def test_a_birth_that_is_prepared_for_is_an_ordinary_question(words: str) -> None:
    assert spot(words) is None
