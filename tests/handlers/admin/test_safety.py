"""Urgent items: most urgent first, restricted words for reviewers only, closed with an outcome."""

import pytest

from botapp.db import db
from botapp.handlers.admin.safety import GUIDES
from botapp.lib import danger
from botapp.lib.danger import Danger
from botapp.models.safety import Alert

SAFE = "联系上了，本人安全"
EMERGENCY, CRISIS = "肚子痛出血好多 怀孕的", "我不想活了"


@pytest.fixture
def newest(say):
    """Say something dangerous; the id of its alert."""

    def speak(words):
        assert say(words)
        db.session.rollback()
        return max(row.id for row in Alert.open())

    return speak


def test_every_danger_has_a_title_and_a_first_step_in_chinese():
    known = [row for row in vars(danger).values() if isinstance(row, Danger)]
    assert len(known) > 8
    assert [row.name for row in known if row.name not in GUIDES] == []


def test_open_words_are_shown_to_the_clerk_with_what_to_do(clerk, newest):
    newest(EMERGENCY)
    page = clerk.open("/admin/safety")
    assert "可能有生命危险" in page and EMERGENCY in page and "打 120" in page


def test_restricted_words_are_hidden_from_the_clerk(clerk, newest):
    newest(CRISIS)
    page = clerk.open("/admin/safety")
    assert "可能想伤害自己" in page and "只给审核员看" in page and CRISIS not in page


def test_reviewer_opens_restricted_words_with_a_reason_which_is_written_down(reviewer, newest, town):
    id_ = newest(CRISIS)
    assert CRISIS not in reviewer.open("/admin/safety")
    reviewer.click(f"/admin/reveal/alert/{id_}/words", reason="处理紧急事项")
    assert CRISIS in reviewer.open("/admin/safety")
    town.go(seconds=61)
    assert CRISIS not in reviewer.open("/admin/safety")


def test_clerk_acknowledges_a_restricted_alert_but_does_not_close_it(clerk, newest):
    id_ = newest(CRISIS)
    clerk.click(f"/admin/safety/{id_}/acknowledge")
    clerk.click(f"/admin/safety/{id_}/close", 403, outcome="已联系", kind=SAFE)
    db.session.rollback()
    row = db.session.get_one(Alert, id_)
    assert row.seen_at is not None and row.closed_at is None


def test_most_urgent_stands_first(clerk, newest):
    complaint, emergency = newest("你们态度太差了，我要投诉"), newest(EMERGENCY)
    page = clerk.open("/admin/safety")
    assert page.index(f'id="r{emergency}"') < page.index(f'id="r{complaint}"')


def test_alert_is_closed_with_an_outcome_and_only_once(clerk, newest):
    id_ = newest(EMERGENCY)
    clerk.click(f"/admin/safety/{id_}/close", 409, outcome=" ", kind=SAFE)
    clerk.click(f"/admin/safety/{id_}/close", outcome="已打 120，人在医院。", kind="已转 120、110 或 119")
    page = clerk.open("/admin/safety")
    assert "没有紧急事项" in page and "已打 120，人在医院。" in page
    clerk.click(f"/admin/safety/{id_}/close", 409, outcome="再来一次", kind=SAFE)


def test_outcome_of_a_restricted_alert_is_hidden_from_the_clerk(clerk, reviewer, newest):
    reviewer.click(f"/admin/safety/{newest(CRISIS)}/close", outcome="已转心理援助", kind=SAFE)
    assert "已转心理援助" not in clerk.open("/admin/safety")
    assert "已转心理援助" not in reviewer.open("/admin/safety")


def test_staff_reach_a_person_in_danger_from_the_alert(clerk, newest, platform, town):
    alert = newest(EMERGENCY)
    clerk.click(f"/admin/safety/{alert}/talk")
    town.work()
    assert "工作人员" in platform.said()
    db.session.rollback()
    assert db.session.get_one(Alert, alert).seen_at is not None


def test_what_nobody_has_seen_in_time_stands_out_and_sounds_again(clerk, newest, town):
    newest(EMERGENCY)
    before = Alert.alarm()
    assert before > 0 and "超时没人看" not in clerk.open("/admin/safety")
    town.go(minutes=6)
    assert "超时没人看" in clerk.open("/admin/safety") and "1 件超时没人看" in clerk.open("/admin/")
    assert Alert.alarm() > before
    clerk.click(f"/admin/safety/{newest(EMERGENCY)}/acknowledge")


def test_outside_of_office_hours_no_clock_runs_before_the_next_opening(clerk, newest, town):
    town.go(hours=12)
    id_ = newest(EMERGENCY)
    town.go(minutes=30)
    db.session.rollback()
    assert not db.session.get_one(Alert, id_).is_late


def test_harm_to_a_minor_is_closed_only_with_the_report(clerk, reviewer, newest):
    id_ = newest("我今年13岁，老师摸我下面")
    db.session.rollback()
    assert db.session.get_one(Alert, id_).title == "minor"
    told = {"kind": SAFE, "outcome": "已见到本人和家长"}
    reviewer.click(f"/admin/safety/{id_}/close", 409, **told)
    reviewer.click(f"/admin/safety/{id_}/close", report="已报公安机关", reporter="10:20 陈静报派出所", **told)
    db.session.rollback()
    assert "已报公安机关" in db.session.get_one(Alert, id_).outcome


def test_an_outcome_is_of_a_known_kind(clerk, newest):
    clerk.click(f"/admin/safety/{newest(EMERGENCY)}/close", 409, outcome="办好了", kind="随便")
