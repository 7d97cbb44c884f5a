"""The audit: newest first, by subject, in Chinese, page after page."""

import re
from pathlib import Path

import botapp
from botapp.handlers.admin.audit import ACTIONS, SHOWN, SUBJECTS
from botapp.models import appointment
from botapp.models.audit import Audit
from tests.conftest import writing
from tests.handlers.admin.conftest import rows_of

RECORDED = re.compile(r'Audit\.record\(\s*[\w.()]+,\s*"([^"]+)",\s*"([^"]+)"')


def test_everything_that_is_recorded_has_chinese_words():
    sources = "\n".join(path.read_text() for path in Path(botapp.__file__).parent.rglob("*.py"))
    recorded = RECORDED.findall(sources)
    assert len(recorded) > 20
    assert {action for action, _ in recorded} - set(ACTIONS) == set()
    assert {subject for _, subject in recorded} - set(SUBJECTS) == set()
    decided = {status.value for status in appointment.Status} - {"requested", "cancelled", "held", "offered"}
    assert decided <= set(ACTIONS)


def test_rows_of_one_subject_are_shown_alone(manager, clerk, need):
    clerk.click(f"/admin/needs/{need}/reply", answer="好的。")
    page = manager.open("/admin/audit?subject=need")
    assert rows_of(page) == 1 and "答复" in page and f"需求 第 {need} 号" in page


def test_older_rows_are_on_the_next_page(manager):
    with writing():
        for number in range(SHOWN + 5):
            Audit.record(None, "edit", "calendar", day=str(number))
    first = manager.open("/admin/audit?subject=calendar")
    assert rows_of(first) == SHOWN and f"日期：{SHOWN + 4}<" in first
    older = re.search(r'href="([^"]*before=\d+)"', first)[1].replace("&amp;", "&")
    assert rows_of(manager.open(older)) == 5


def test_audit_never_shows_what_was_revealed(manager, clerk, need):
    clerk.click(f"/admin/reveal/need/{need}/phone", reason="联系居民本人")
    page = manager.open("/admin/audit")
    assert "查看隐藏内容" in page and "手机号" in page and "13800001234" not in page
