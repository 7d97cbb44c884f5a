"""Story: a resident books in a line or step by step, changes, cancels; a full slot offers its neighbours."""

from datetime import date, time

import pytest

from botapp import clock
from botapp.models.appointment import Appointment
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service
from tests import cast
from tests.conftest import number_in, writing

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def fill(app):
    """Strangers take so many of the six seats of a slot."""

    def take(seats: int, hour: time = time(9), day: date = WEDNESDAY) -> None:
        with writing():
            service, point = Service.named("screening"), Point.named("centre")
            for n in range(seats):
                stranger = Resident.meet(f"o_stranger_{hour:%H%M}_{n}")
                Appointment.request(stranger, service, point, clock.at(day, hour))

    return take


def test_one_line_books_after_a_yes(say):
    summary = say("预约两癌筛查 下周三上午9点")
    assert "12月2日 周三" in summary and "9:00" in summary and "镇服务中心" in summary
    assert "没有预约" in say("我的预约")
    say("继续")
    booked = say("确认")
    assert "约好了" in booked and "12月2日 周三 9:00" in booked
    assert "12月2日 周三 9:00 两癌筛查" in say("我的预约")


@pytest.mark.parametrize(
    "words",
    [
        "预约 两癌筛查 12月2日 9:00",
        "下周三上午9点预约两癌筛查",
        "我想约下周三9点查两癌",
        "帮我预约妇检 12-2 9点",
    ],
)
def test_one_line_may_stand_in_any_order_and_in_everyday_words(say, words):
    summary = say(words)
    assert "两癌筛查" in summary and "12月2日 周三" in summary and "9:00" in summary


def test_step_by_step_from_the_menu_with_digits(phone):
    assert "1. 两癌筛查" in phone.event("CLICK", "预约")
    assert "1. 11月24日 周二" in phone.say("1")
    assert "3. 9:00" in phone.say("1")
    assert "9:00" in phone.say("3")
    assert "约好了" in phone.say("1")


def test_full_width_digits_and_the_words_of_an_option_answer_too(say):
    say("预约")
    assert "哪一天" in say("１")
    assert "几点" in say("周三")
    assert "11月25日 周三" in say("九点")


def test_only_what_is_missing_is_asked(say):
    assert "几点" in say("预约两癌筛查 明天")
    assert "哪一天" in say("预约两癌筛查")
    assert "哪项服务" in say("预约")


def test_wrong_answer_is_explained_and_asked_again_in_other_words(say):
    say("预约")
    first, second = say("99"), say("98")
    assert "1. 两癌筛查" in first and "1. 两癌筛查" in second
    assert first != second and "人工" in second


def test_weekend_is_explained_and_other_days_are_offered(say):
    reply = say("预约两癌筛查 周六上午9点")
    assert "11月28日 周六" in reply and "工作日" in reply and "1. 11月24日 周二" in reply


def test_back_edit_and_cancel(say):
    say("预约"), say("1"), say("1")
    assert "哪一天" in say("上一步")
    say("2"), say("3")
    assert "几点" in say("改4")
    assert "10:00" in say("10点")
    assert "没有提交" in say("取消")
    assert "没有预约" in say("我的预约")


def test_new_order_in_one_line_replaces_a_half_made_one(say):
    say("预约"), say("1"), say("1")
    summary = say("约个建册 后天9点")
    assert "孕妇建册" in summary and "11月25日" in summary and "两癌筛查" not in summary


def test_order_in_one_line_leaves_another_form_for_later(say):
    say("办服务证"), say("1"), say("1")
    assert "两癌筛查" in say("预约两癌筛查 明天9点")
    say("确认")
    assert "谁的名字" in say("继续")


def test_list_change_cancel(say):
    number = number_in((say("预约两癌筛查 周三9点"), say("确认"))[1])
    assert number in say("我的预约")
    assert "改到哪一天" in say("改期")
    say("周四"), say("9点半")
    moved = say("确认")
    assert "11月26日 周四 9:30" in moved and number in moved
    assert "11月26日 周四 9:30" in say("取消预约")
    assert "已取消" in say("1")
    assert "没有预约" in say("我的预约")


def test_change_in_one_line_keeps_the_old_time_until_the_yes(say):
    say("预约两癌筛查 周三9点"), say("确认")
    summary = say("改到周四10点")
    assert "11月26日 周四" in summary and "10:00" in summary
    assert "11月25日 周三 9:00" in say("我的预约")
    say("继续")
    assert "11月26日 周四 10:00" in say("确认")


def test_booking_can_move_away_and_back(say):
    say("预约两癌筛查 周五9点"), say("确认"), say("提醒我")
    say("改到周四9点"), say("确认")
    say("改到周五9点")
    assert "11月27日 周五 9:00" in say("确认")


def test_cancelling_can_be_thought_over(say):
    say("预约两癌筛查 周三9点"), say("确认")
    say("取消预约")
    assert "预约还在" in say("2")
    assert "11月25日 周三 9:00" in say("我的预约")


def test_cancelled_seat_is_free_again(say, phones, fill):
    fill(5)
    say("预约两癌筛查 周三9点"), say("确认")
    wang = phones("o_wang")
    wang.follow()
    assert "已约满" in wang.say("预约两癌筛查 周三9点")
    say("取消预约"), say("1")
    assert "9:00" in wang.say("预约两癌筛查 周三9点")
    assert "约好了" in wang.say("确认")


