"""What counts as an identity number, a phone or a name, and what others may see of it.

The identity numbers are checksum-valid with birth years 1901 to 1907, so they belong to no living person.
"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.identity import (
    birth_day,
    check_character,
    id_number,
    mask_id,
    mask_id_for_staff,
    mask_name,
    mask_phone,
    person_name,
    phone,
)

TODAY = date(2026, 11, 23)
VALID = [
    "320412190101010016",
    "320412190101010024",
    "32041219010315008X",
    "320421190202280038",
    "320483190306150042",
    "341222190402290054",
    "511325190509300060",
    "830000190601010074",
    "911156190701010088",
]


def following(number: str) -> str:
    return "0123456789X0"["0123456789X".index(number[-1]) + 1]


@pytest.mark.parametrize("number", VALID)
def test_a_number_of_any_region_with_the_right_check_is_accepted(number: str) -> None:
    assert id_number(number, TODAY) == number


@pytest.mark.parametrize("number", VALID)
def test_a_changed_last_character_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="对不上"):
        id_number(number[:-1] + following(number), TODAY)


@given(st.sampled_from(VALID), st.integers(0, 16), st.integers(1, 9))
def test_any_one_wrong_digit_is_refused(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    with pytest.raises(ValueError, match=r"."):
        id_number(number[:place] + wrong + number[place + 1 :], TODAY)


@pytest.mark.parametrize(
    "typed",
    [
        "32041219010315008x",
        " 320412 19010315 008X ",
        "３２０４１２１９０１０３１５００８Ｘ",
        "320412-19010315-008x",
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str) -> None:
    assert id_number(typed, TODAY) == "32041219010315008X"


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("320412010101001", "15位的第一代号码"),
        ("32041219010101001", "您填的是17位"),
        ("", "您填的是0位"),
        ("3204121901010100A6", "前17位是数字"),
        ("٣" * 18, "前17位是数字"),
        ("0" * 18, "对不上"),
        ("32041219010230001" + check_character("32041219010230001"), "对不上"),
        ("32041220270101001" + check_character("32041220270101001"), "还没到"),
    ],
)
def test_a_wrong_number_is_explained(typed: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        id_number(typed, TODAY)


@given(st.from_regex(r"\A[0-9]{17}\Z"))
def test_the_check_is_that_of_iso_7064_mod_11_2(digits: str) -> None:
    remainder = 0
    for digit in digits + check_character(digits).replace("X", ":"):
        remainder = (remainder * 2 + ord(digit) - ord("0")) % 11
    assert remainder == 1


def test_a_child_born_today_has_a_valid_number() -> None:
    number = "32041220261123001"
    assert id_number(number + check_character(number), TODAY)


def test_birthday_is_read_from_the_number() -> None:
    assert birth_day("341222190402290054") == date(1904, 2, 29)


@pytest.mark.parametrize(
    "typed",
    [
        "13812341234",
        "+86 138 1234 1234",
        "86-138-1234-1234",
        "0086 13812341234",
        "１３８１２３４１２３４",
        "138–1234–1234",
    ],
)
def test_a_phone_is_read_as_people_type_it(typed: str) -> None:
    assert phone(typed) == "13812341234"


@pytest.mark.parametrize(
    "typed", ["12812341234", "1381234123", "138123412345", "0519-86512345", "12345", "", "٣" * 11]
)
def test_what_is_no_mobile_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="11位手机号"):
        phone(typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("王小芳", "王小芳"),
        (" 张三 ", "张三"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("迪丽热巴·迪力木拉提·艾力", "迪丽热巴·迪力木拉提·艾力"),
        ("那英", "那英"),
        ("王㛃", "王㛃"),
        ("李𠮷", "李𠮷"),
        ("䶮爽", "䶮爽"),
        ("鿍生", "鿍生"),
        ("Maria del Carmen", "Maria del Carmen"),
        ("Jean-Luc O'Neill", "Jean-Luc O'Neill"),
        ("Nguyễn Thị Hạnh", "Nguyễn Thị Hạnh"),
        ("John Smith Jr.", "John Smith Jr."),
        ("a" * 60, "a" * 60),
    ],
)
def test_names_of_all_peoples_are_kept(typed: str, name: str) -> None:
    assert person_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "张3",
        "13812345678",
        "😀",
        "王芳😀",
        "怎么办理",
        "我要预约",
        "你叫什么名字",
        "王芳？",
        "王芳,女",
        "a" * 61,
    ]
    + ["Иван", "<b>Li</b>", "x", "王·", "·王", "取消", "张\n三。", "帮助", "我在镇上打工"],
)
def test_what_is_no_name_is_asked_again(typed: str) -> None:
    with pytest.raises(ValueError, match="证件上的姓名"):
        person_name(typed)


def test_a_phone_shows_its_first_three_and_last_four_digits() -> None:
    assert mask_phone("13812341234") == "138****1234"


def test_the_holder_sees_the_ends_of_the_number_and_the_staff_region_and_last_four() -> None:
    assert mask_id("320412190101010016") == "3****************6"
    assert mask_id_for_staff("320412190101010016") == "320412********0016"


@pytest.mark.parametrize(
    ("name", "mask"),
    [
        *[
            ("张三", "张*"),
            ("张小芳", "张*"),
            ("欧阳修", "欧阳*"),
            ("欧阳", "欧*"),
            ("爱新觉罗玄烨", "爱新觉罗*"),
        ],
        *[("阿依古丽·买买提", "阿依古丽·*"), ("Maria del Carmen", "Maria *"), ("张", "张*"), ("𠮷田", "𠮷*")],
    ],
)
def test_a_name_shows_the_surname_or_the_first_part(name: str, mask: str) -> None:
    assert mask_name(name) == mask


@given(st.text("0123456789Xx王欧阳·", min_size=2, max_size=20))
def test_every_mask_hides_something(text: str) -> None:
    for masked in (mask_phone(text), mask_id(text), mask_id_for_staff(text), mask_name(text)):
        assert masked != text
        assert "*" in masked
