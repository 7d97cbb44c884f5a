"""What 提醒计划 asks: which, from which day on, and one's own words for a day of one's own."""

import re
from datetime import date, timedelta

from marshmallow import ValidationError

from botapp import clock
from botapp.forms import Form
from botapp.forms.fields import Ask, Choice, Option, Text
from botapp.lib.chinese import past_day, when
from botapp.lib.schedule import BY_SLUG, PREGNANCY, SCHEDULES

LAST_PERIOD = re.compile("末次|月经|例假|大姨妈")
EXACT = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})")
WHICH = "没看懂是哪一天。请连年份一起写，如「2027年3月5日」。"
TOO_FAR = timedelta(days=366 * 7)


class AnchorDay(Ask):
    """The day that a plan counts from, in everyday words; stored as 2027-03-05.

    For 产检 a last period is turned into the due date: 280 days later.
    """

    def read(self, words: str) -> str:
        day = self._day(words)
        if day is None or abs(day - clock.today()) > TOO_FAR:
            raise ValidationError(WHICH)
        return day.isoformat()

    def _day(self, words: str) -> date | None:
        today = clock.today()
        if found := EXACT.search(words):
            day = _real(*(int(part) for part in found.groups()))
            return day + PREGNANCY if day and LAST_PERIOD.search(words) else day
        if LAST_PERIOD.search(words):
            began = past_day(words, today)
            return began.day + PREGNANCY if began else None
        past, coming = past_day(words, today), when(words, today).day
        if past and coming and past.day != coming:
            return None  # 3月5日 may be the one before or the one after: the year is asked
        return past.day if past else coming

    def show(self, value: str) -> str:
        told = date.fromisoformat(value)
        return f"{told.year}年{told.month}月{told.day}日"

    def typed(self, value: str) -> date:
        return date.fromisoformat(value)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class PlanForm(Form):
    """Nothing but the day; what it is for is only shown when its owner asks."""

    title = "提醒计划"
    purpose = "follow_up"
    consent_version = "2026-11"
    consent = (
        "提醒计划由您自己开，随时可停。为了算日子，要记下您写的那一天，加密保存，"
        "停了就删；工作人员看不到谁开了什么计划。提醒的话里不写是什么事。同意吗？"
    )
    closing = "回复「确认」就开始提醒。日子以医生安排为准。"

    kind = Choice(
        "要提醒什么？回复数字：",
        "提醒",
        options=tuple(Option(one.slug, one.title) for one in SCHEDULES),
    )
    anchor = AnchorDay("从哪一天算起？", "日子")
    words = Text("要提醒什么事？一句话，只有您看得到。", "事情", longest=60, skip=True)


class ShiftForm(Form):
    """Which date moves, and to when; skipping the day gives this one date up."""

    title = "改提醒的日子"
    closing = "回复「确认」就改好。"

    step = Choice("改哪一个？回复数字：", "哪一个", auto=True)
    day = AnchorDay("改到哪一天？如「2027年3月5日」。这一次不要了，回复「跳过」。", "新日子", skip=True)


QUESTIONS = {slug: one.question for slug, one in BY_SLUG.items()}
