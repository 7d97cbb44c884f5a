"""One field reads what residents type in a chat and what a web form sends."""

from datetime import date, time

import pytest
from marshmallow import ValidationError

from botapp import clock
from botapp.forms.appointment import AppointmentForm
from botapp.forms.card import CardForm
from botapp.forms.fields import Choice, ComingDay, Hour, Name, Option, PastDay, Phone, Several, Text, choose
from tests.conftest import MONDAY

FRUIT = (Option("apple", "苹果", ("红的",)), Option("pear", "梨"), Option("melon", "哈密瓜"))


@pytest.fixture(autouse=True)
def monday():
    with clock.stop(MONDAY):
        yield


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2", "pear"),
        ("２", "pear"),
        ("二", "pear"),
        ("第二个", "pear"),
        ("选2", "pear"),
        ("2.", "pear"),
        ("2、", "pear"),
        (" 梨 ", "pear"),
        ("红的", "apple"),
        ("哈密", "melon"),
        ("我要苹果", "apple"),
    ],
)
def test_digits_numerals_and_words_answer_a_numbered_list(words, value):
    assert choose(words, FRUIT).value == value


@pytest.mark.parametrize("words", ["4", "0", "", "香蕉", "苹果和哈密瓜", "２２", "-1", "1e3"])
def test_what_names_no_single_option_is_refused_in_words(words):
    with pytest.raises(ValidationError, match="数字"):
        choose(words, FRUIT)


@pytest.mark.parametrize(
    ("words", "value"),
    [("1 3", "apple,melon"), ("13", "apple,melon"), ("3，1", "apple,melon"), ("梨", "pear")],
)
def test_several_options_at_once(words, value):
    assert Several("?", "水果", options=FRUIT).read(words) == value


@pytest.mark.parametrize(
    ("field", "words", "stored", "typed"),
    [
        (Choice("?", "水果", options=FRUIT), "2", "pear", "pear"),
        (Several("?", "水果", options=FRUIT), "1 3", "apple,melon", "apple,melon"),
        (Name("?", "姓名"), " 阿依古丽•买买提 ", "阿依古丽·买买提", "阿依古丽·买买提"),
        (Phone("?", "手机"), "+86 138 0000 1234", "13800001234", "13800001234"),
        (PastDay("?", "日期"), "今年3月", "2026-03-01", date(2026, 3, 1)),
        (ComingDay("?", "日期"), "下周三", "2026-12-02", date(2026, 12, 2)),
        (Hour("?", "时间"), "上午九点半", "09:30", time(9, 30)),
        (Text("?", "话", longest=10), "  你好 ", "你好", "你好"),
    ],
)
def test_stored_answers_read_themselves_again(field, words, stored, typed):
    assert field.read(words) == stored
    assert field.deserialize(stored) == typed
    assert field.deserialize(words) == typed


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Phone("?", "手机"), "12345"),
        (PastDay("?", "日期"), "明年"),
        (ComingDay("?", "日期"), "随便"),
        (Hour("?", "时间"), "早点"),
        (Text("?", "话", longest=3), "四个字呢"),
        (Name("?", "姓名"), "12345"),
    ],
)
def test_bad_answers_are_explained_in_the_residents_language(field, words):
    with pytest.raises(ValidationError) as refused:
        field.read(words)
    assert any("一" <= letter <= "鿿" for letter in str(refused.value))


def test_a_whole_card_form_loads_from_stored_answers():
    told = {
        "holder": "self",
        "name": "李小芳",
        "phone": "13800001234",
        "origin": "安徽阜阳",
        "village": "新河村",
        "address": "3组15号",
        "arrived_on": "2026-03-01",
        "reason": "work",
        "wants": "before,child",
    }
    assert CardForm().load(told)["wants"] == "before,child"
    assert CardForm().load(told | {"wants": None})["wants"] is None


def test_what_staff_first_see_is_masked():
    questions = CardForm().questions
    assert questions["name"].mask("欧阳小芳") == "欧阳*"
    assert questions["phone"].mask("13800001234") == "138****1234"


def test_questions_come_in_the_order_in_which_they_are_written():
    assert list(AppointmentForm().questions) == ["service", "point", "day", "time", "given_by"]
