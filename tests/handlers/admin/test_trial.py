"""The box that says why, and questions that must never fall."""

import pytest

from botapp.db import db
from botapp.errors import Refusal
from botapp.models.policy import Policy
from botapp.models.staff import Staff
from botapp.models.trial import Trial
from tests.conftest import writing


def test_why_an_answer_is_given_is_said(clerk):
    page = clerk.click("/admin/trials/try", 200, question="居住证咋办")
    assert "直接回答" in page and "<mark>" in page and "居住证怎么办" in page


def test_why_none_is_given_is_said(clerk):
    page = clerk.click("/admin/trials/try", 200, question="今天股票涨了吗")
    assert "没有依据，不答" in page


def test_a_question_leans_on_the_topic_before(clerk):
    page = clerk.click("/admin/trials/try", 200, question="那要带啥", topic="T1")
    assert "接上句" in page and "居住证" in page


def test_question_is_kept_without_what_names_a_person(clerk):
    clerk.click(
        "/admin/trials", question="我叫李芳，电话13800001234，居住证咋办", outcome="answer", what="T1"
    )
    db.session.rollback()
    kept = Trial.all()[0].question
    assert "李芳" not in kept and "13800001234" not in kept and "居住证咋办" in kept
    assert "居住证咋办" in clerk.open("/admin/trials")


def test_the_same_question_is_kept_once(clerk):
    clerk.click("/admin/trials", question="居住证咋办", outcome="answer", what="T1")
    clerk.click("/admin/trials", 409, question="居住证咋办", outcome="answer", what="T1")


def test_reviewer_retires_a_question(clerk, reviewer):
    clerk.click("/admin/trials", question="居住证咋办", outcome="answer", what="T1")
    db.session.rollback()
    id_ = Trial.all()[0].id
    clerk.click(f"/admin/trials/{id_}/retire", 403)
    reviewer.click(f"/admin/trials/{id_}/retire")
    db.session.rollback()
    assert Trial.all() == []


def test_kept_question_falls_when_its_entry_goes(app, clerk):
    with writing():
        by = db.session.get_one(Staff, clerk.staff.id)
        Trial.add(by, "居住证到底几天能拿到手呀", "answer", "T1")
        before = Policy.entries()
        after = [entry for entry in before if entry.topic != "T1"]
        assert any("几天能拿到手" in fell for fell in Trial.falls(after, before))
        assert Trial.falls(before, before) == []


def test_nothing_to_ask_is_refused(app, clerk):
    with writing(), pytest.raises(Refusal):
        Trial.add(db.session.get_one(Staff, clerk.staff.id), " ", "answer")
