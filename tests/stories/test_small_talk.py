"""Story: thanks, greetings, emoji, pictures and silence get a sensible word; no puzzlement comes twice."""

import itertools

import pytest

from botapp.models.helpdesk import Conversation
from botapp.models.resident import Resident
from tests import cast
from tests.conftest import writing

PUZZLES = ["", "😊", "火星上怎么种土豆", "哈哈哈哈", "。。。", "怎么造火箭", "9:15"]


@pytest.fixture
def picture(phone):
    return lambda kind="image": phone.push(
        kind, PicUrl="http://x", MediaId="m", MsgId=str(next(phone.serial))
    )


@pytest.mark.parametrize("words", ["谢谢", "谢谢您！", "多谢～", "辛苦了"])
def test_thanks_are_returned(say, words):
    assert "不客气" in say(words)


@pytest.mark.parametrize("words", ["在吗", "在吗？", "你好", "您好。", "Hi"])
def test_greeting_is_answered_with_what_can_be_done(say, words):
    reply = say(words)
    assert "您好" in reply and "1. 问政策" in reply


@pytest.mark.parametrize("words", ["好的", "嗯嗯", "知道了", "OK", "再见"])
def test_nod_is_answered_briefly(say, words):
    assert len(say(words)) < 40


@pytest.mark.parametrize("words", ["😊", "[微笑]", "👍👍", "", "   ", "。。。", "？", "1234567", "9:15"])
def test_wordless_message_gets_a_way_on(say, words):
    reply = say(words)
    assert "依据：" not in reply
    assert "回复" in reply


@pytest.mark.parametrize("kind", ["image", "voice", "video", "location", "link"])
def test_what_cannot_be_read_is_said_so(picture, kind):
    reply = picture(kind)
    assert "收到了" in reply and "人工" in reply


def test_picture_inside_a_form_leaves_the_question_open(say, picture):
    say("预约")
    assert "请用文字回答" in picture()
    assert "哪一天" in say("1")


def test_picture_is_left_to_the_person_who_holds_the_conversation(say, picture, phone):
    say("人工")
    with writing():
        conversation = Conversation.open_for(Resident.known_as(phone.openid))
        assert conversation
        conversation.take(cast.reviewer())
    assert picture() == ""
    with writing():
        lines = [line.words for line in Conversation.open()[0].lines]
    assert lines == ["[图片]"]


@pytest.mark.parametrize(("first", "second"), list(itertools.product(PUZZLES, repeat=2)))
def test_not_understood_is_never_said_twice_in_a_row(say, first, second):
    assert say(first) != say(second)


def test_three_pictures_in_a_row_get_no_echo(picture):
    first, second, third = picture(), picture(), picture()
    assert first != second and second != third


@pytest.mark.parametrize("question", ["预约", "办服务证"])
def test_not_understood_inside_a_form_is_never_said_twice_in_a_row(say, question):
    say(question)
    replies = [say(words) for words in ("嘎嘎", "嘎嘎嘎", "嘎嘎嘎嘎")]
    assert replies[0] != replies[1] and replies[1] != replies[2]
    assert all("1. " in reply for reply in replies)


def test_who_waits_for_a_person_is_told_that_the_words_are_kept(say):
    say("人工"), say("不用看")
    assert "记下了" in say("我想问一下上次说的那件事")


def test_thanks_inside_a_form_keep_the_form_open(say):
    say("预约")
    assert "不客气" in say("谢谢")
    assert "哪一天" in say("1")


def test_word_of_an_option_answers_like_its_digit(say):
    say("人工")
    assert "能看到" in say("让工作人员看")
    say("删除资料")
    assert "没有删" in say("先不删")
