"""The channel page says how the line stands from our own rows, and asks the platform only on a click."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from botapp import clock, queue
from botapp.db import db
from botapp.errors import Trouble
from botapp.models.audit import Audit
from botapp.models.channel import Incident, Tally
from botapp.models.credential import Credential
from botapp.models.message import Message, Outcome
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from botapp.wechat import client
from tests.conftest import writing
from tests.handlers.admin.conftest import rows_of
from tests.hosting import hosted


@pytest.fixture(autouse=True)
def alive(monkeypatch):
    """Redis, worker and clock are there."""
    monkeypatch.setattr(queue, "beats", lambda: {"redis": True, "worker": True, "clock": True})


@pytest.fixture
def host(app, tmp_path, monkeypatch):
    """The platform that hosts the account."""
    with hosted(tmp_path, monkeypatch) as host:
        yield host


def lend(**more):
    with writing():
        db.session.add(Credential(name="token", value="the-token-itself", **more))


def note(endpoint="message/template/send", code=40037, **more):
    with writing():
        Incident.note(endpoint, code, "消息模板不可用", rid="1-2-3", **more)
    return db.session.scalars(select(Incident).order_by(Incident.id.desc())).first().id


def test_it_is_for_reviewers_and_managers(clerk, reviewer, manager):
    assert "admin/channel" not in clerk.open("/admin/")
    for path in ("", "/allowance", "/rid/1-2-3", "/menu", "/menu/live"):
        clerk.open(f"/admin/channel{path}", 403)
    for path in ("/incidents/1/close", "/phone/offer", "/phone/test", "/menu/publish", "/menu/1/return"):
        clerk.click(f"/admin/channel{path}", 403)
    assert 'href="/admin/channel"' in reviewer.open("/admin/channel")
    reviewer.open("/admin/channel/menu", 403)
    manager.open("/admin/channel/menu")


def test_a_new_town_has_nothing_to_worry_about(reviewer):
    page = reviewer.open("/admin/channel")
    assert "线路通畅" in page and "还没有取过" in page and "没有告警" in page and "都赶上了" in page
    assert "公众号认证" not in page


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"expires_at": timedelta(hours=1)}, "有效"),
        ({"expires_at": -timedelta(hours=1)}, "已过期"),
        ({"held_until": timedelta(seconds=9), "held_by": "worker-1"}, "正在向微信取新的"),
        (
            {"rejected_at": -timedelta(0), "rejected_until": timedelta(hours=1), "rejected_code": 40125},
            "微信不认",
        ),
    ],
)
def test_the_token_is_told_by_its_life_and_never_shown(reviewer, more, said):
    lend(
        **{
            name: clock.now() + value if isinstance(value, timedelta) else value
            for name, value in more.items()
        }
    )
    page = reviewer.open("/admin/channel")
    assert said in page and "the-token-itself" not in page
    assert ("线路有中断" in page) == ("rejected_until" in more)


def test_the_last_refusal_of_the_token_stays_to_be_seen(reviewer):
    lend(expires_at=clock.now() + timedelta(hours=1), rejected_at=clock.now() - timedelta(days=1))
    assert "上次被拒 11月22日" in reviewer.open("/admin/channel")


def test_silent_workers_break_the_line(reviewer, monkeypatch):
    monkeypatch.setattr(queue, "beats", lambda: {"redis": True, "worker": False, "clock": True})
    page = reviewer.open("/admin/channel")
    assert "发送程序没有动静" in page and "线路有中断" in page


def test_an_alarm_is_counted_in_the_menu_and_closed_with_a_trace(reviewer):
    id_ = note(stops_until=clock.now() + timedelta(hours=1))
    page = reviewer.open("/admin/channel")
    assert "模板消息" in page and "停用到" in page and "核对这个模板" in page and "线路有中断" in page
    assert '"channel":1' in reviewer.open("/admin/pulse").replace(" ", "")
    assert Incident.stops("message/template/send")
    reviewer.click(f"/admin/channel/incidents/{id_}/close")
    db.session.rollback()
    assert not Incident.stops("message/template/send")
    assert "没有告警" in reviewer.open("/admin/channel")
    assert Audit.about("incident", id_)[0].staff_id == reviewer.staff.id


def test_what_a_clerk_cannot_open_is_not_counted_for_the_clerk(clerk):
    note()
    assert "channel" not in clerk.open("/admin/pulse")


def test_news_of_the_certification_stay_after_they_are_closed(reviewer):
    with writing():
        Incident.note("account", 6, "认证已过期（2026年11月25日）")
    assert "请马上到公众平台重新认证" in reviewer.open("/admin/channel")
    reviewer.click(f"/admin/channel/incidents/{Incident.open()[0].id}/close")
    page = reviewer.open("/admin/channel")
    assert "认证已过期（2026年11月25日）" in page and "没有告警" in page


def test_late_replies_are_counted_on_their_day_in_the_township(reviewer, town):
    for hours, count in ((0, 1), (24 * 2, 2), (24 * 9, 1)):
        for nth in range(count):
            with writing():
                key = f"{hours}-{nth}"
                moment = clock.now() - timedelta(hours=hours)
                db.session.add(Message(key=key, kind="text", outcome=Outcome.LATE, received_at=moment))
    page = reviewer.open("/admin/channel")
    assert "今天超时 1 次" in page and "11月21日 周六 2 次" in page and page.count("<meter") == 7


def test_refusals_of_a_week_are_added_up_by_reason(reviewer, town):
    for days in (8, 3, 0):
        with writing():
            day = clock.today() - timedelta(days=days)
            db.session.add(Tally(day=day, name="refused:45015", count=10 + days))
    page = reviewer.open("/admin/channel")
    assert "超过48小时未联系" in page and "23 次" in page


def test_numbers_of_calls_lead_to_the_platform_and_back(reviewer, host):
    with pytest.raises(Trouble) as refused:
        client.post("message/custom/send", {"touser": "o", "msgtype": "text", "text": {"content": "悄悄话"}})
    rid = refused.value.rid
    with writing():
        Outbox.write(Resident.meet("o_resident"), "more", words="您好").rid = rid
    assert rows_of(reviewer.open("/admin/channel")) == 1 and rid in reviewer.open("/admin/channel")
    found = reviewer.open(f"/admin/channel/rid/{rid}")
    assert "微信查到的这次调用" in found and "message/custom/send" in found and "悄悄话" not in found
    assert "没有办成" in reviewer.open("/admin/channel/rid/00000000-00000000-00000000", 409)


def test_the_allowance_is_asked_for_on_a_click_only(reviewer, host):
    with host.hub.store.look() as kept:
        before = kept.execute("SELECT count(*) FROM call").fetchone()[0]
    assert "用了" not in reviewer.open("/admin/channel")
    with host.hub.store.look() as kept:
        assert kept.execute("SELECT count(*) FROM call").fetchone()[0] == before
    page = reviewer.open("/admin/channel/allowance")
    assert "每天 500,000 次" in page and "用了 0" in page


def test_a_dead_line_is_not_asked_seven_times(reviewer, host):
    host.strike("openapi/quota/get", kind="bad_gateway")
    page = reviewer.open("/admin/channel/allowance")
    assert (
        page.count("HTTP 502") == 1 and "客服消息" not in page.split('id="calls"')[1].split("</section>")[0]
    )
