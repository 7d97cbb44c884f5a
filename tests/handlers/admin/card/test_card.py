"""Cards: found by number, checks counted by day, revoked and restored by reviewers, with reasons."""

import pytest

from botapp.db import db
from botapp.models.card import Card, State
from tests import cast
from tests.conftest import writing


@pytest.fixture
def holder(say):
    say("谢谢")  # words open a wider window than following does
    return cast.give_card()


def state(holder):
    db.session.rollback()
    return db.session.get_one(Card, holder.id).state


def test_card_is_found_by_its_number_which_stays_out_of_the_address(clerk, holder):
    answer = clerk.client.post("/admin/card/cards/find", data={"number": holder.number.lower()})
    assert answer.headers["Location"] == f"/admin/card/cards/{holder.id}"
    clerk.click("/admin/card/cards/find", 409, number="FW-2026-999999")


def test_checks_are_counted_by_day(clerk, holder):
    with writing():
        db.session.get_one(Card, holder.id).scanned()
        db.session.get_one(Card, holder.id).scanned()
    assert '<th scope="row">11月23日 周一</th><td data-label="次数">2</td>' in clerk.open(
        f"/admin/card/cards/{holder.id}"
    )


def test_reviewer_revokes_with_a_reason_and_the_holder_is_told(reviewer, holder, platform, town):
    page = f"/admin/card/cards/{holder.id}"
    reviewer.click(f"{page}/revoke", 409, reason="", more="")
    assert state(holder) is State.VALID
    reviewer.click(f"{page}/revoke", reason="已离开本镇", more="本人来电")
    town.work()
    assert state(holder) is State.REVOKED and "已撤销：已离开本镇。本人来电" in platform.said()
    assert "已离开本镇。本人来电" in reviewer.open(page)


def test_reviewer_restores_and_the_holder_is_told(reviewer, holder, platform, town):
    reviewer.click(f"/admin/card/cards/{holder.id}/revoke", reason="发证时信息有误")
    reviewer.click(f"/admin/card/cards/{holder.id}/restore", reason="核对后无误")
    town.work()
    assert state(holder) is State.VALID and "恢复有效" in platform.said()


def test_clerk_sees_the_card_but_no_button_to_revoke(clerk, holder):
    page = clerk.open(f"/admin/card/cards/{holder.id}")
    assert "由审核员办理" in page and "/revoke" not in page
    clerk.click(f"/admin/card/cards/{holder.id}/revoke", 403, reason="已离开本镇")
    assert state(holder) is State.VALID


def test_list_shows_masked_names_only(clerk, holder):
    page = clerk.open("/admin/card/cards")
    assert holder.number in page and "李*" in page and "李芳" not in page
