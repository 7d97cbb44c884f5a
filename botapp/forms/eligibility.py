"""What 查资格 asks: a form for each rule, of the facts that it reads; every fact may stay unknown."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from marshmallow import ValidationError

from botapp import clock
from botapp.forms import Form
from botapp.forms.fields import Ask, Option, PastDay, choose
from botapp.lib.chinese import number, past_day
from botapp.lib.eligibility import QUESTIONS, Question, Rule
from botapp.lib.rule import RULES

UNKNOWN = "?"
NOT_KNOWN = {
    *("不知道", "不清楚", "不晓得", "说不好", "说不准"),
    *("不确定", "跳过", "忘了", "记不清", "不记得"),
}
HOW_LONG = "没看懂住了多久。可以写「半年」「三个月」「去年8月来的」；不清楚回复「不知道」。"
WHICH_DAY = "没看懂是哪天。可以写「2024年3月5日」「去年5月」；不清楚回复「不知道」。"
HOW_OLD = "请写周岁，比如「36」；不清楚回复「不知道」。"
YES = (
    "是的",
    "有",
    "有的",
    "对",
    "对的",
    "嗯",
    "恩",
    "在",
    "查过",
    "做过",
    "申请过",
    "领过",
    "办过",
    "符合",
    "可以",
)
NO = ("不是", "没有", "没", "无", "不在", "还没", "没查过", "没做过", "没申请过", "没领过", "不对", "从没")
ANSWERS = (Option("yes", "是", YES), Option("no", "否", NO))
YEARS, MONTHS, WEEKS = 365, 30, 7
SPAN = re.compile(
    r"(?P<half>大半年|半年)|(?P<count>\d+|[一二两三四五六七八九十百]+)个?(?P<part>半)?(?P<unit>年|个?月|周|星期|礼拜|天|日)(?P<more>半)?"
)
UNITS = {"年": YEARS, "月": MONTHS, "周": WEEKS, "星期": WEEKS, "礼拜": WEEKS, "天": 1, "日": 1}
HALF_YEAR = 183
OLDEST = 120


class Fact(Ask):
    """One fact about the resident; 不知道 leaves it unknown."""

    def __init__(self, question: Question, **rest: Any) -> None:
        super().__init__(question.words, question.name, **rest)
        self.required, self.allow_none, self.load_default = False, True, None

    def read(self, words: str) -> str:
        """The stored form of an answer, `?` when the resident does not know."""
        return UNKNOWN if words.strip(" 。.!") in NOT_KNOWN else self.told(words)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return value

    def told(self, words: str) -> str:
        """The stored form of an answer that says something."""
        raise NotImplementedError


class YesOrNo(Fact):
    """Yes or no, in the words that people use for it."""

    def __init__(self, question: Question) -> None:
        super().__init__(question, options=ANSWERS)

    def told(self, words: str) -> str:
        said = words.strip(" 。.!吧呀啊的了")
        if said in NO or re.match("没|不|无|未|否", said):
            return "no"
        if said in YES:
            return "yes"
        try:
            return choose(words, ANSWERS).value
        except ValidationError as error:
            raise ValidationError("请回复 1 是，或 2 否；不清楚回复「不知道」。") from error


class Days(Fact):
    """How long somebody has stayed, as a span or as the day of arrival; stored as days."""

    def told(self, words: str) -> str:
        if words.strip().isdecimal():
            return str(int(words))
        if found := SPAN.search(words):
            return str(_days(found))
        if arrived := past_day(words, clock.today()):
            return str((clock.today() - arrived.day).days)
        raise ValidationError(HOW_LONG)


class Age(Fact):
    """An age in full years, or a year of birth that leaves no doubt."""

    def told(self, words: str) -> str:
        if found := re.search(r"(19\d\d|20\d\d)年?", words):
            return str(clock.today().year - int(found[1]))
        counted = re.search(r"\d+|[一二两三四五六七八九十百]+", words)
        age = number(counted[0]) if counted else None
        if age is None or not 0 < age < OLDEST:
            raise ValidationError(HOW_OLD)
        return str(age)


class Born(Fact):
    """The day on which a child was born; stored as 2024-03-05."""

    def told(self, words: str) -> str:
        try:
            return PastDay("", "").read(words)
        except ValidationError as error:
            raise ValidationError(WHICH_DAY) from error


KINDS: dict[str, type[Fact]] = {"yes_no": YesOrNo, "day": Born}
NUMBERS: dict[str, type[Fact]] = {"stayed_days": Days, "age": Age}


class EligibilityForm(Form):
    """The walk through one rule; nothing of it is kept."""

    rule: ClassVar[Rule]
    confirmed = False


def _form(rule: Rule) -> type[EligibilityForm]:
    names = dict.fromkeys(
        name for condition in rule.conditions for name in condition.reads if name in QUESTIONS
    )
    asked = {name: _field(QUESTIONS[name]) for name in names}
    title = f"查{rule.title}的条件"
    return type(f"Eligibility_{rule.name}", (EligibilityForm,), {"rule": rule, "title": title, **asked})


def _field(question: Question) -> Fact:
    kind = NUMBERS.get(question.name) or KINDS[question.kind]
    return kind(question)


def facts_of(answers: dict[str, Any], today: date) -> dict[str, bool | int | date]:
    """What the stored answers say, without what is unknown."""
    told: dict[str, bool | int | date] = {"today": today}
    for name, value in answers.items():
        if value in (None, "", UNKNOWN):
            continue
        told[name] = READERS[QUESTIONS[name].kind](value)
    if any(told.get(name) for name in EITHER):
        told |= {name: told.get(name, False) for name in EITHER}
    return told


def _days(found: re.Match[str]) -> int:
    if found["half"]:
        return HALF_YEAR
    unit = UNITS[found["unit"].removeprefix("个")]
    half = unit // 2 if found["part"] or found["more"] else 0
    return (number(found["count"]) or 0) * unit + half


READERS: dict[str, Callable[[str], bool | int | date]] = {
    "yes_no": lambda said: said == "yes",
    "number": int,
    "day": date.fromisoformat,
}
EITHER = ("has_work", "has_home", "has_school")  # one of them is enough: the others are not asked
FORMS = {rule.name: _form(rule) for rule in RULES}
