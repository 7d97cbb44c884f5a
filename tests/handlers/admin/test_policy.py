"""Policies: each entry with its source, and a box that answers like the bot without leaving a trace."""

from datetime import timedelta

from botapp import clock
from botapp.db import db
from botapp.models.message import Message
from botapp.models.policy import Policy
from tests.handlers.admin.conftest import rows_of


def test_list_has_a_row_for_every_entry(clerk):
    assert rows_of(clerk.open("/admin/policies")) == len(Policy.all()) > 30


def test_entry_is_shown_with_document_and_dates(clerk):
    page = clerk.open("/admin/policies/residence-permit-how")
    assert "居住证暂行条例" in page and "下次核对" in page
    clerk.open("/admin/policies/nothing", 404)


def test_question_is_tried_and_not_counted(clerk):
    page = clerk.click("/admin/trials/try", 200, question="居住证咋办")
    assert "直接回答" in page and "居住证暂行条例" in page
    db.session.rollback()
    assert Message.answered_since(clock.now() - timedelta(days=1)) == {}


def test_what_residents_got_is_counted_an_entry_each(say, clerk):
    say("居住证咋办")
    say("居住证咋办")
    db.session.rollback()
    assert Message.answered_since(clock.now() - timedelta(days=1)) == {"residence-permit-how": 2}
    assert "2 次" in clerk.open("/admin/policies")


def test_off_topic_question_is_shown_as_unanswered(clerk):
    assert "没有依据，不答" in clerk.click("/admin/trials/try", 200, question="今天股票涨了吗")


def test_overdue_entries_are_marked(clerk, town):
    assert "已过期" not in clerk.open("/admin/policies")
    town.go_to(clock.morning_of(max(row.review_due for row in Policy.all()) + timedelta(days=1)))
    page = clerk.open("/admin/policies")
    assert page.count("已过期") == len(Policy.all())
