"""Applications: sorted by promise, masked, decided once, and the resident is told in each case."""

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.card import Application, Card, Status
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from tests import cast
from tests.conftest import writing
from tests.handlers.admin.conftest import rows_of, tab_counts

LIST = "/admin/card/applications"


def submit(openid, promise_days=0, **answers):
    with writing():
        promised = clock.now() + clock.timedelta(days=promise_days)
        return Application.submit(Resident.meet(openid), cast.ANSWERS | answers, promised).id


def status_of(id_):
    db.session.rollback()
    return db.session.get_one(Application, id_).status


def test_queue_is_sorted_by_promise(clerk):
    later, sooner = submit("o_1", 5), submit("o_2", 1)
    page = clerk.open(LIST)
    assert page.index(f"{LIST}/{sooner}") < page.index(f"{LIST}/{later}")


def test_counts_on_tabs_equal_the_rows_behind_them(clerk, application):
    for number in range(3):
        submit(f"o_{number}")
    clerk.click(f"{LIST}/{application}/approve")
    counts = tab_counts(clerk.open(LIST))
    assert counts["待审核"] == 3 and counts["待窗口核验"] == 1 and sum(counts.values()) == 4
    for status in Status:
        assert rows_of(clerk.open(f"{LIST}?status={status.value}")) == counts[status.word]


def test_village_filter_shows_one_village(clerk):
    submit("o_1", village="东庄村"), submit("o_2", village="西桥村")
    page = clerk.open(f"{LIST}?status=submitted&village=东庄村")
    assert rows_of(page) == 1 and '<td data-label="村（社区）">东庄村</td>' in page


def test_list_and_page_show_no_whole_name_phone_or_address(clerk, application):
    for page in (clerk.open(LIST), clerk.open(f"{LIST}/{application}")):
        assert "李*" in page and "138****1234" in page
        assert not [told for told in ("李芳", "13800001234", "3组15号") if told in page]


def test_all_that_is_missing_goes_out_in_one_message(clerk, application, platform, town):
    item = "现住址写得不完整，请写到门牌号"
    clerk.click(f"{LIST}/{application}/ask", item=item, more="房东电话")
    town.work()
    assert f"1. {item}\n2. 房东电话" in platform.said()
    assert status_of(application) is Status.CORRECTING


def test_preview_shows_what_the_resident_will_read_and_sends_nothing(clerk, application, platform, town):
    fields = {"letter": "missing", "item": "手机号打不通，请换一个能接通的", "more": "房东电话"}
    page = clerk.click(f"{LIST}/{application}/preview", 200, **fields)
    assert "1. 手机号打不通，请换一个能接通的\n2. 房东电话" in page and "checked><span>手机号打不通" in page
    town.work()
    assert platform.said() == "" and status_of(application) is Status.SUBMITTED


def test_message_that_would_not_fit_is_refused(clerk, application):
    assert "请写短一些" in clerk.click(f"{LIST}/{application}/ask", 409, more="长" * 700)
    assert status_of(application) is Status.SUBMITTED


def test_approval_is_told(clerk, application, platform, town):
    clerk.click(f"{LIST}/{application}/approve")
    town.work()
    assert "审核通过" in platform.said() and status_of(application) is Status.APPROVED


def test_refusal_is_told_with_its_reason(clerk, application, platform, town):
    clerk.click(f"{LIST}/{application}/refuse", reason="其他原因", more="房子在镇外")
    town.work()
    assert "没有通过：房子在镇外" in platform.said() and "12345" in platform.said()


def test_other_reason_needs_words(clerk, application):
    clerk.click(f"{LIST}/{application}/refuse", 409, reason="其他原因", more="")
    assert status_of(application) is Status.SUBMITTED


def test_card_is_issued_once_the_document_was_seen(clerk, application, platform, town):
    clerk.click(f"{LIST}/{application}/issue", 409, document=cast.DOCUMENT)
    assert status_of(application) is Status.SUBMITTED
    clerk.click(f"{LIST}/{application}/issue", document=cast.DOCUMENT, seen="yes")
    town.work()
    assert "服务证办好了" in platform.said()
    page = clerk.open(f"{LIST}/{application}")
    assert cast.DOCUMENT not in page and f"后四位 {cast.DOCUMENT[-4:]}" in page


def test_wrong_document_number_issues_nothing_and_is_explained(clerk, application):
    page = f"{LIST}/{application}"
    clerk.click(f"{page}/issue", back=page, document=cast.DOCUMENT[:-1] + "5", seen="yes")
    assert "这个号码对不上" in clerk.open(page)
    db.session.rollback()
    assert Card.all() == []


@pytest.mark.parametrize("decision", ["approve", "ask", "refuse", "issue"])
def test_nothing_is_decided_twice(clerk, application, decision):
    clerk.click(f"{LIST}/{application}/refuse", reason="申请人要求不再办理")
    fields = {"more": "x", "reason": "其他原因", "document": cast.DOCUMENT, "seen": "yes"}
    assert "已经是「不予办理」" in clerk.click(f"{LIST}/{application}/{decision}", 409, **fields)
    db.session.rollback()
    assert [letter.kind for letter in Outbox.recent()] == ["card_refused"]


def test_same_document_in_two_applications_is_pointed_out(clerk, application):
    clerk.click(f"{LIST}/{application}/issue", document=cast.DOCUMENT, seen="yes")
    other = submit("o_other")
    clerk.click(f"{LIST}/{other}/issue", document=cast.DOCUMENT, seen="yes")
    assert "同一证件还有其他申请" in clerk.open(f"{LIST}/{other}")


def test_short_stay_is_said_in_days_but_does_not_decide(clerk, platform):
    id_ = submit("o_1", arrived_on="2026-10-24")
    page = clerk.open(f"{LIST}/{id_}")
    assert "还差 60 天" in page and "由您判断" in page
    clerk.click(f"{LIST}/{id_}/approve")


def test_page_tells_what_happened_and_by_whom(clerk, application):
    clerk.click(f"{LIST}/{application}/approve")
    page = clerk.open(f"{LIST}/{application}")
    assert "<strong>通过</strong>" in page and "陈静 · 11月23日 周一 10:00" in page


def test_next_application_is_one_click_away(clerk, application):
    other = submit("o_other", 3)
    assert f'href="{LIST}/{other}">下一件待审核' in clerk.open(f"{LIST}/{application}")


def test_purged_application_still_opens(clerk, application):
    clerk.click(f"{LIST}/{application}/refuse", reason="申请人要求不再办理")
    with writing():
        Application.purge(clock.now() + clock.timedelta(days=1))
    assert "内容已按保存期限删除" in clerk.open(f"{LIST}/{application}")
    assert "已删除" in clerk.open(f"{LIST}?status=refused")
