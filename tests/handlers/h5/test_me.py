"""One's own page: what is booked, running and held; nothing of anybody else."""

import pytest

from botapp.db import db
from botapp.models.card import Application
from botapp.models.resident import Resident
from tests import cast
from tests.conftest import number_in, writing


@pytest.fixture
def browser(app):
    return cast.Browser(app)


@pytest.fixture
def open_me(browser, say):
    """Open the page by the link that the bot gives."""

    def go(font=""):
        link = say("我的").partition('href="')[2].partition('"')[0]
        path = link[link.index("/h5/") :]
        return browser.get(path + font, follow_redirects=True).get_data(as_text=True)

    return go


def test_link_of_the_bot_opens_the_page_and_leaves_the_address(browser, say):
    reply = say("我的")
    assert "/h5/me?pass=" in reply and "不要转给别人" in reply
    path = reply.partition('href="')[2].partition('"')[0].partition("127.0.0.1:8000")[2]
    assert browser.get(path).location == "/h5/me"


def test_new_resident_reads_what_could_be_done(open_me):
    page = open_me()
    assert "没有预约" in page and "还没有服务证" in page and "自愿办理" in page


def test_booking_is_shown_with_its_number(open_me, say):
    say("预约两癌筛查 下周三上午9点")
    number = number_in(say("确认"))
    page = open_me()
    assert (
        "12月2日 周三 9:00" in page and number in page and "已确认" in page and "改期、取消、加到日历" in page
    )


def test_cancelled_booking_is_gone(open_me, say):
    say("预约两癌筛查 下周三上午9点"), say("确认"), say("取消预约"), say("1")
    assert "没有预约" in open_me()


def test_card_is_shown_masked_and_leads_to_its_page(open_me, phone):
    holder = cast.give_card(phone.openid)
    page = open_me()
    assert holder.number in page and "有效" in page and 'href="/h5/card"' in page
    assert "李芳" not in page and "13800001234" not in page


def test_application_tells_what_is_missing(open_me, phone):
    with writing():
        row = Application.submit(Resident.meet(phone.openid), cast.ANSWERS, cast.clock.now())
        row.ask_for(cast.reviewer(), ["租赁合同"])
    page = open_me()
    assert "待补正" in page and "还缺：租赁合同" in page and "补正" in page


def test_nothing_of_anybody_else_is_shown(open_me, phones):
    wang = phones("o_wang")
    wang.follow()
    wang.say("预约两癌筛查 下周三上午9点"), wang.say("确认")
    holder = cast.give_card("o_wang", "王小明")
    page = open_me()
    assert "没有预约" in page and holder.number not in page


def test_large_print_comes_with_the_link_and_stays(open_me, browser):
    assert 'class="lg"' in open_me("&font=lg")
    assert 'class="lg"' in browser.get("/h5/me").get_data(as_text=True)


def test_who_stopped_messages_reads_so(open_me, say):
    say("退订")
    assert "已退订" in open_me()
    db.session.rollback()
