"""Story: the platform sends a message again; the reply is the same and nothing happens twice."""

import pytest
from sqlalchemy import func, select

from botapp.db import db
from botapp.models.appointment import Appointment
from botapp.models.message import Message
from botapp.models.need import Need
from botapp.models.safety import Alert
from tests.conftest import read_reply, signed


def count(model: type) -> int:
    db.session.rollback()
    found = db.session.scalar(select(func.count()).select_from(model))
    db.session.rollback()
    return int(found or 0)


@pytest.fixture
def again(phone):
    """Push the same message three times, as the platform does after five seconds; the replies."""

    def push(words: str, msgid: str = "4711") -> list[str]:
        return [phone.push("text", Content=words, MsgId=msgid) for _ in range(3)]

    return push


def test_repeated_question_gets_the_same_answer(again):
    first, second, third = again("居住证咋办")
    assert "《居住证暂行条例》" in first and first == second == third


def test_repeated_yes_books_once(say, again):
    say("预约两癌筛查 周三9点")
    first, second, third = again("确认")
    assert "约好了" in first and first == second == third
    assert count(Appointment) == 1


def test_repeated_answer_moves_the_form_one_step(say, again):
    say("预约")
    again("1")
    assert "几点" in say("1")


def test_repeated_need_is_one_case(say, again):
    say("需求：想请人上门给老人量血压"), say("跳过")
    assert len(set(again("确认"))) == 1
    assert count(Need) == 1


def test_repeated_danger_raises_one_alarm(again):
    assert len(set(again("我不想活了"))) == 1
    assert count(Alert) == 1


def test_repeated_puzzle_stays_the_same_puzzle(again):
    assert len(set(again("火星上怎么种土豆"))) == 1


def test_repeated_tap_on_the_menu_is_one_tap(app, phone):
    body = phone.xml("event", Event="CLICK", EventKey="预约")
    before = count(Message)
    replies = []
    for _ in range(3):
        with app.app_context():
            answer = phone.client.post("/wechat", query_string=signed(), data=body)
        replies.append(read_reply(answer.get_data(as_text=True), phone.openid))
    assert "两癌筛查" in replies[0] and len(set(replies)) == 1
    assert count(Message) == before + 1


def test_same_words_in_a_new_message_are_a_new_message(say):
    say("预约")
    assert "哪一天" in say("1")
    assert "几点" in say("1")


def test_same_number_from_another_phone_is_another_message(again, phones, phone):
    again("居住证咋办", "4712")
    other = phones("o_other")
    other.follow()
    assert other.push("text", Content="谢谢", MsgId="4713") == "不客气。还有事随时说。"
