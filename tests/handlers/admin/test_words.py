"""How moments, spans and promises are said to staff; the clock stands at 10:00 on Monday 23 November 2026."""

from datetime import date, timedelta

import pytest

from botapp import clock
from botapp.handlers.admin import words


@pytest.mark.parametrize(
    ("ahead", "said", "tone"),
    [
        ({"hours": -3}, "已超时3小时", "bad"),
        ({"days": -2, "hours": -1}, "已超时2天", "bad"),
        ({"minutes": 30}, "今日到期，还有30分钟", "wait"),
        ({"hours": 13}, "今日到期，还有13小时", "wait"),
        ({"hours": 14}, "还有1天", "calm"),
        ({"days": 4}, "还有4天", "calm"),
    ],
)
def test_promise_is_said_in_days_of_the_township(app, ahead, said, tone):
    promise = words.promise(clock.now() + timedelta(**ahead))
    assert (promise.words, promise.tone, promise.late) == (said, tone, tone == "bad")


@pytest.mark.parametrize(
    ("back", "said"),
    [
        ({"seconds": 5}, "刚刚"),
        ({"minutes": 5}, "5分钟前"),
        ({"hours": 3}, "3小时前"),
        ({"days": 2}, "2天前"),
    ],
)
def test_age_is_said_in_its_largest_unit(app, back, said):
    assert words.ago(clock.now() - timedelta(**back)) == said


def test_what_never_was_is_said_so(app):
    assert words.ago(None) == "从未" and words.moment(None) == "未定"


def test_day_of_another_year_names_its_year(app):
    assert words.day(date(2026, 11, 25)) == "11月25日 周三"
    assert words.day(date(2027, 11, 25)) == "2027年11月25日 周四"
