"""Whether an answer helped, and what one's own choice may teach."""

from botapp.db import db
from botapp.models.consent import Consent, Purpose
from botapp.models.question import Lesson, Question, Vote
from botapp.models.resident import Resident


def test_one_answer_is_judged_once(say):
    say("居住证咋办")
    assert "谢谢，记下了" in say("有用")
    assert "请先问一句" in say("有用")
    db.session.rollback()
    assert db.session.query(Vote).count() == 1


def test_without_an_answer_there_is_nothing_to_judge(say):
    assert "请先问一句" in say("没用")
    assert Question.open() == []


def test_choices_teach_only_by_consent(say, town):
    def choose() -> str:
        town.go(minutes=11)
        listed = say("证怎么办")
        assert "1. " in listed
        return say("1")

    choose()
    assert "能用来" in say("有用")
    db.session.rollback()
    assert db.session.query(Lesson).count() == 0
    assert "谢谢" in say("1")
    db.session.rollback()
    assert Consent.holds(Resident.known_as("o_resident"), Purpose.LEARNING)
    choose()
    db.session.rollback()
    assert [row.words for row in db.session.query(Lesson)] == ["证怎么办"]
    assert Lesson.fresh() == []
    town.go(days=2)
    assert len(Lesson.fresh()) == 1
    say("不要用来改进")
    choose()
    db.session.rollback()
    assert db.session.query(Lesson).count() == 1


def test_none_of_what_was_offered_is_kept_for_staff(say):
    listed = say("证怎么办")
    number = next(line.split(".")[0] for line in listed.splitlines() if "都不是" in line)
    assert "问题已记下" in say(number)
    db.session.rollback()
    assert [row.words for row in Question.open()] == ["证怎么办"]


def test_questions_stay_without_the_person_who_leaves(say, phone):
    say("镇上哪里能借婴儿车")
    phone.event("unsubscribe")
    db.session.rollback()
    assert [row.resident_id for row in Question.open()] == [None]
