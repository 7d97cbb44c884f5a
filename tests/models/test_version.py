"""Versions: nobody approves what they wrote; nothing overtaken or harmful is published."""

from datetime import timedelta

import pytest

from botapp import clock
from botapp.db import db
from botapp.errors import Refusal
from botapp.models import policy
from botapp.models.policy import Policy
from botapp.models.staff import Role, Staff
from botapp.models.trial import Trial
from botapp.models.version import Status, Version
from tests.conftest import PASSWORD, writing

SLUG = "residence-permit-time"
ALIASES = [f"月亮补贴怎么领{word}" for word in ("", "呀", "啊", "呢", "吧", "哦", "嘛", "哈", "哟")]
NEW = {"title": "月亮补贴怎么领", "topic": "T7", "text": "示例条目。带身份证到窗口问。", "aliases": ALIASES}


@pytest.fixture
def people(app):
    """A clerk and two reviewers."""
    with writing():
        roles = {"clerk": Role.CLERK, "one": Role.REVIEWER, "two": Role.REVIEWER}
        ids = {name: Staff.add(name, name, role, PASSWORD).id for name, role in roles.items()}
    return lambda name: db.session.get_one(Staff, ids[name])


@pytest.fixture
def furnished_again(app):
    """The entries as they were before the test."""
    before = {row.slug: (row.entry, row.version) for row in Policy.all()}
    db.session.rollback()
    yield
    with writing():
        for row in Policy.all():
            if row.slug not in before:
                db.session.delete(row)
                continue
            entry, version = before[row.slug]
            if row.version != version:
                Policy.publish(entry)
                row.version = version
    policy._Shelf.edition = (0, 0)  # editions only ever grow outside of tests


@pytest.fixture
def changed(people, furnished_again):
    """A new wording of an entry, written by the clerk and submitted."""
    with writing():
        row = Version.change(people("clerk"), Policy.named(SLUG))
        row.edit(people("clerk"), {"text": row.facts["text"] + "以窗口答复为准。"})
        row.submit(people("clerk"))
        return row.id


def got(id_):
    return db.session.get_one(Version, id_)


def test_author_may_not_approve_whatever_the_role(people, furnished_again):
    with writing():
        row = Version.change(people("one"), Policy.named(SLUG))
        row.submit(people("one"))
        with pytest.raises(Refusal, match="另一个人"):
            row.approve(people("one"))
        with pytest.raises(Refusal, match="审核员"):
            row.approve(people("clerk"))
        row.approve(people("two"))
        assert row.status is Status.PUBLISHED


def test_who_touched_a_draft_is_an_author_too(people, furnished_again):
    with writing():
        row = Version.change(people("clerk"), Policy.named(SLUG))
        row.edit(people("one"), {"title": "改过的题目"})
        row.edit(people("clerk"), {"title": "又改过的题目"})
        row.submit(people("clerk"))
        assert not row.may_be_decided_by(people("one"))
        with pytest.raises(Refusal, match="另一个人"):
            row.approve(people("one"))


def test_published_wording_is_answered_from_and_the_old_one_stays(changed, people):
    with writing():
        got(changed).approve(people("one"))
    row = Policy.named(SLUG)
    assert row.text.endswith("以窗口答复为准。") and row.version == 2
    assert Policy.engine().entries[SLUG].text == row.text
    kept = Version.of(SLUG)
    assert [(row.number, row.status) for row in kept] == [(2, Status.PUBLISHED), (1, Status.SUPERSEDED)]


def test_rolling_back_takes_the_same_way(changed, people):
    with writing():
        got(changed).approve(people("one"))
        first = Version.of(SLUG)[-1]
        back = Version.roll_back(people("clerk"), first)
        back.submit(people("clerk"))
        back.approve(people("two"))
        assert Policy.named(SLUG).version == 3
        assert not Policy.named(SLUG).text.endswith("以窗口答复为准。")


def test_one_wording_of_an_entry_at_a_time(changed, people):
    with writing(), pytest.raises(Refusal, match="已经有人在改"):
        Version.change(people("one"), Policy.named(SLUG))


