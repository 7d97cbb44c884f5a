"""工作台: every open case once, in the order of its promise; the pulse counts what waits."""

import json
import re

from botapp import clock
from botapp.db import db
from botapp.models.message import SILENT, Message, Outcome, Pushed
from botapp.models.outbox import Outbox, Status
from botapp.models.policy import Policy
from botapp.models.resident import Resident
from botapp.models.version import Version
from tests.conftest import writing


def pulse(desk):
    return json.loads(desk.open("/admin/pulse"))


def test_empty_town_says_that_all_is_done(clerk):
    page = clerk.open("/admin/")
    assert "都办完了" in page and "没有问题" in page


def test_every_open_case_is_listed_once_and_late_ones_are_called_late(clerk, application, need, town):
    main = clerk.open("/admin/").partition("<main")[2]
    assert main.count(f'href="/admin/card/applications/{application}"') == 1
    assert main.count(f'href="/admin/needs/{need}"') == 1
    assert "已超时" in main and "今日到期" in main
    town.go(days=5)
    assert clerk.open("/admin/").count("已超时5天") == 1


def test_entries_that_must_be_checked_again_and_drafts_are_counted(clerk, town):
    assert "过了核对日期" not in clerk.open("/admin/")
    clerk.click("/admin/policies/residence-permit-time/change")
    with writing():
        draft = Version.open_of("residence-permit-time")
        draft.submit(draft.author)
    town.go(days=800)
    main = clerk.open("/admin/").partition("<main")[2]
    assert re.search("等复核的草稿</a>.*?1 份", main)
    assert re.search(rf"过了核对日期的条目</a>.*?{len(Policy.all())} 条", main)
    db.session.rollback()


def test_pulse_counts_what_waits_and_forgets_what_is_done(clerk, need, say):
    assert pulse(clerk)["counts"]["needs_queue"] == 1
    say("人工")
    assert pulse(clerk)["counts"]["helpdesk"] == 1 and pulse(clerk)["total"] == 2
    clerk.click(f"/admin/needs/{need}/reply", answer="下周一上午村医上门。")
    assert pulse(clerk)["counts"]["needs_queue"] == 0


def test_pulse_names_the_newest_urgent_alert_until_somebody_has_seen_it(clerk, say):
    assert pulse(clerk)["urgent"] == 0
    say("肚子痛出血好多 怀孕的")
    urgent = pulse(clerk)["urgent"]
    assert urgent > 0 and "紧急事项 1 件" in clerk.open("/admin/")
    clerk.click(f"/admin/safety/{urgent // 1000}/acknowledge")
    assert pulse(clerk)["urgent"] == 0


def test_menu_and_pulse_show_the_same_counts(clerk, need, application):
    page, counts = clerk.open("/admin/"), pulse(clerk)["counts"]
    for place in ("applications", "needs_queue"):
        assert counts[place] == 1
        assert f'data-count="{place}"><span data-n>1</span>' in page


def broken() -> Pushed:
    return {"key": "broken", "kind": "text", "words": "悄悄话", "received_at": clock.now()}


def test_what_went_wrong_is_shown_without_its_content(clerk, say):
    with writing():
        resident = Resident.meet("o_resident")
        letter = Outbox.write(resident, "helpdesk_reply", words="悄悄话")
        letter.end(Status.DEAD, "多次重试仍未成功：系统繁忙")
        Message.store(broken(), SILENT | {"outcome": Outcome.FAILED})
    page = clerk.open("/admin/")
    assert "多次重试仍未成功：系统繁忙" in page and "自动回复出错 1 次" in page
    assert "悄悄话" not in page


def test_old_breakdowns_are_forgotten_after_a_week(clerk, town):
    with writing():
        Message.store(broken(), SILENT | {"outcome": Outcome.FAILED})
    town.go(days=8)
    assert Message.failed_since(clock.now() - clock.timedelta(days=7)) == []
    db.session.rollback()
