"""Pages on which an entry is written, looked at by another, and published."""

import re
from threading import Thread

import pytest

from botapp.db import db
from botapp.models.policy import Policy
from botapp.models.trial import Trial
from botapp.models.version import Status, Version
from tests.models.test_version import ALIASES, SLUG, furnished_again

__all__ = ["furnished_again"]
FORM = {
    "title": "月亮补贴怎么领",
    "topic": "T7",
    "text": "示例条目。带身份证到窗口问。",
    "aliases": "\n".join(ALIASES),
    "next_step": "人工",
    "level": "town",
    "confidence": "U",
    "verified_on": "2026-11-23",
    "review_due": "2027-05-22",
}


def newest() -> Version:
    db.session.rollback()
    return db.session.query(Version).order_by(Version.id.desc()).first()


@pytest.fixture
def drafted(clerk) -> int:
    """The id of the clerk's draft."""
    clerk.click("/admin/versions/new", **FORM)
    return newest().id


def test_clerk_writes_and_a_reviewer_publishes(clerk, reviewer, drafted, furnished_again):
    page = clerk.open(f"/admin/versions/{drafted}")
    assert "月亮补贴怎么领呀" in page and "送复核" in page
    clerk.click(f"/admin/versions/{drafted}/submit")
    assert "试题都过了" in reviewer.open(f"/admin/versions/{drafted}")
    reviewer.click(f"/admin/versions/{drafted}/approve")
    assert newest().status is Status.PUBLISHED
    assert "月亮补贴怎么领" in clerk.open("/admin/policies")


def test_what_is_typed_wrongly_is_shown_again_with_all_the_rest(clerk):
    page = clerk.click("/admin/versions/new", 200, **FORM | {"verified_on": "昨天", "title": "很特别的题目"})
    assert "日期请写成" in page and "很特别的题目" in page and "月亮补贴怎么领哟" in page
    assert newest() is None


def test_preview_is_what_residents_read_and_keeps_nothing(clerk):
    page = clerk.click("/admin/versions/preview", 200, **FORM)
    assert "居民会看到" in page and re.search(r"共 \d+ 字节", page) and "写全了" in page
    assert "月亮补贴怎么领哟" in page
    assert newest() is None


def test_preview_says_what_is_too_long_and_what_stands_elsewhere(clerk):
    taken = Policy.named(SLUG).entry.aliases[0]
    db.session.rollback()
    long = {"text": "很长的话。" * 150, "aliases": f"{FORM['aliases']}\n{taken}"}
    page = clerk.click("/admin/versions/preview", 200, **FORM | long)
    assert "没有发出去" in page and "问法和别的条目重复" in page
    assert "最多 380 个汉字" in page


def test_preview_of_a_draft_goes_on_with_that_draft(clerk, drafted):
    page = clerk.click(
        "/admin/versions/preview", 200, **FORM | {"version": str(drafted), "title": "月亮的题目"}
    )
    assert f'action="/admin/versions/{drafted}/edit"' in page and "月亮的题目" in page
    assert newest().facts["title"] == FORM["title"]


def test_residents_are_heard_while_trials_run(clerk, reviewer, say, drafted, monkeypatch, furnished_again):
    clerk.click(f"/admin/versions/{drafted}/submit")
    answers = []

    def long_trials(*_: object) -> list[str]:
        if not answers:
            told = Thread(target=lambda: answers.append(say("我的预约")))
            told.start()
            told.join(20)
        return []

    monkeypatch.setattr(Trial, "falls", long_trials)
    reviewer.click(f"/admin/versions/{drafted}/approve")
    assert answers and "预约" in answers[0]
    assert newest().status is Status.PUBLISHED


def test_clerk_may_not_publish(clerk, drafted):
    clerk.click(f"/admin/versions/{drafted}/submit")
    clerk.click(f"/admin/versions/{drafted}/approve", 403)
    assert newest().status is Status.SUBMITTED


def test_returned_with_a_reason_and_sent_again(clerk, reviewer, drafted):
    clerk.click(f"/admin/versions/{drafted}/submit")
    reviewer.click(f"/admin/versions/{drafted}/return", 409)
    reviewer.click(f"/admin/versions/{drafted}/return", reason="请写清在哪办")
    assert "请写清在哪办" in clerk.open(f"/admin/versions/{drafted}")
    clerk.click(f"/admin/versions/{drafted}/edit", **FORM | {"text": "示例条目。带身份证到镇窗口问。"})
    clerk.click(f"/admin/versions/{drafted}/submit")
    assert newest().status is Status.SUBMITTED


def test_changes_are_shown_as_gone_and_new(clerk, reviewer, furnished_again):
    clerk.click(f"/admin/policies/{SLUG}/change")
    row = newest()
    clerk.click(f"/admin/versions/{row.id}/edit", **_form(row) | {"text": row.facts["text"] + "新加的一句。"})
    page = clerk.open(f"/admin/versions/{row.id}")
    assert re.search(r"<ins>.*?新加的一句。</ins>", page)
    clerk.click(f"/admin/versions/{row.id}/submit")
    reviewer.click(f"/admin/versions/{row.id}/approve")
    history = clerk.open(f"/admin/policies/{SLUG}/history")
    assert "第 2 版" in history and "第 1 版" in history
    assert "比较任意两版" in history
    link = re.search(r"history\?old=\d+&amp;new=\d+", history)
    assert "新加的一句" in clerk.open(f"/admin/policies/{SLUG}/{link[0].replace('&amp;', '&')}")


def test_withdrawn_draft_changes_nothing(clerk, drafted):
    clerk.click(f"/admin/versions/{drafted}/withdraw")
    assert newest().status is Status.WITHDRAWN
    clerk.click(f"/admin/versions/{drafted}/submit", 409)


def test_stale_entries_are_listed_and_checked_by_a_reviewer(clerk, reviewer, town, furnished_again):
    town.go(days=400)
    assert Policy.named(SLUG).title in clerk.open("/admin/versions/due")
    clerk.click(f"/admin/policies/{SLUG}/check", 403)
    reviewer.click(f"/admin/policies/{SLUG}/check")
    assert Policy.named(SLUG).title not in reviewer.open("/admin/versions/due")


def test_queue_shows_each_status(clerk, drafted):
    assert "月亮补贴怎么领" in clerk.open("/admin/versions?status=draft")
    assert "这里没有" in clerk.open("/admin/versions?status=approved")
    clerk.open("/admin/versions?status=nonsense", 404)


def _form(row: Version) -> dict[str, str]:
    told = {name: value for name, value in row.facts.items() if name != "status"}
    lists = {name: "\n".join(value) for name, value in told.items() if isinstance(value, list)}
    return {name: str(value or "") for name, value in (told | lists).items()}
