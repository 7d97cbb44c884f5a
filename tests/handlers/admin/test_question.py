"""Gaps: what was not answered is grouped, hidden while few have asked, drafted, joined or put aside."""

import re

import pytest

from botapp.db import db
from botapp.models.question import Question, Settled
from botapp.models.version import Version
from tests.handlers.admin.test_version import furnished_again

__all__ = ["furnished_again"]
ASKED = ("镇上哪里能借婴儿车", "婴儿车镇上能借吗", "请问借婴儿车去哪里")


@pytest.fixture
def asked(phones):
    """Three residents ask the same uncovered thing."""
    for number, words in enumerate(ASKED):
        phone = phones(f"o_asker_{number}")
        phone.follow()
        phone.say(words)
    db.session.rollback()
    return [row.id for row in Question.open()]


def ids_on(page: str) -> str:
    return re.search(r'name="ids" value="([\d,]+)"', page)[1]


def test_what_several_asked_is_one_group_with_its_words(clerk, asked):
    assert len(asked) == 3
    page = clerk.open("/admin/questions")
    assert "3 人问过 3 次" in page and ASKED[0] in page


def test_what_few_asked_is_hidden_until_a_reason_is_given(clerk, say):
    say("镇上哪里能借婴儿车")
    page = clerk.open("/admin/questions")
    assert "婴儿车" not in page and "原话" in page
    db.session.rollback()
    id_ = Question.open()[0].id
    clerk.click(f"/admin/reveal/question/{id_}/words", reason="核实投诉或更正", back="/admin/questions")
    assert "婴儿车" in clerk.open("/admin/questions")


def test_numbers_and_names_are_not_kept(say):
    say("我叫李芳，13800001234，镇上哪里能借婴儿车")
    db.session.rollback()
    assert "13800001234" not in Question.open()[0].words and "李芳" not in Question.open()[0].words


def test_group_becomes_a_draft_with_its_wordings(clerk, asked):
    clerk.click("/admin/questions/draft", ids=ids_on(clerk.open("/admin/questions")))
    db.session.rollback()
    version = db.session.query(Version).one()
    assert set(ASKED) <= set(version.facts["aliases"])
    assert Question.open() == []
    clerk.click("/admin/questions/draft", 409, ids=",".join(map(str, asked)))


def test_group_is_added_to_an_entry(clerk, asked):
    ids = ids_on(clerk.open("/admin/questions"))
    clerk.click("/admin/questions/join", 409, ids=ids, slug="nothing")
    clerk.click("/admin/questions/join", ids=ids, slug="vaccination")
    db.session.rollback()
    version = db.session.query(Version).one()
    assert version.slug == "vaccination" and ASKED[0] in version.facts["aliases"]


def test_what_is_put_aside_comes_back_when_it_is_asked_again(clerk, asked, say):
    ids = ids_on(clerk.open("/admin/questions"))
    clerk.click("/admin/questions/dismiss", 409, ids=ids)
    clerk.click("/admin/questions/dismiss", ids=ids, reason="不归我们答")
    assert "没有待补的问题" in clerk.open("/admin/questions")
    say(ASKED[0])
    assert "1 人问过 1 次" in clerk.open("/admin/questions")


def test_a_bad_vote_keeps_the_question(clerk, say):
    say("居住证咋办")
    assert "哪里不对" in say("没用")
    db.session.rollback()
    assert [(row.words, row.entry, row.settled) for row in Question.open()] == [
        ("居住证咋办", "residence-permit-how", Settled.OPEN)
    ]
    assert "少于 5 人评" in clerk.open("/admin/policies/residence-permit-how")


def test_votes_are_shown_once_five_have_judged(clerk, phones):
    for number in range(5):
        phone = phones(f"o_judge_{number}")
        phone.follow()
        phone.say("居住证咋办")
        phone.say("有用" if number else "没用")
    assert "有用 4 · 没用 1" in clerk.open("/admin/policies")
