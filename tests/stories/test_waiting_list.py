"""A full slot: the resident waits, is asked in turn when a seat is given back, and books it with one word."""

import re
from datetime import date, time

import pytest

from botapp import clock
from botapp.models.appointment import Appointment
from botapp.models.resident import Resident
from botapp.models.service import Service
from tests.conftest import writing

SLOT = "周三9点"


@pytest.fixture
def full(app):
    """Six others have taken the six seats of Wednesday at nine."""
    with writing():
        service = Service.named("screening")
        starts_at = clock.at(date(2026, 11, 25), time(9))
        for n in range(6):
            Appointment.request(Resident.meet(f"o_other{n}"), service, service.points[0], starts_at)


def give_one_back() -> None:
    with writing():
        Appointment.upcoming(Resident.known_as("o_other0"))[0].cancel()


@pytest.fixture
def queue(phones, full):
    """Two residents who wait for the same slot, in this order."""
    both = phones("o_li"), phones("o_wang")
    for place, phone in enumerate(both, 1):
        phone.follow()
        assert "4. 候补原来的时间" in phone.say(f"预约两癌筛查 {SLOT}")
        assert f"您排在第 {place} 位" in phone.say("4")
    return both


def test_the_first_is_asked_and_books_with_one_word(queue, town, platform):
    li, wang = queue
    give_one_back()
    town.work()
    assert "您候补的有位了" in platform.said() and "9:00" in platform.said()
    assert "约好了" in li.say("要") and "9:00" in li.say("我的预约")
    assert "排在第 1 位" in wang.say("候补")


def test_a_seat_that_is_offered_is_nobody_elses(queue, town, phones):
    give_one_back()
    town.work()
    late = phones("o_late")
    late.follow()
    assert "已约满" in late.say(f"预约两癌筛查 {SLOT}")


def test_who_does_not_answer_loses_the_offer_to_the_next(queue, town, platform):
    li, wang = queue
    give_one_back()
    town.work()
    town.go(hours=2, minutes=1)
    town.work()
    assert platform.said().count("您候补的有位了") == 2
    assert "给了下一位" in li.say("要") or "没有留给您" in li.say("要")
    assert "约好了" in wang.say("要")


def test_a_no_passes_it_on_at_once(queue, town):
    li, wang = queue
    give_one_back()
    town.work()
    assert "给下一位" in li.say("不要")
    town.work()
    assert "约好了" in wang.say("要")


def test_at_night_nobody_is_asked_and_the_time_to_answer_begins_in_the_morning(queue, town, platform):
    li, _ = queue
    town.go(hours=12)
    give_one_back()
    town.work()
    assert "您候补的有位了" not in platform.said()
    town.go(hours=11)
    town.work()
    assert "约好了" in li.say("要")


def test_who_leaves_is_not_asked(queue, town):
    li, wang = queue
    assert "不等了" in li.say("退出候补")
    give_one_back()
    town.work()
    assert "没有在候补" in li.say("候补")
    assert "约好了" in wang.say("要")


def test_staff_put_somebody_first_who_cannot_wait(queue, town, clerk):
    _, wang = queue
    page = clerk.open("/admin/appointments")
    ids = re.findall(r"/appointments/waits/(\d+)/first", page)
    assert "候补" in page and len(ids) == 2
    clerk.click(f"/admin/appointments/waits/{ids[1]}/first")
    give_one_back()
    town.work()
    assert "约好了" in wang.say("要")


def test_words_for_a_yes_mean_nothing_without_an_offer(say):
    assert "约好了" not in say("要") and "没有在候补" in say("候补")
    assert "不能候补" in say("候补两癌筛查 2026-11-28 9点")
