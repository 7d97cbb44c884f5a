"""Story: methods are compared side by side, none first; the record is the resident's own."""

import pytest

from botapp.db import db
from botapp.models.choice import LABELS, PREFIX, Choice, answers_of, methods, name_of
from botapp.models.policy import Policy
from botapp.models.staff import Role
from tests import cast


def test_every_method_answers_the_same_questions(app):
    rows = methods()
    assert len(rows) >= 7
    for row in rows:
        assert tuple(label for label, _ in answers_of(row)) == LABELS, row.slug
    lengths = [len(row.text) for row in rows]
    assert max(lengths) <= 2 * min(lengths)
    db.session.rollback()


def test_no_method_stands_first(app):
    firsts = {methods()[0].slug for _ in range(60)}
    db.session.rollback()
    assert len(firsts) >= 5


def test_no_entry_recommends(app):
    for row in methods():
        assert not any(word in row.text for word in ("推荐", "最好用", "首选", "应当", "必须"))
    db.session.rollback()


def test_one_is_read_in_the_chat_and_choosing_none_is_an_answer(say):
    listed = say("方法比较")
    assert "不选也可以" in listed and "避孕套" in listed
    told = say("看方法 避孕套")
    assert "好处：" in told and "不足：" in told and "出处：世界卫生组织" in told and "都由您自己定" in told


def test_a_booking_about_methods_offers_it_first_and_does_not_insist(say):
    assert "方法比较" in say("预约避孕咨询 12月2日下午2点")
    assert "次序是随机的" in say("方法比较")
    assert "请核对" in say("继续")
    assert "约好了" in say("确认")


def test_other_bookings_do_not(say):
    assert "方法比较" not in say("预约两癌筛查 12月2日上午9点")


def test_the_record_is_kept_shown_and_deleted_by_its_owner_only(app, phone, say, desks):
    assert "没有存过" in say("我的选择")
    holder = cast.give_card(phone.openid)
    browser = cast.Browser(app)
    browser.get(f"/h5/choice?pass={holder.key}")
    browser.post("/h5/choice", data={"wanted": ["避孕套", "不存在"], "questions": "会过敏吗"})
    assert "避孕套" in say("我的选择") and "会过敏吗" in say("我的选择")
    with app.app_context():
        assert Choice.of(cast.Resident.meet(phone.openid)).facts["wanted"] == ["避孕套"]
    manager = desks(Role.MANAGER)
    rules = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/admin") and "choice" in rule.rule
    ]
    assert rules == []
    assert "会过敏吗" not in manager.open("/admin/") + manager.open("/admin/audit")
    assert "删了" in say("删除我的选择") and "没有存过" in say("我的选择")


def test_wanting_none_is_kept_as_that(app, phone, say):
    holder, browser = cast.give_card(phone.openid), cast.Browser(app)
    browser.get(f"/h5/choice?pass={holder.key}")
    browser.post("/h5/choice", data={"questions": ""})
    assert "都没有选" in say("我的选择")


def test_deleting_ones_things_deletes_it(app, phone, say):
    holder, browser = cast.give_card(phone.openid), cast.Browser(app)
    browser.get(f"/h5/choice?pass={holder.key}")
    browser.post("/h5/choice", data={"wanted": ["避孕套"]})
    say("确认删除资料")
    assert "没有存过" in say("我的选择")


@pytest.mark.parametrize("word", ["method-condom", "method-implant"])
def test_methods_are_entries_like_all_others(app, word):
    row = Policy.named(word)
    assert row.confidence == "C" and row.slug.startswith(PREFIX) and name_of(row)
    db.session.rollback()
