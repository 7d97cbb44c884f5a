"""A numbered list is answered by its digit or its words, until something else is understood."""

import pytest
from sqlalchemy import select

from botapp import router
from botapp.db import db
from botapp.models.message import Message


@pytest.fixture
def cancelling(say):
    """A resident who was asked which appointment to cancel."""
    say("预约两癌筛查 下周三上午9点")
    say("确认")
    say("2")
    assert "1. 取消 12月2日" in say("取消预约")
    return say


@pytest.mark.parametrize("words", ["1", "１", "取消 12月2日 周三 9:00 两癌筛查，镇服务中心"])
def test_digit_and_label_choose_alike(cancelling, words):
    assert "已取消" in cancelling(words)


def test_a_list_survives_what_was_not_understood(cancelling):
    cancelling("阿巴阿巴")
    assert "没有预约" not in cancelling("我的预约")


def test_a_list_is_over_when_something_else_was_answered(cancelling):
    cancelling("谢谢")
    assert "已取消" not in cancelling("1")


def test_a_plain_yes_answers_a_list_of_yes_and_no(say):
    say("预约两癌筛查 下周三上午9点")
    say("确认")
    assert "会提前提醒您" in say("好")


@pytest.mark.parametrize("word", sorted(router.COMMANDS))
def test_every_command_is_answered_when_a_menu_button_says_it(phone, word):
    assert router.answers(word)
    phone.event("CLICK", word)
    db.session.rollback()
    newest = db.session.scalars(select(Message).order_by(Message.id.desc())).first()
    assert newest.reply and newest.handler != "greeting.puzzled"


def test_words_that_nobody_waits_for_are_no_menu_key():
    assert not router.answers("阿巴阿巴")
