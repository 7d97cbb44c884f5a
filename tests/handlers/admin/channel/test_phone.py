"""Staff join their own chat with a code that works once, and send themselves a message as any letter goes."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from botapp import queue
from botapp.db import db
from botapp.models.audit import Audit
from botapp.models.outbox import Outbox
from botapp.models.staff import Staff
from tests.conftest import MONDAY, writing
from tests.handlers.admin.conftest import notes

PAGE = "/admin/channel"


@pytest.fixture(autouse=True)
def counted(monkeypatch):
    """Tries are counted in this process."""
    tries: dict[str, int] = {}

    def within(name, limit, seconds):
        tries[name] = tries.get(name, 0) + 1
        return tries[name] <= limit

    monkeypatch.setattr(queue, "count_within", within)


def offer(desk) -> str:
    desk.click(f"{PAGE}/phone/offer")
    return re.search(r"绑定(\d{6})", notes(desk.open(PAGE)))[1]


def linked(desk) -> int | None:
    db.session.rollback()
    return db.session.get_one(Staff, desk.staff.id, populate_existing=True).resident_id


def test_the_code_joins_the_chat_once(reviewer, say, phones):
    code = offer(reviewer)
    assert "已绑定" in say(f"绑定 {code}")
    assert linked(reviewer) is not None
    assert "不对或已过期" in phones("o_other").say(f"绑定{code}")
    assert "已绑定您的微信" in reviewer.open(PAGE)
    assert db.session.scalar(select(Audit.action).where(Audit.action == "link")) == "link"


def test_the_code_is_not_stored_and_lives_ten_minutes(reviewer, say, town):
    code = offer(reviewer)
    assert db.session.scalar(select(Staff.link_index).where(Staff.id == reviewer.staff.id)) != code
    town.go(minutes=10)
    assert "不对或已过期" in say(f"绑定{code}")
    assert linked(reviewer) is None


def test_guessing_ends_after_five_tries(reviewer, say):
    code = offer(reviewer)
    wrong = f"{(int(code) + 1) % 1000000:06}"
    for _ in range(5):
        assert "不对或已过期" in say(f"绑定{wrong}")
    assert "十分钟后再试" in say(f"绑定{code}") and linked(reviewer) is None


def test_a_disabled_account_is_joined_by_nobody(reviewer, say):
    code = offer(reviewer)
    with writing():
        db.session.execute(update(Staff).values(active=False))
    assert "不对或已过期" in say(f"绑定{code}")


def test_a_code_is_heard_in_the_middle_of_a_form(reviewer, say):
    code = offer(reviewer)
    say("预约")
    assert "已绑定" in say(f"绑定{code}")


def test_the_test_message_goes_through_the_outbox_at_any_hour(reviewer, say, platform, town):
    say(f"绑定{offer(reviewer)}")
    town.go_to(MONDAY + timedelta(hours=12))
    reviewer.click("/admin/login", username=reviewer.staff.username, password="correct-horse-1")
    reviewer.click(f"{PAGE}/phone/test")
    assert "等着发" in reviewer.open(PAGE)
    town.work()
    assert "测试消息，由陈静" in platform.said()
    assert "微信已收下" in reviewer.open(PAGE)


def test_a_test_without_a_way_says_what_to_do(reviewer, say, platform, town):
    say(f"绑定{offer(reviewer)}")
    town.go(hours=49)
    reviewer.click(f"{PAGE}/phone/test")
    town.work()
    assert "请先在微信里说一句话" in reviewer.open(PAGE)


def test_without_a_chat_there_is_no_test(reviewer, say, phone):
    reviewer.click(f"{PAGE}/phone/test", 409)
    say(f"绑定{offer(reviewer)}")
    phone.event("unsubscribe")
    reviewer.click(f"{PAGE}/phone/test", 409)
    db.session.rollback()
    assert db.session.scalar(select(Outbox.id).where(Outbox.kind == "channel_test")) is None


def test_unlinking_forgets_the_chat(reviewer, say):
    say(f"绑定{offer(reviewer)}")
    reviewer.click(f"{PAGE}/phone/unlink")
    assert linked(reviewer) is None and "取一个绑定码" in reviewer.open(PAGE)
