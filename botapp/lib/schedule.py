"""Follow-up schedules: at which days after an anchor somebody wants to be reminded.

Sources: 国家基本公共卫生服务规范（第三版） for 孕期, 产后 and 儿童; 国家免疫规划 (2021, with 2025's change)
for 接种; 《居住证暂行条例》第十条 for 签注; 国卫办人口发〔2025〕24号 for 育儿补贴; common practice, not
confirmed by a text, for 复查 and 筛查. Staff may change the steps; doctors' dates win.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from botapp.lib.chinese.calendar import months_later

Anchor = Literal["due date", "birth", "issued", "past", "coming"]
PREGNANCY = timedelta(days=280)  # from the first day of the last period to the due date
SUBSIDY_DAYS = ((11, 1), (12, 1), (12, 15), (12, 28))
SUBSIDY_YEARS = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One date: so many months and days after the anchor (less than none: before), and what it is for."""

    words: str
    months: int = 0
    days: int = 0

    def on(self, anchor: date) -> date:
        """Months first, clamped to the end of a shorter month, then days."""
        return months_later(anchor, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What can be started: its name, what it counts from and how that is asked, and its steps."""

    slug: str
    title: str
    anchor: Anchor
    question: str
    steps: tuple[Step, ...]

    def dates(self, anchor: date) -> list[tuple[str, date, str]]:
        """(key, day, words) of every step, soonest first; the key stays the same when words change."""
        if self.slug == "subsidy":
            return list(_deadlines(anchor))
        counted = ((f"{step.months}m{step.days}d", step.on(anchor), step.words) for step in self.steps)
        return sorted(counted, key=lambda found: found[1])

    def coming(self, anchor: date, today: date) -> list[tuple[str, date, str]]:
        """What still lies ahead: a plan that starts late does not ring for what is over."""
        return [found for found in self.dates(anchor) if found[1] > today]


def _weeks(*weeks: int) -> tuple[Step, ...]:
    """Weeks of pregnancy, counted back from the due date."""
    words = {8: "建册和第一次产检（13周前）"}
    return tuple(Step(words.get(week, f"孕{week}周产检"), days=week * 7 - PREGNANCY.days) for week in weeks)


def _deadlines(born: date) -> Iterator[tuple[str, date, str]]:
    """Every year until the one of the third birthday, before the year's end."""
    for year in range(max(born.year, 2025), born.year + SUBSIDY_YEARS + 1):
        for month, day in SUBSIDY_DAYS:
            at = date(year, month, day)
            if at >= born:
                yield f"{year}-{month}-{day}", at, f"{year}年育儿补贴12月31日截止申请"


BIRTH = "孩子哪天出生的？可以写「今年3月5日」「2026年3月5日」。"
SCHEDULES = (
    Schedule(
        "pregnancy",
        "产检",
        "due date",
        "预产期是哪天？不知道就写「末次月经」加第一天，如「末次月经9月1日」。",
        _weeks(8, 16, 21, 28, 32, 37, 39),
    ),
    Schedule(
        "postpartum",
        "产后",
        "birth",
        "孩子哪天出生的？可以写「上周三」「11月20日」。",
        (Step("产后访视", days=7), Step("产后42天检查", days=42)),
    ),
    Schedule(
        "child",
        "孩子体检",
        "birth",
        BIRTH,
        (
            Step("满月体检", months=1),
            *(Step(f"{months}月龄体检", months=months) for months in (3, 6, 8, 12, 18, 24, 30, 36)),
            *(Step(f"{years}岁体检", months=12 * years) for years in (4, 5, 6)),
        ),
    ),
    Schedule(
        "vaccine",
        "孩子打疫苗",
        "birth",
        BIRTH,
        (
            Step("1月龄：乙肝第2针", months=1),
            Step("2月龄：脊灰第1针、百白破第1针", months=2),
            Step("3月龄：脊灰第2针", months=3),
            Step("4月龄：脊灰第3剂、百白破第2针", months=4),
            Step("6月龄：乙肝第3针、A群流脑第1针、百白破第3针", months=6),
            Step("8月龄：麻腮风第1针、乙脑第1针", months=8),
            Step("9月龄：A群流脑第2针", months=9),
            Step("18月龄：百白破第4针、麻腮风第2针、甲肝", months=18),
            Step("2岁：乙脑第2针", months=24),
            Step("3岁：AC群流脑第1针", months=36),
            Step("4岁：脊灰第4剂", months=48),
            Step("6岁：百白破第5针、AC群流脑第2针", months=72),
        ),
    ),
    Schedule(
        "permit",
        "居住证签注",
        "issued",
        "居住证是哪天领的（或上次签注是哪天）？",
        tuple(Step("居住证签注：满一年前的一个月里办", months=12, days=-days) for days in (30, 14, 3)),
    ),
    Schedule(
        "procedure",
        "手术、放环、皮埋后复查",
        "past",
        "哪天做的？可以写「上周三」「11月3日」。",
        (
            *(Step(f"{months}个月复查", months=months) for months in (1, 3, 6)),
            *(Step(f"{years}年复查", months=12 * years) for years in (1, 2, 3)),
        ),
    ),
    Schedule(
        "screening",
        "下一次两癌筛查",
        "past",
        "上次是哪天查的？（上次结果正常的，隔3年再查；有异常的按医生说的日子。）",
        (Step("该约两癌筛查了（上次正常的）", months=36),),
    ),
    Schedule("subsidy", "育儿补贴申请", "birth", BIRTH, ()),
    Schedule(
        "own",
        "自己定的日子",
        "coming",
        "要哪一天提醒您？可以写「下个月3号」「明年3月5日」。",
        (Step("您定的事"),),
    ),
)
BY_SLUG = {schedule.slug: schedule for schedule in SCHEDULES}
