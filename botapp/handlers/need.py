"""需求告之: say what you need in your own words, get a number and a promise."""

from typing import Any

from botapp import clock, dialogue, router
from botapp.forms.need import NeedForm
from botapp.lib.chinese import say_moment
from botapp.models.calendar import end_of_workday
from botapp.models.need import OPEN, Need
from botapp.models.resident import Resident

ANSWER_DAYS = 2
LEADING = ":：,， \t\n"


@router.on("需求", "说需求", "需求告之", "提需求", "我有需求", "登记需求")
def begin(resident: Resident, words: str) -> str:
    """Ask what is needed."""
    return dialogue.start(resident, NeedForm)


@router.on_pattern(r"^(?:我的)?需求[:：,，\s]+\S{2,}")
def begin_with_words(resident: Resident, words: str) -> str:
    """需求：… in one line."""
    told = words.removeprefix("我的").removeprefix("需求").lstrip(LEADING)
    return dialogue.start(resident, NeedForm, {"words": told[:500]})


@router.on("撤回需求", "取消需求")
def withdraw(resident: Resident, words: str) -> str:
    """Take the newest waiting need back."""
    waiting = [need for need in Need.of(resident) if need.status in OPEN]
    if not waiting:
        return "没有等待答复的需求。"
    waiting[0].withdraw()
    return f"需求 {waiting[0].number} 已撤回。"


@dialogue.fills(NeedForm)
def tell(resident: Resident, answers: dict[str, Any]) -> str:
    """Open the case and promise an answer."""
    need = Need.tell(resident, answers["words"], answers["phone"], end_of_workday(clock.now(), ANSWER_DAYS))
    by = clock.local(need.promised_at)
    return (
        f"已收到，编号 {need.number}。工作人员最迟 {say_moment(by.date(), by.time())} 答复您，"
        "就在这里回复。回复「进度」可以查看。"
    )
