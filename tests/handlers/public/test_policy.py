"""政务公开: promises that the code keeps, and policies with their source, dates and history."""

import pytest

from botapp import clock, words
from botapp.db import db
from botapp.handlers import card, need
from botapp.handlers.public.policy import shelves
from botapp.models.policy import Policy
from botapp.models.question import Vote
from tests import cast
from tests.conftest import writing
from tests.models.test_version import SLUG, changed, furnished_again, got, people

__all__ = ["changed", "furnished_again", "people"]


@pytest.fixture
def page(app):
    return lambda path: cast.Browser(app).get(path).get_data(as_text=True)


def test_promised_days_are_those_that_the_bot_counts(page):
    promises = page("/public/")
    assert f"{card.DECIDE_DAYS} 个工作日内答复" in promises
    assert f"{need.ANSWER_DAYS} 个工作日内有人答复" in promises
    assert "工作日 8:30-11:30、14:00-17:00" in promises


def test_every_policy_stands_on_exactly_one_shelf(app):
    policies = Policy.all()
    shown = [row.slug for _, rows in shelves(policies) for row in rows]
    assert len(policies) >= 30
    assert sorted(shown) == sorted(row.slug for row in policies)
    db.session.rollback()


def test_every_policy_has_a_page_with_its_day_of_checking(app, page):
    slugs = [row.slug for row in Policy.all()]
    db.session.rollback()
    listed = page("/public/")
    for slug in slugs:
        assert f'href="/public/policy/{slug}"' in listed
        assert "核对" in page(f"/public/policy/{slug}")


def test_law_is_cited_with_number_issuer_and_first_day(page):
    told = page("/public/policy/residence-permit-how")
    assert "居住证暂行条例" in told and "国务院令第663号" in told and "2016年1月1日" in told


def test_history_leads_to_what_holds_today_and_back(page):
    history = page("/public/policy/plan-2010-card")
    assert "历史文件" in history and "现在请看" in history
    assert 'href="/public/policy/service-card"' in history
    assert 'href="/public/policy/plan-2010-card"' in page("/public/policy/service-card")


def test_every_version_is_told_with_its_day(page, changed, people, town):
    told = page(f"/public/policy/{SLUG}").partition('id="versions"')[2]
    assert "第 1 版" in told and "没有改过" in told
    with writing():
        got(changed).approve(people("one"))
    told = page(f"/public/policy/{SLUG}").partition('id="versions"')[2]
    assert f"第 2 版，{words.day(clock.today().isoformat())}起" in told and "第 1 版" in told
    assert "旧版" in told and "没有改过" not in told


def test_what_is_not_published_is_nobody_elses_business(page, changed):
    told = page(f"/public/policy/{SLUG}")
    assert "以窗口答复为准。" not in told and "第 2 版" not in told


def test_repealed_rule_is_marked_before_its_text(page):
    told = page("/public/policy/migrant-regulation")
    assert "已废止" in told.partition('id="source"')[0]


def test_what_nobody_could_verify_is_not_called_current(page):
    told = page("/public/policy/residence-registration")
    assert "待核实" in told and "现行" not in told


def test_unknown_policy_is_refused_in_words(app):
    answer = cast.Browser(app).get("/public/policy/nothing-here")
    assert answer.status_code == 404
    assert "没有这一页" in answer.get_data(as_text=True)


def test_service_points_without_a_checked_address_say_so(page):
    assert "地址电话（待核实）" in page("/public/")


def test_a_visitor_says_whether_an_entry_helped(app):
    visitor = cast.Browser(app)
    answer = visitor.post("/public/policy/residence-permit-how/vote", data={"helpful": "no"})
    assert answer.status_code == 302
    assert "谢谢" in visitor.get(answer.headers["Location"]).get_data(as_text=True)
    assert visitor.post("/public/policy/nothing/vote").status_code == 404
    db.session.rollback()
    votes = [(row.entry, row.helpful) for row in db.session.query(Vote)]
    assert votes == [("residence-permit-how", False)]
