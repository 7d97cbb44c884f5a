"""Needs: answered once, within the promise, in words that the resident reads."""

from botapp.db import db
from botapp.models.need import Need, Status
from tests.handlers.admin.conftest import rows_of, tab_counts


def test_need_is_read_in_the_residents_words(clerk, need):
    page = clerk.open(f"/admin/needs/{need}")
    assert "想请人上门给老人量血压" in page and "承诺 11月25日 周三 17:00 前答复" in page


def test_answer_reaches_the_phone_and_ends_the_case(clerk, need, platform, town):
    clerk.click(f"/admin/needs/{need}/reply", answer="下周一上午村医上门。")
    town.work()
    assert "下周一上午村医上门。" in platform.said()
    assert tab_counts(clerk.open("/admin/needs")) == {"等待答复": 0, "已安排": 0, "已答复": 1, "已撤回": 0}
    assert rows_of(clerk.open("/admin/needs?status=answered")) == 1


def test_preview_sends_nothing_and_keeps_what_was_typed(clerk, need, platform, town):
    page = clerk.click(f"/admin/needs/{need}/preview", 200, answer="村医<b>上门</b>")
    assert page.count("村医&lt;b&gt;上门&lt;/b&gt;") == 2
    town.work()
    assert platform.said() == ""


def test_empty_long_or_second_answer_is_refused(clerk, need):
    clerk.click(f"/admin/needs/{need}/reply", 409, answer="  ")
    clerk.click(f"/admin/needs/{need}/reply", 409, answer="长" * 501)
    db.session.rollback()
    assert db.session.get_one(Need, need).status is Status.WAITING
    clerk.click(f"/admin/needs/{need}/reply", answer="好的。")
    assert "已经办结" in clerk.click(f"/admin/needs/{need}/reply", 409, answer="再答一次。")


def test_longest_answer_still_fits_into_one_message(clerk, need, platform, town):
    clerk.click(f"/admin/needs/{need}/reply", answer="长" * 500)
    town.work()
    assert "长" * 500 in platform.said()
