"""Story: the card with its QR in the phone, anyone's check, a revocation, and the way back."""

import re

import pytest

from botapp.db import db
from botapp.models.staff import Role
from tests import cast


@pytest.fixture
def holder(phone):
    return cast.give_card(phone.openid)


@pytest.fixture
def verify(app):
    return lambda words: cast.Browser(app).post("/verify/", data={"code": words}).get_data(as_text=True)


def link_in(reply: str) -> str:
    """The path of the only link in a reply."""
    (address,) = re.findall(r'href="http://127\.0\.0\.1:8000(/[^"]+)"', reply)
    return address


def test_chat_hands_out_a_link_that_opens_the_card(holder, say, app):
    reply = say("我的服务证")
    assert holder.number in reply and "30分钟" in reply
    page = cast.Browser(app).get(link_in(reply), follow_redirects=True).get_data(as_text=True)
    assert holder.number in page and "服务证核验二维码" in page


def test_link_names_no_one(holder, say, phone):
    address = link_in(say("我的服务证"))
    assert phone.openid not in address and "13800001234" not in address and holder.number not in address


def test_anyone_reads_valid_then_revoked_then_valid_again(holder, verify, desks, say, platform, town):
    assert "这张服务证有效" in verify(holder.code)
    desk = desks(Role.REVIEWER)
    desk.click(f"/admin/card/cards/{holder.id}/revoke", more="已迁出本镇")
    assert "已撤销" in verify(holder.code)
    town.work()
    assert "已迁出本镇" in platform.said()
    told = say("我的服务证")
    assert "已撤销" in told and "已迁出本镇" in told and "href" not in told
    desk.click(f"/admin/card/cards/{holder.id}/restore", reason="弄错了")
    assert "这张服务证有效" in verify(holder.code)


def test_clerk_may_not_revoke(holder, verify, clerk):
    clerk.click(f"/admin/card/cards/{holder.id}/revoke", 403, more="已迁出本镇")
    assert "这张服务证有效" in verify(holder.code)


def test_old_code_of_a_replaced_card_is_no_longer_valid(holder, verify, phone):
    renewed = cast.give_card(phone.openid)
    assert "已撤销" in verify(holder.code)
    assert "这张服务证有效" in verify(renewed.code)


def test_code_proves_itself_without_the_register(holder, app):
    from_the_card = cast.read(holder.code)
    assert (from_the_card.number, from_the_card.name) == (holder.number, "李*")
    db.session.rollback()


def test_leaving_the_account_keeps_the_card_but_closes_its_page(holder, phone, verify, app):
    address = link_in(phone.say("我的服务证"))
    phone.event("unsubscribe")
    assert cast.Browser(app).get(address).status_code == 409
    assert "这张服务证有效" in verify(holder.code)
