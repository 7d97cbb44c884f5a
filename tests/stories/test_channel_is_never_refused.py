"""Story: a week in town against the real platform: nothing that we send is refused, and all books agree."""

from datetime import date, time, timedelta

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.appointment import Appointment
from botapp.models.card import Application
from botapp.models.helpdesk import Conversation
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from tests import cast
from tests.conftest import writing
from tests.line import Platform, joined

CONSENTED = "SIM_APPOINTMENT"
LI, WANG, ZHAO, SUN = ("o" + letter * 27 for letter in "LWZS")
FINAL = {Status.SENT, Status.DELIVERED, Status.WAITING, Status.DROPPED}


@pytest.fixture
def line(app, tmp_path):
    """The platform."""
    with joined(app, tmp_path) as platform:
        yield platform


@pytest.fixture
def live(line: Platform, town):
    """Let hours pass; workers and receipts do their part."""

    def pass_by(hours: int) -> None:
        for _ in range(hours):
            town.go(hours=1)
            town.work()
            line.settle()
            db.session.rollback()

    return pass_by


def approve_all() -> None:
    with writing():
        for appointment in Appointment.waiting():
            appointment.approve(cast.reviewer())


def balances() -> dict[str, int]:
    db.session.rollback()
    rows = db.session.query(Subscription, Resident).join(Resident).where(Resident.openid.is_not(None))
    return {resident.openid: row.balance for row, resident in rows}


def test_a_week_without_a_single_refusal(line, live, town):
    for openid in (LI, WANG, ZHAO, SUN):
        line.follower(openid)
    line.say(LI, "预约孕前检查 12月1日9点10分", "确认", "提醒我")
    line.say(WANG, "预约两癌筛查 周三10点半", "确认", "提醒我", "谢谢", "我的预约")
    line.say(SUN, "预约避孕咨询 12月2日下午2点", "确认", "提醒我")
    for n in range(3):
        line.do(LI, "subscribe", choices={CONSENTED: "accept"})
        town.go(seconds=1 + n)
    line.do(WANG, "subscribe", choices={CONSENTED: "reject"})
    line.do(SUN, "subscribe", choices={CONSENTED: "accept"})
    with writing():
        Application.submit(Resident.meet(ZHAO), cast.ANSWERS, clock.now() + timedelta(days=5))
    line.say(ZHAO, "人工", "有人吗", "我想问办证的事")
    live(3)
    with writing():
        talk = Conversation.open_for(Resident.known_as(ZHAO))
        talk.take(cast.reviewer())
        for n in range(7):  # more than the platform allows: what is over waits
            talk.say(cast.reviewer(), f"第{n + 1}句")
    approve_all()
    live(20)
    line.say(ZHAO, "谢谢")
    with writing():
        Conversation.open_for(Resident.known_as(ZHAO)).hand_back(cast.reviewer())
        Application.open_for(Resident.known_as(ZHAO)).approve(cast.reviewer())
    live(30)
    line.do(SUN, "unsubscribe", template_id=CONSENTED)
    line.do(LI, "tap", key="我的预约")
    live(24)
    line.do(WANG, "unfollow")
    live(24 * 7)
    counted = line.counters()
    assert counted["refused_sends"] == 0, counted["sends"]
    assert set(counted["sends"]) == {"custom", "subscription", "template"}
    held = {each: line.person(each)["consents"].get(CONSENTED, 0) for each in (LI, SUN)}
    assert balances() == held
    assert {row.status for row in Outbox.recent()} <= FINAL
    assert line.breaches() == []


def test_all_reminders_of_the_week_arrive_somehow(line, live):
    line.follower(LI)
    line.say(LI, "预约避孕咨询 12月2日下午2点", "确认", "提醒我")
    line.do(LI, "subscribe", choices={CONSENTED: "accept"})
    while clock.now() < clock.at(date(2026, 12, 2), time(20)):
        live(1)
    assert [row.channel for row in reversed(Outbox.recent())] == ["subscription", "template", "template"]
    assert {row.status for row in Outbox.recent()} == {Status.DELIVERED}
    assert len(line.notices(LI)) == 3 and line.counters()["refused_sends"] == 0


def test_a_resident_whom_the_platform_protects_reads_it_at_the_next_contact(line, live):
    line.follower(LI)
    line.say(LI, "预约孕前检查 12月1日9点10分", "确认")
    line.do(LI, "stance", stance="minor")
    approve_all()
    live(2)
    (letter,) = Outbox.recent()
    assert letter.status is Status.WAITING and "未成年人保护" in letter.reason
    assert "已确认" in line.say(LI, "我的预约")
