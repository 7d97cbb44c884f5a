"""Story: a resident says a need in their own words; it becomes a case with a number and a promise."""

from tests.conftest import number_in


def test_need_becomes_a_case_with_a_number_and_a_promise(say):
    say("需求")
    assert "手机号" in say("我妈七十了腿脚不便，能不能上门量血压")
    assert "138****1234" in say("13800001234")
    told = say("确认")
    number = number_in(told)
    assert number.startswith("XQ-261123-") and "11月25日 周三 17:00" in told
    assert number in say("进度") and "等待答复" in say("进度")


def test_need_in_one_line_asks_only_for_the_phone(say):
    assert "手机号" in say("需求：想请人上门给老人量血压")
    assert "想请人上门给老人量血压" in say("跳过")
    assert "已收到" in say("确认")


def test_question_in_a_need_is_part_of_it(say):
    say("需求")
    say("居住证咋办，我不识字，能不能有人陪我去")
    assert "我不识字" in say("跳过")


def test_promise_skips_the_weekend(say, town):
    town.go(days=4)
    say("需求：想学做辅食"), say("跳过")
    assert "12月1日 周二 17:00" in say("确认")


def test_need_that_was_not_confirmed_reaches_nobody(say):
    say("需求：想学做辅食"), say("跳过")
    assert "没有提交" in say("取消")
    assert "没有办理中的事" in say("进度")


def test_answer_of_staff_reaches_the_phone_and_the_record(say, clerk, platform, town):
    say("需求：想请人上门给老人量血压"), say("跳过")
    number = number_in(say("确认"))
    case = int(number.rpartition("-")[2])
    clerk.click(f"/admin/needs/{case}/reply", answer="下周一上午村医上门，请在家等。")
    town.work()
    assert number in platform.said() and "村医上门" in platform.said()
    assert "村医上门" in say("进度")