def test_incomplete_entry_is_kept_and_told_what_is_missing(people):
    with writing():
        row = Version.draft(people("clerk"), title="夜里能打疫苗吗", text="", questions=["夜里打疫苗"])
        with pytest.raises(Refusal, match="主题.*问法.*正文"):
            row.submit(people("clerk"))
        assert row.status is Status.DRAFT and row.slug == f"entry-{row.id}"


def test_phrasing_of_another_entry_is_refused(people):
    with writing():
        taken = Policy.named("residence-permit-how").entry.aliases[0]
        row = Version.of_facts(people("clerk"), NEW | {"aliases": [*ALIASES[:8], taken]})
        with pytest.raises(Refusal, match="重复"):
            row.submit(people("clerk"))


def test_day_of_publication_is_kept_by_two_clocks(changed, people, town):
    with writing():
        got(changed).approve(people("one"), clock.today() + timedelta(days=2))
    town.work()
    assert Policy.named(SLUG).version == 1
    town.go_to(clock.morning_of(clock.today() + timedelta(days=2)))
    town.work()
    with writing():
        assert Version.due() == []
        got(changed).publish_when_due()
    assert Policy.named(SLUG).version == 2


def test_what_was_overtaken_before_its_day_goes_back_to_its_author(changed, people, town):
    with writing():
        got(changed).approve(people("one"), clock.today() + timedelta(days=2))
        Policy.publish(Policy.named(SLUG).entry)
    town.go(days=3)
    town.work()
    with writing():
        assert got(changed).status is Status.DRAFT and "新版" in got(changed).reason
        got(changed).edit(people("clerk"), {"text": "示例条目。对照新版改过。"})
        got(changed).submit(people("clerk"))
        got(changed).approve(people("one"))
        assert got(changed).status is Status.PUBLISHED


def test_what_would_break_an_answer_by_its_day_goes_back_to_its_author(changed, people, town, monkeypatch):
    with writing():
        got(changed).approve(people("one"), clock.today() + timedelta(days=2))
    monkeypatch.setattr(Trial, "falls", lambda *_: ["「居住证多久」本来答对，会变成没有依据"])
    town.go(days=3)
    town.work()
    assert Policy.named(SLUG).version == 1
    assert got(changed).status is Status.DRAFT and "居住证多久" in got(changed).reason


def test_who_approved_what_came_back_may_write_in_it(changed, people, town):
    with writing():
        got(changed).approve(people("one"), clock.today() + timedelta(days=2))
        got(changed).send_back(people("two"), "金额要再核对")
    with writing():
        got(changed).edit(people("one"), {"title": "改过的题目"})
    assert got(changed).writers == sorted({people("clerk").id, people("one").id})


def test_only_what_was_published_can_be_said_again(changed, people):
    with writing():
        got(changed).withdraw(people("clerk"))
        with pytest.raises(Refusal, match="已放弃"):
            Version.roll_back(people("clerk"), got(changed))


def test_nothing_that_makes_a_right_answer_wrong_is_published(people, furnished_again):
    with writing():
        row = Version.change(people("clerk"), Policy.named("residence-permit-how"))
        row.edit(
            people("clerk"), {"title": "月亮的事", "aliases": [f"月亮的事{n}" for n in "一二三四五六七八"]}
        )
        row.submit(people("clerk"))
        with pytest.raises(Refusal, match="会答错"):
            row.approve(people("one"))
        assert Policy.named("residence-permit-how").version == 1


def test_check_moves_the_next_review_and_is_a_version(people, furnished_again, town):
    with writing():
        before = Policy.named(SLUG).review_due
    town.go(days=40)
    with writing():
        with pytest.raises(Refusal, match="审核员"):
            Version.check(people("clerk"), Policy.named(SLUG))
        Version.check(people("one"), Policy.named(SLUG))
        assert Policy.named(SLUG).verified_on == clock.today()
        assert Policy.named(SLUG).review_due > before
        assert Version.of(SLUG)[0].origin == "核对过，没有变化"


def test_new_entry_is_found_by_its_phrasings(people, furnished_again):
    with writing():
        row = Version.of_facts(people("clerk"), NEW)
        row.submit(people("clerk"))
        row.approve(people("one"))
    assert Policy.engine().ask("月亮补贴怎么领", clock.today()).entry == row.slug
