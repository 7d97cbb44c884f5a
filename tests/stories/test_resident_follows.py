"""Story: somebody follows the account and finds out at once what it is good for."""

import tomllib
from pathlib import Path

import pytest

MENU = tomllib.loads((Path(__file__).parents[2] / "config/menu.toml").read_text(encoding="utf-8"))
KEYS = [entry["key"] for button in MENU["button"] for entry in button["sub"]]


def test_welcome_is_short_honest_and_numbered(phones):
    welcome = phones("o_new").follow()
    assert "免费" in welcome and "自愿" in welcome
    assert "1. 问政策" in welcome and "2. 预约服务" in welcome and "6. 找工作人员" in welcome
    assert len(welcome) < 200


@pytest.mark.parametrize("digit", ["2", "２", " 2。"])
def test_digit_of_the_welcome_opens_what_it_names(phones, digit):
    new = phones("o_new")
    new.follow()
    assert "预约哪项服务" in new.say(digit)


def test_menu_fits_the_platform(app):
    assert [button["name"] for button in MENU["button"]] == ["问政策", "约服务", "我的"]
    assert all(len(button["sub"]) <= 5 for button in MENU["button"])


@pytest.mark.parametrize("key", KEYS)
def test_every_entry_of_the_menu_does_something(phone, key):
    reply = phone.event("CLICK", key)
    assert reply and "没看懂" not in reply and "没弄明白" not in reply and "没有核对过的依据" not in reply


def test_tap_on_the_menu_leaves_a_form_for_later(phone):
    phone.say("预约")
    assert "居住证" in phone.event("CLICK", "问政策")
    assert "预约哪项服务" in phone.say("继续")


def test_who_comes_back_is_welcomed_and_starts_afresh(phone):
    phone.say("办服务证")
    phone.event("unsubscribe")
    assert "问政策" in phone.follow()
    assert "没有没填完的内容" in phone.say("继续")


def test_two_residents_never_see_each_others_things(phones):
    li, wang = phones("o_li"), phones("o_wang")
    li.follow(), wang.follow()
    li.say("预约两癌筛查 下周三上午9点"), li.say("确认")
    assert "没有预约" in wang.say("我的预约")
    assert "没有办理中的事" in wang.say("进度")
    assert "12月2日 周三 9:00" in li.say("我的预约")


def test_help_works_everywhere_and_keeps_the_form(say):
    say("预约")
    reply = say("帮助")
    assert "居住证咋办" in reply and "继续" in reply
    assert "预约哪项服务" in say("继续")
