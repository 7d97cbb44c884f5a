"""What 查资格 asks: a form for each rule, of the facts that it reads; every fact may stay unknown."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, ClassVar

from marshmallow import ValidationError

from botapp import clock
from botapp.forms import Form
from botapp.forms.fields import Ask, Option, PastDay, choose
from botapp.lib.chinese import number, past_day
from botapp.lib.chinese.calendar import months_later
from botapp.lib.eligibility import QUESTIONS, Question, Rule
from botapp.lib.rule import RULES, SCREENING_AGES

UNKNOWN = "?"
NOT_KNOWN = {
    *("不知道", "不清楚", "不晓得", "说不好", "说不准"),
    *("不确定", "跳过", "忘了", "记不清", "不记得"),
}
WHEN = "没看懂是什么时候来的。可以写「去年8月」「三个月了」「半年」；不清楚回复「不知道」。"
WHICH_UNIT = "请带上单位，比如「100天」「8个月」「2年」。"
WHICH_DAY = "没看懂是哪天。可以写「2024年3月5日」「去年5月」；不清楚回复「不知道」。"
HOW_OLD = "请写周岁，比如「36」；不清楚回复「不知道」。"
WHICH_MONTH = "差一岁就不一样：请写周岁，或连月份一起写，比如「1991年5月」。"
FULL_YEARS = "请写周岁（过了生日才加一岁），比如「36」。"
YES = (
    *("是的", "有", "有的", "对", "对的", "嗯", "恩", "在", "符合", "可以"),
    *("查过", "做过", "申请过", "领过", "办过", "没问题", "没有问题", "没错", "不错"),
)
NO = ("不是", "没有", "没", "无", "不在", "还没", "没查过", "没做过", "没申请过", "没领过", "不对", "从没")
ANSWERS = (Option("yes", "是", YES), Option("no", "否", NO))
# What else is said for yes and for no, to one question.
ALSO = {
    "is_local": ("^(?:就?是)?(?:本地|本镇|本村|这里|当地)", "外地|外省|外县|老家|不是|不在"),
    "has_work": ("^(?:有|在)?(?:上班|打工|工作|做工|厂里|开店)", "^(?:没|不|失业|待业|退休)"),
    "has_home": ("^(?:租|自己|自有|买|住宿舍|宿舍|单位|厂里|有)", "^(?:没|不|无)"),
    "is_woman": ("^(?:我)?(?:是)?女", "^(?:我)?(?:是)?男"),
    "is_girl": ("^(?:是)?(?:女|闺女|丫头)", "^(?:是)?(?:男|儿子)"),
}
SPAN = re.compile(
    r"(?<!\d)(?P<half>大半年|半年)|(?<!\d)(?P<count>\d{1,3}|[一二两三四五六七八九十百]+)个?(?P<part>半)?"
    r"(?P<unit>年|个?月|周|星期|礼拜|天|日)(?P<more>半)?"
)
A_YEAR = re.compile(r"(?<!\d)(?:19|20)?\d\d年?(?:来|到|搬)")
MONTHS_OF = {"年": 12, "月": 1}
DAYS_OF = {"周": 7, "星期": 7, "礼拜": 7, "天": 1, "日": 1}
OLDEST = 120


class Fact(Ask, ABC):
    """One fact about the resident; 不知道 leaves it unknown."""

    def __init__(self, question: Question, **rest: Any) -> None:
        super().__init__(question.words, question.name, **rest)
        self.required, self.allow_none, self.load_default = False, True, None

    def read(self, words: str) -> str:
        """The stored form of an answer, `?` when the resident does not know."""
        return UNKNOWN if words.strip(" 。.!") in NOT_KNOWN else self.told(words)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        return value

    @abstractmethod
    def told(self, words: str) -> str:
        """The stored form of an answer that says something."""


class YesOrNo(Fact):
    """Yes or no, in the words that people use for it."""

    def __init__(self, question: Question) -> None:
        super().__init__(question, options=ANSWERS)
        self.also_yes, self.also_no = ALSO.get(question.name, ("", ""))

    def told(self, words: str) -> str:
        said = words.strip(" 。.!吧呀啊的了")
        if said in YES:
            return "yes"
        if said in NO or re.match("没|不|无|未|否", said) or (self.also_no and re.search(self.also_no, said)):
            return "no"
        if self.also_yes and re.search(self.also_yes, said):
            return "yes"
        try:
            return choose(words, ANSWERS).value
        except ValidationError as error:
            raise ValidationError("请回复 1 是，或 2 否；不清楚回复「不知道」。") from error


class Arrived(Fact):
    """Since when somebody has stayed, as a day or as a span until now; stored as a day."""

    def told(self, words: str) -> str:
        if words.strip().isdecimal():
            raise ValidationError(WHICH_UNIT)
        today = clock.today()
        arrived = past_day(words, today)
        day = arrived.day if arrived else _ago(words, today)
        if day is None:
            raise ValidationError(WHEN)
        return day.isoformat()


def _ago(words: str, today: date) -> date | None:
    """The day that lies so long ago; None when no span is named, or a year (24年来的) is not clear."""
    found = SPAN.search(words)
    if found is None or (found["unit"] == "年" and A_YEAR.search(words)):
        return None
    if found["unit"] == "月" and "个" not in found[0]:  # 3月 is a month of the year
        return None
    if found["half"]:
        return months_later(today, -6)
    unit, count = found["unit"].removeprefix("个"), number(found["count"]) or 0
    half = bool(found["part"] or found["more"])
    if unit in MONTHS_OF:
        whole = months_later(today, -MONTHS_OF[unit] * count)
        return months_later(whole, -6) if half and unit == "年" else whole - timedelta(15 * half)
    return today - timedelta(DAYS_OF[unit] * count + 3 * half)


class Age(Fact):
    """An age in full years, or when somebody was born, if that leaves no doubt."""

    def told(self, words: str) -> str:
        if "虚" in words:
            raise ValidationError(FULL_YEARS)
        today = clock.today()
        if re.search(r"(?:19|20)\d\d年?\d{1,2}月", words) and (born := past_day(words, today)):
            return str(_full_years(born.day, today))
        if found := re.search(r"(19\d\d|20\d\d)年?", words):
            return str(_doubtless(today.year - int(found[1])))
        counted = re.search(r"\d+|[一二两三四五六七八九十百]+", words)
        age = number(counted[0]) if counted else None
        if age is None or not 0 < age < OLDEST:
            raise ValidationError(HOW_OLD)
        return str(age)


def _full_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _doubtless(most: int) -> int:
    """The age of who turns `most` this year. Raises `ValidationError` where the birthday matters."""
    if (most in SCREENING_AGES) != (most - 1 in SCREENING_AGES):
        raise ValidationError(WHICH_MONTH)
    return most


class Born(Fact):
    """The day on which a child was born; stored as 2024-03-05."""

    def told(self, words: str) -> str:
        try:
            return PastDay("", "").read(words)
        except ValidationError as error:
            raise ValidationError(WHICH_DAY) from error


KINDS: dict[str, type[Fact]] = {"yes_no": YesOrNo, "day": Born}
READ_AS: dict[str, type[Fact]] = {"arrived_on": Arrived, "age": Age}


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
    kind = READ_AS.get(question.name) or KINDS[question.kind]
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


READERS: dict[str, Callable[[str], bool | int | date]] = {
    "yes_no": lambda said: said == "yes",
    "number": int,
    "day": date.fromisoformat,
}
EITHER = ("has_work", "has_home", "has_school")  # one of them is enough: the others are not asked
FORMS = {rule.name: _form(rule) for rule in RULES}
