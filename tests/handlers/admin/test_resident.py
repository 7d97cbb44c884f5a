"""Masked facts: shown for a minute to who says why, written down, and masked again."""

import pytest

from botapp.db import db
from botapp.models.audit import Audit
from botapp.models.safety import Alert
from botapp.models.staff import Role

REASON = "联系居民本人"


def test_phone_is_masked_until_a_reason_is_given_and_again_after_a_minute(clerk, need, town):
    page = f"/admin/needs/{need}"
    assert "13800001234" not in clerk.open(page) and "138****1234" in clerk.open(page)
    clerk.click(f"/admin/reveal/need/{need}/phone", back=page, reason=REASON)
    assert "13800001234" in clerk.open(page)
    town.go(seconds=59)
    assert "13800001234" in clerk.open(page)
    town.go(seconds=2)
    assert "13800001234" not in clerk.open(page)


def test_who_looked_at_what_and_why_is_written_down(clerk, need):
    clerk.click(f"/admin/reveal/need/{need}/phone", reason=REASON)
    db.session.rollback()
    row = Audit.about("need", need)[-1]
    assert (row.staff_id, row.action, row.reason) == (clerk.staff.id, "reveal", REASON)
    assert row.changes == {"field": "phone"} and row.resident_id is not None
    db.session.rollback()


@pytest.mark.parametrize("reason", ["", "好奇"])
def test_without_a_known_reason_nothing_is_shown(clerk, need, reason):
    page = f"/admin/needs/{need}"
    clerk.click(f"/admin/reveal/need/{need}/phone", back=page, reason=reason)
    page = clerk.open(page)
    assert "请先选查看的原因。" in page and "13800001234" not in page


def test_one_fact_opens_and_the_others_stay_masked(clerk, application):
    page = f"/admin/card/applications/{application}"
    clerk.click(f"/admin/reveal/application/{application}/phone", back=page, reason=REASON)
    shown = clerk.open(page)
    assert "13800001234" in shown and "李芳" not in shown and "3组15号" not in shown


def test_what_one_clerk_reveals_is_not_shown_to_another(clerk, desks, need):
    clerk.click(f"/admin/reveal/need/{need}/phone", reason=REASON)
    assert "13800001234" not in desks(Role.CLERK).open(f"/admin/needs/{need}")


@pytest.mark.parametrize("path", ["need/1/words", "staff/1/password_hash", "need/999/phone"])
def test_only_listed_facts_of_known_rows_can_be_revealed(clerk, need, path):
    clerk.click(f"/admin/reveal/{path}", 404, reason=REASON)


def test_restricted_facts_are_not_revealed_to_a_clerk(clerk, say):
    say("不想活了")
    db.session.rollback()
    alert = Alert.open()[0].id
    db.session.rollback()
    clerk.click(f"/admin/reveal/alert/{alert}/words", 403, reason=REASON)
    db.session.rollback()
    assert Audit.about("alert", alert) == []
    db.session.rollback()
