"""The outbox: counted by status, reasons in plain Chinese, content for reviewers with a trace, retries."""

import pytest

from botapp.db import db
from botapp.handlers.admin.outbox import KINDS, STATUSES
from botapp.models.outbox import TROUBLED, Outbox, Status
from botapp.models.resident import Resident
from botapp.words import NOTICES
from tests.conftest import writing
from tests.handlers.admin.conftest import rows_of, tab_counts


@pytest.fixture
def letter(say):
    """The id of a letter that did not leave."""
    with writing():
        row = Outbox.write(Resident.meet("o_resident"), "helpdesk_reply", words="悄悄话")
        row.end(Status.DEAD, "多次重试仍未成功：系统繁忙")
    return row.id


def test_every_status_and_every_kind_has_words():
    assert set(STATUSES) == set(Status) and set(NOTICES) <= set(KINDS)


def test_counts_on_tabs_equal_the_rows_behind_them(clerk, letter):
    counts = tab_counts(clerk.open("/admin/outbox"))
    assert sum(counts.values()) == 1
    for status, (word, *_) in STATUSES.items():
        assert rows_of(clerk.open(f"/admin/outbox?status={status.value}")) == counts[word]


def test_trouble_opens_first_with_its_reason_but_without_content(clerk, letter):
    page = clerk.open("/admin/outbox")
    assert "多次重试仍未成功：系统繁忙" in page and "工作人员回复" in page and "悄悄话" not in page
    clerk.click(f"/admin/reveal/outbox/{letter}/words", 403, reason="核实投诉或更正")


def test_reviewer_reads_content_for_a_reason(reviewer, letter):
    assert "悄悄话" not in reviewer.open("/admin/outbox")
    reviewer.click(f"/admin/reveal/outbox/{letter}/words", reason="核实投诉或更正")
    assert "悄悄话" in reviewer.open("/admin/outbox")


def test_failed_letter_is_tried_again_and_arrives(clerk, letter, platform, town):
    clerk.click(f"/admin/outbox/{letter}/retry")
    town.work()
    assert "悄悄话" in platform.said()


def test_only_failed_letters_are_tried_again(clerk, letter):
    for status in Status:
        with writing():
            db.session.get_one(Outbox, letter).status = status
        clerk.click(f"/admin/outbox/{letter}/retry", 302 if status in TROUBLED else 409)


def test_only_what_is_still_to_be_sent_can_be_hurried(clerk, letter):
    for status in Status:
        with writing():
            db.session.get_one(Outbox, letter).status = status
        clerk.click(f"/admin/outbox/{letter}/hurry", 302 if status is Status.PLANNED else 409)
