"""Whether somebody may have a service: a table of conditions, each with its clause, judged on what was told.

A rule asks only what it needs; what is told is a plain mapping that nobody stores. Every fact may be missing;
`today` is told by the program and never asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Fact = bool | int | date
Facts = Mapping[str, Fact]
Verdict = Literal["ok", "no", "missing"]


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: its name in the facts, the words for a resident, and the kind of the answer."""

    name: str
    words: str
    kind: Literal["yes_no", "number", "day"]


@dataclass(frozen=True, slots=True)
class Line:
    """One condition judged: ok, no or missing, in plain words with the clause that it rests on."""

    verdict: Verdict
    words: str
    clause: str


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold: the facts that it reads, how it is judged, and what is said in each case."""

    reads: tuple[str, ...]
    holds: Callable[[Facts], bool]
    ok: str
    no: str
    clause: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A service with its conditions, in the order in which they are asked, and where one asks for it."""

    name: str
    title: str
    conditions: tuple[Condition, ...]
    where: str


def needs(rule: Rule, facts: Facts | None = None) -> list[Question]:
    """What must still be asked, in order: nothing that is known, and nothing once the answer is no."""
    told = facts or {}
    if verdict(judge(rule, told)) == "no":
        return []
    names = dict.fromkeys(name for condition in rule.conditions for name in condition.reads)
    return [QUESTIONS[name] for name in names if name in QUESTIONS and name not in told]


def judge(rule: Rule, facts: Facts) -> list[Line]:
    """One line a condition; the person may have the service when every line is ok."""
    return [_line(condition, facts) for condition in rule.conditions]


def verdict(lines: list[Line]) -> Verdict:
    """The whole of a judgement: no if anything says no, missing if anything is unknown, else ok."""
    found = {line.verdict for line in lines}
    return "no" if "no" in found else "missing" if "missing" in found else "ok"


def _line(condition: Condition, facts: Facts) -> Line:
    unknown = [QUESTIONS[name].words for name in condition.reads if name not in facts and name in QUESTIONS]
    if unknown:
        return Line("missing", "还缺：" + "；".join(unknown), condition.clause)
    if condition.holds(facts):
        return Line("ok", condition.ok, condition.clause)
    return Line("no", condition.no, condition.clause)


QUESTIONS = {
    question.name: question
    for question in (
        Question("is_local", "您的户口在本地吗？", "yes_no"),
        Question("arrived_on", "您什么时候来本地住的？可以写「去年8月」「三个月了」「半年」。", "day"),
        Question("has_work", "在本地有工作吗？", "yes_no"),
        Question("has_home", "在本地有合法稳定的住处（租房、自有、单位宿舍）吗？", "yes_no"),
        Question("has_school", "在本地连续上学吗？", "yes_no"),
        Question("born_on", "孩子哪天出生？", "day"),
        Question("applied_before", "以前为这个孩子申请过育儿补贴吗？", "yes_no"),
        Question("has_custody", "您是孩子的父母（离婚的有抚养权）或监护人吗？", "yes_no"),
        Question("is_legal", "孩子是亲生或依法收养的吗？", "yes_no"),
        Question("plans_child", "是准备要孩子的夫妻吗？", "yes_no"),
        Question("one_local", "夫妻有一方户口在本地，或双方都在本县区住满半年吗？", "yes_no"),
        Question("checked_before", "为这一胎已经做过免费孕前检查吗？", "yes_no"),
        Question("is_woman", "您是女性吗？", "yes_no"),
        Question("age", "您今年多大（周岁）？", "number"),
        Question("screened_this_round", "这一轮两癌筛查已经做过、结果正常吗？", "yes_no"),
        Question("is_girl", "孩子是女孩吗？", "yes_no"),
    )
}