def test_full_slot_offers_the_nearest_free_ones(say, fill):
    fill(6)
    reply = say("预约两癌筛查 周三9点")
    assert "11月25日 周三 9:00" in reply and "已约满" in reply
    assert "1. 11月25日 周三 8:45" in reply and "2. 11月25日 周三 9:15" in reply
    assert "9:15" in say("2")
    assert "11月25日 周三 9:15" in say("确认")


def test_full_slot_is_not_on_the_list_of_times(say, fill):
    fill(6)
    say("预约两癌筛查")
    assert "9:00" not in say("周三")


def test_last_seat_is_kept_for_who_looks_at_the_summary(phones, fill):
    fill(5)
    li, wang = phones("o_li"), phones("o_wang")
    li.follow(), wang.follow()
    assert "为您留到" in li.say("预约两癌筛查 周三9点")
    told = wang.say("预约两癌筛查 周三9点")
    assert "已约满" in told and "9:15" in told
    assert "约好了" in li.say("确认")


@pytest.mark.parametrize("leave", ["取消", "退出"])
def test_seat_of_who_leaves_the_form_is_free_at_once(phones, fill, leave):
    fill(5)
    li, wang = phones("o_li"), phones("o_wang")
    li.follow(), wang.follow()
    li.say("预约两癌筛查 周三9点"), li.say(leave)
    assert "请核对" in wang.say("预约两癌筛查 周三9点")


def test_seat_that_was_not_booked_in_time_goes_to_others(phones, fill, town):
    fill(5)
    li, wang = phones("o_li"), phones("o_wang")
    li.follow(), wang.follow()
    li.say("预约两癌筛查 周三9点")
    town.go(minutes=11)
    wang.say("预约两癌筛查 周三9点")
    told = li.say("确认")
    assert "约满" in told and "几点" in told
    li.say("9点15")
    assert "9:15" in li.say("确认") and "约好了" in wang.say("确认")


def test_late_yes_is_good_while_nobody_else_wants_the_seat(say, town):
    say("预约两癌筛查 周三9点")
    town.go(minutes=30)
    town.work()
    assert "约好了" in say("确认")


def test_while_a_change_is_not_confirmed_both_seats_are_kept(phones, fill):
    fill(5)
    li, wang = phones("o_li"), phones("o_wang")
    li.follow(), wang.follow()
    li.say("预约两癌筛查 周三8点30"), li.say("确认")
    assert "为您留到" in li.say("改到周三9点")
    assert "已约满" in wang.say("预约两癌筛查 周三9点")
    li.say("取消")
    assert "8:30" in li.say("我的预约") and "请核对" in wang.say("预约两癌筛查 周三9点")


def test_change_is_capped_and_closes_two_hours_before(say, town):
    say("预约两癌筛查 周三11点"), say("确认")
    for hour in ("9点", "10点", "11点"):
        say(f"改到周三{hour}")
        assert "改好了" in say("确认")
    assert "已经改过3次" in say("改到周三9点") and "11:00" in say("我的预约")


def test_change_just_before_the_start_is_refused_but_not_the_cancelling(say, town):
    say("预约两癌筛查 周三11点"), say("确认")
    town.go(days=1, hours=23, minutes=30)
    assert "离开始不到2小时" in say("改到周四9点")
    say("取消预约")
    assert "已取消" in say("1")


def test_same_service_twice_on_one_day_is_refused(say):
    say("预约两癌筛查 周三9点"), say("确认")
    told = say("预约两癌筛查 周三10点")
    assert "已经约了这项服务" in told and "改期" in told
    say("预约两癌筛查"), say("周三")
    assert "哪一天" in say("预约两癌筛查")


def test_fourth_open_booking_is_refused(say):
    for day in ("周二", "周三", "周四"):
        say(f"预约两癌筛查 {day}9点"), say("确认")
    assert "您已有3个预约" in say("预约两癌筛查 周五9点")
    assert "您已有3个预约" in say("预约")


def test_service_that_staff_confirm_is_promised_not_booked(say, desks, platform, town):
    say("预约孕前检查 周三9点10分")
    reply = say("确认")
    assert "工作人员确认" in reply and "约好了" not in reply
    assert "待确认" in say("我的预约")
    with writing():
        Appointment.waiting()[0].approve(cast.reviewer())
    town.work()
    assert "您的预约已确认" in platform.said()


def test_no_to_reminders_is_not_asked_again(say):
    say("预约两癌筛查 周三9点")
    assert "提前提醒您吗" in say("确认")
    say("2")
    say("预约两癌筛查 周四9点")
    assert "提前提醒您吗" not in say("确认")


def test_past_booking_is_no_longer_listed(say, town):
    say("预约两癌筛查 周三9点"), say("确认")
    town.go(days=3)
    assert "没有预约" in say("我的预约")
    assert "没有预约" in say("取消预约")


def test_a_day_that_was_said_before_the_service_is_kept(say):
    assert "哪项服务" in say("我想约明天")
    assert "几点" in say("1")


def test_a_day_on_which_the_chosen_service_is_not_given_is_asked_again(say):
    say("我想约下周一")
    assert "哪一天" in say("预防接种")
    assert "几点" in say("1")
