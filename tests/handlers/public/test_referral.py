"""The receiver's page in Chromium: fits every width, everybody can read it, works without JavaScript."""

import re

import pytest
from playwright.sync_api import expect

from botapp.db import db
from botapp.models.referral import Referral
from botapp.models.resident import Resident
from tests import cast
from tests.conftest import writing
from tests.handlers.h5.test_look import LOOKS, address, fits, look

__all__ = ["address", "look"]
SLIP = {
    "to_section": "妇科",
    "when": "11月26日上午",
    "preparation": "带身份证和以前的报告",
    "reason": "需要进一步检查",
    "name": "李芳",
    "impression": "细胞学异常",
    "doctor": "陈医生",
}


@pytest.fixture
def link(app) -> str:
    """A slip to which its resident has agreed."""
    with writing():
        clerk = cast.reviewer()
        row = Referral.write(clerk, Resident.meet("o_resident"), "priority", "武进人民医院", SLIP)
        row.ask(clerk)
        row.agree()
        text = row.link(clerk)
    db.session.rollback()
    return f"/public/referral/{text}"


@pytest.mark.parametrize("name", LOOKS)
def test_the_slip_fits_and_is_accessible(look, link, name):
    window = look(name)
    window.open(link)
    fits(window)
    window.width(375)
    window.shoot(f"referral-{name}")


def test_the_receiver_answers_without_javascript(look, link):
    page = look(java_script_enabled=False).open(link)
    page.get_by_label("您的姓名或科室").first.fill("王医生")
    page.get_by_role("button", name="接收", exact=True).click()
    expect(page.locator(".pill")).to_contain_text("对方已接收")
    page.get_by_label(re.compile("诊断结果")).fill("炎症")
    page.get_by_label(re.compile("医生（必填）")).fill("王医生")
    page.get_by_label(re.compile("日期")).fill("2026-11-26")
    page.get_by_role("button", name="发回转出方").click()
    expect(page.get_by_role("status")).to_contain_text("已收到")
