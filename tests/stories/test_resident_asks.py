"""Story: a resident asks about a policy and gets a sourced answer, a choice, or an honest no."""

import re

import pytest

from botapp.lib import knowledge


def test_answer_names_document_number_days_and_what_to_do_next(say):
    reply = say("居住证咋办")
    assert "派出所" in reply and "半年" in reply
    assert "《居住证暂行条例》" in reply and "国务院令第663号" in reply
    assert "自2016年1月1日起施行" in reply and "核对日期2026-11-23" in reply
    assert "回复「" in reply.splitlines()[-1]


@pytest.mark.parametrize("words", ["火星上怎么种土豆", "今天股票涨不涨", "帮我写首诗", "附近哪家饭店好吃"])
def test_off_topic_gets_an_honest_no_and_a_way_on(say, words):
    reply = say(words)
    assert "依据：" not in reply
    assert "12345" in reply and "人工" in reply


def test_second_honest_no_differs_from_the_first(say):
    first, second, third = say("火星上怎么种土豆"), say("怎么造火箭"), say("月亮有多远")
    assert first != second and second != third


def test_repealed_rule_is_answered_as_repealed_with_todays(say):
    reply = say("流动人口婚育证明在哪办")
    assert "已废止" in reply or "已取消" in reply
    assert "现在请看" in reply


def test_paper_of_2010_is_quoted_only_as_history(say):
    reply = say("2010年的计生服务证还能用吗")
    assert "历史文件" in reply and "现在" in reply


def test_what_is_not_verified_is_said_to_be_so_and_no_number_is_made_up(say):
    reply = say("镇服务窗口电话是多少")
    assert "待核实" in reply and "人工" in reply
    assert not re.search(r"0519|1[3-9]\d{9}", reply)


@pytest.mark.parametrize("digit", ["1", "2", "3", "4", "5", "6", "7"])
def test_every_common_question_is_answered_by_its_digit(say, digit):
    assert f"{digit}. " in say("问政策")
    reply = say(digit)
    assert "核对日期" in reply and ("依据：" in reply or "以当地窗口为准" in reply)


@pytest.mark.parametrize("digit", ["1", "2", "3", "4"])
def test_every_new_rule_is_answered_by_its_digit(say, digit):
    say("新政策")
    assert "核对日期" in say(digit)


def test_answer_after_its_review_day_says_that_it_may_be_old(say, town):
    town.go(days=400)
    assert say("居住证咋办").startswith(knowledge.OVERDUE)


def test_question_leads_on_to_the_booking(say):
    assert "预约" in say("两癌筛查要带什么")
    assert "哪一天方便" in say("预约两癌筛查")
