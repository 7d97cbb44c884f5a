"""提醒计划: start, see, stop; a loss is met with few words and no further reminder."""

import re
from datetime import date
from typing import Any

from botapp import dialogue, router
from botapp.errors import Refusal
from botapp.forms.fields import Option
from botapp.forms.plan import QUESTIONS, PlanForm, ShiftForm
from botapp.lib.chinese import say_day
from botapp.models.plan import Plan
from botapp.models.resident import Resident
from botapp.router import Stage

SHOWN, CHOSEN_FROM = 3, 9
NONE = "您没有提醒计划。想要产检、打疫苗、签注这些日子提醒您，回复「开提醒计划」。"
ADVICE = "日子以医生、门诊和办事窗口的安排为准。不要了回复「停止计划」。"
LOSS = re.compile(
    "(?:孩子|宝宝|胎儿|娃).{0,4}(?:没了|没保住|没留住|没有了)|没保住|胎停|流产了|流掉了|引产了|不要这个孩子了|打掉了"
)
KIND_NAMES = {
    "pregnancy": re.compile("产检|预产期"),
    "vaccine": re.compile("疫苗|打针|接种"),
    "child": re.compile("孩子体检|儿保|宝宝体检"),
    "postpartum": re.compile("产后"),
    "permit": re.compile("签注|居住证"),
    "procedure": re.compile("复查|术后|手术|放环|上环|皮埋"),
    "screening": re.compile("筛查|两癌"),
    "subsidy": re.compile("补贴"),
}
GENTLE = (
    "知道了，相关的提醒都停了，不会再发。身体不舒服请去医院，急的打 120；想找人说说，全国心理援助热线 12356。"
)


@router.on("开提醒计划", "提醒计划", "新提醒", "开始随访", "随访", "定提醒")
def begin(resident: Resident, words: str) -> str:
    """Ask what to be reminded of."""
    return dialogue.start(resident, PlanForm)


@router.on_pattern(
    "^(?:到时候|记得|请|帮我)?(?:提醒我|开).{0,6}(?:产检|疫苗|打针|接种|儿保|体检|产后|签注|补贴|复查|筛查|两癌)"
)
def begin_with_words(resident: Resident, words: str) -> str | None:
    """提醒我打疫苗 in one line."""
    kind = next((name for name, pattern in KIND_NAMES.items() if pattern.search(words)), "")
    return dialogue.start(resident, PlanForm, {"kind": kind}) if kind else None


@dialogue.asks(PlanForm, "anchor")
def which_day(resident: Resident, answers: dict[str, str]) -> str:
    """Each kind counts from a day of its own."""
    return QUESTIONS[answers["kind"]]


@dialogue.wants(PlanForm, "words")
def own_words(resident: Resident, answers: dict[str, str]) -> bool:
    """Only a day of one's own needs words."""
    return answers.get("kind") == "own"


@dialogue.fills(PlanForm)
def start(resident: Resident, answers: dict[str, Any]) -> str:
    """Plan it, and read the first days back."""
    plan = Plan.start(resident, answers["kind"], answers["anchor"], answers.get("words"))
    return "\n".join([f"开好了：{plan.title}。会在这些日子早上提醒您：", *_days(plan), ADVICE])


@router.on("我的计划", "提醒内容", "看计划")
def mine(resident: Resident, words: str) -> str:
    """What a reminder that came was about, and what is to come; only for who asks."""
    plans = Plan.of(resident)
    if not plans:
        return NONE
    lines = []
    for plan in plans:
        lines += [f"【{plan.title}】", *(f"· 最近到的：{due}" for due in plan.today), *_days(plan)]
    stops = [(f"停止：{plan.title}", f"停止计划 {plan.id}") for plan in plans]
    choices = [("改一个日子", "改提醒日子"), *stops]
    return "\n".join([*lines, ADVICE, router.offer(resident, choices)])


@router.on("改提醒", "改提醒日子", "改计划", "改一个日子")
def begin_shift(resident: Resident, words: str) -> str:
    """Ask which date moves and to when."""
    return dialogue.start(resident, ShiftForm) if _steps(resident) else NONE


@dialogue.offers(ShiftForm, "step")
def steps(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """The next dates of all plans, soonest first."""
    found = _steps(resident)
    if not found:
        raise Refusal(NONE)
    return [
        Option(f"{plan.id}:{key}", f"{_say(day)} {words}") for plan, key, day, words in found[:CHOSEN_FROM]
    ]


@dialogue.fills(ShiftForm)
def shift(resident: Resident, answers: dict[str, Any]) -> str:
    """Move it, or give it up."""
    id_, _, key = answers["step"].partition(":")
    plan = next((plan for plan in Plan.of(resident) if str(plan.id) == id_), None)
    if plan is None:
        raise Refusal(NONE)
    plan.shift(key, answers["day"])
    return "改好了，到那天早上提醒您。" if answers["day"] else "好的，这一次不提醒了，后面的照旧。"


@router.on("停止计划", "取消计划", "不用再提醒了", "别提醒这个了")
def stop_all(resident: Resident, words: str) -> str:
    """One plan stops at once; of several one is chosen."""
    plans = Plan.of(resident)
    if len(plans) > 1:
        listed = [
            *((f"停止：{plan.title}", f"停止计划 {plan.id}") for plan in plans),
            ("全停", "停止计划 全部"),
        ]
        return f"停哪一个？\n{router.offer(resident, listed)}"
    Plan.forget_all(resident)
    return "停了，写过的日子也删了。" if plans else NONE


@router.on_pattern(r"^停止计划 (?:\d+|全部)$")
def stop(resident: Resident, words: str) -> str:
    """The one that was chosen, or all."""
    chosen = words.removeprefix("停止计划 ")
    for plan in Plan.of(resident):
        if chosen in ("全部", str(plan.id)):
            plan.stop("居民停止")
    return "停了，写过的日子也删了。"


@router.at(Stage.DANGER)
def stop_quietly(resident: Resident, words: str) -> str | None:
    """A loss ends a pregnancy's plan before anything else is looked for; who else answers is not changed."""
    if LOSS.search(words):
        Plan.stop_pregnancy(resident)
    return None


@router.on_pattern(LOSS.pattern)
def say_little(resident: Resident, words: str) -> str | None:
    """No congratulation, no condolence from a machine: what was done, and where people are."""
    return GENTLE if Plan.stopped_just_now(resident) else None


def _steps(resident: Resident) -> list[tuple[Plan, str, date, str]]:
    found = [(plan, *step) for plan in Plan.of(resident) for step in plan.coming]
    return sorted(found, key=lambda step: step[2])


def _days(plan: Plan) -> list[str]:
    ahead = plan.ahead
    rows = [f"· {_say(day)} {words}" for day, words in ahead[:SHOWN]]
    return rows + ([f"· 以后还有 {len(ahead) - SHOWN} 次"] if len(ahead) > SHOWN else [])


def _say(day: date) -> str:
    return f"{day.year}年{say_day(day)}"
