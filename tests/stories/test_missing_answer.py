"""A resident asks what nobody has written down yet, and is told when it is answered."""

import re

from botapp import clock
from botapp.db import db
from botapp.models.question import Question
from botapp.models.version import Version
from tests.handlers.admin.conftest import reviewer
from tests.handlers.admin.test_version import FORM, furnished_again

__all__ = ["furnished_again", "reviewer"]
ASKED = "镇上哪里能借婴儿车"
ALIASES = [f"{ASKED}{word}" for word in ("", "呀", "啊", "呢", "吧", "哦", "嘛", "哈", "哟")]


def answer_it(clerk, reviewer) -> None:
    page = clerk.open("/admin/questions")
    clerk.click("/admin/questions/draft", ids=re.search(r'name="ids" value="([\d,]+)"', page)[1])
    db.session.rollback()
    version = db.session.query(Version).one()
    clerk.click(
        f"/admin/versions/{version.id}/edit", **FORM | {"title": "借婴儿车", "aliases": "\n".join(ALIASES)}
    )
    clerk.click(f"/admin/versions/{version.id}/submit")
    reviewer.click(f"/admin/versions/{version.id}/approve")


def test_who_wants_to_know_is_told(say, clerk, reviewer, platform, town, furnished_again):
    asked = say(ASKED)
    assert "没有核对过的依据" in asked and "有了答案告诉我" in asked
    assert "有了核对过的答案就在这里告诉您" in say("1")
    answer_it(clerk, reviewer)
    town.work()
    assert "您之前问的事有答案了：借婴儿车" in platform.said()
    assert "带身份证到窗口问" in say("看答案")


def test_who_said_no_or_stopped_everything_is_not_told(say, clerk, reviewer, platform, town, furnished_again):
    say(ASKED)
    say("1")
    say("退订")
    answer_it(clerk, reviewer)
    town.work()
    assert platform.words == [] and platform.notices == []


def test_the_offer_comes_once_a_day(say, town):
    assert "有了答案告诉我" in say(ASKED)
    assert "告诉我" not in say("母婴室在哪")
    town.go(days=2)
    say("谢谢")
    assert "有了答案告诉我" in say(ASKED)


def test_what_is_not_ours_is_no_gap(say):
    asked = say("宽带费怎么交")
    assert "不归这里管" in asked and "告诉我" not in asked
    assert Question.open() == []


def test_nothing_about_danger_is_kept(say):
    say("我不想活了")
    assert Question.open() == []
    assert clock.today()
