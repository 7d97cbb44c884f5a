"""What one has booked: list, cancel, change."""

from typing import Any

from botapp import clock, dialogue, router
from botapp.errors import Refusal
from botapp.forms.appointment import MoveForm
from botapp.forms.fields import Option
from botapp.handlers.appointment.seat import (
    NONE_BOOKED,
    day_options,
    free_times,
    keep_for,
    say,
    time_options,
)
from botapp.lib.chinese import When, when
from botapp.lib.lexicon import is_question
from botapp.models.appointment import Appointment
from botapp.models.companion import tell_of_change
from botapp.models.resident import Resident


@router.on("我的预约", "查预约", "查看预约", "预约查询")
def mine(resident: Resident, words: str) -> str:
    """What is booked, and what can be done about it."""
    booked = Appointment.upcoming(resident)
    if not booked:
        return NONE_BOOKED
    lines = [f"{say(row)}\n  {row.status.word}，编号 {row.number}" for row in booked]
    choices = [("改期", "改期"), ("取消预约", "取消预约"), ("再约一个", "预约")]
    return "\n".join(["您的预约：", *lines, "要改动，回复数字：", router.offer(resident, choices)])


@router.on("会来", "我会来", "会去", "一定来", "按时来", "准时到", "能来", "确认会来")
def confirm(resident: Resident, words: str) -> str | None:
    """The answer to a reminder: the next appointment will be kept."""
    booked = Appointment.upcoming(resident)
    if not booked:
        return None
    booked[0].confirm()
    return f"好的，等您：{say(booked[0])}。来不了请回复「取消预约」。"


@router.on("取消预约", "退号", "取消我的预约", "不去了", "去不了了", "不来了")
def ask_to_cancel(resident: Resident, words: str) -> str:
    """Name what would be cancelled and ask for a yes."""
    booked = Appointment.upcoming(resident)
    if not booked:
        return NONE_BOOKED
    choices = [(f"取消 {say(row)}", f"确认取消预约 {row.number}") for row in booked]
    return f"要取消哪个？\n{router.offer(resident, [*choices, ('不取消', '不取消')])}"


@router.on_pattern(r"^确认取消预约")
def cancel(resident: Resident, words: str) -> str:
    """Give the seat back."""
    number = words.removeprefix("确认取消预约").strip()
    for appointment in Appointment.upcoming(resident):
        if number in ("", appointment.number):
            appointment.cancel()
            tell_of_change(appointment)
            return f"已取消：{say(appointment)}。需要时再回复「预约」。"
    return NONE_BOOKED


@router.on("不取消", "先不取消")
def keep(resident: Resident, words: str) -> str:
    """What was booked stays booked."""
    return "好的，预约还在。要看预约回复「我的预约」。"


@router.on("改期", "改时间", "改预约", "换时间", "修改预约", "改约")
def begin_moving(resident: Resident, words: str) -> str:
    """Ask what moves and to when."""
    return _fixed(Appointment.upcoming(resident)) or dialogue.start(resident, MoveForm)


@router.on_pattern(r"(?:改期|改到|改成|换到|改时间)")
def begin_moving_with_words(resident: Resident, words: str) -> str | None:
    """改到下周四10点 in one line."""
    told, booked = when(words, clock.today()), Appointment.upcoming(resident)
    if is_question(words):
        return None
    if fixed := _fixed(booked):
        return fixed
    known: dict[str, str] = {"half": told.half}
    if len(booked) == 1 and told.day:
        known |= _known_move(booked[0], told)
    return dialogue.start(resident, MoveForm, known)


def _fixed(booked: list[Appointment]) -> str:
    """Why none of these can be moved; empty when one can."""
    reasons = [row.why_fixed for row in booked]
    return "" if "" in reasons else next(iter(reasons), NONE_BOOKED)


def _known_move(appointment: Appointment, told: When) -> dict[str, str]:
    day = told.day or appointment.day
    free = [at.starts for at in free_times(appointment.service, appointment.point, [day])]
    known = {"appointment": str(appointment.id)} | ({"day": day.isoformat()} if free else {})
    return known | ({"time": told.time.isoformat("minutes")} if told.time in free and told.time else {})


@dialogue.offers(MoveForm, "appointment")
def movable(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """The resident's own appointments."""
    booked = Appointment.upcoming(resident)
    if not booked:
        raise Refusal(NONE_BOOKED)
    return [Option(str(row.id), say(row)) for row in booked if not row.why_fixed]


@dialogue.offers(MoveForm, "day")
def days_to_move_to(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Days with free seats for the same service at the same place."""
    moving = _moving(resident, answers)
    return day_options(moving.service, moving.point)


@dialogue.offers(MoveForm, "time")
def times_to_move_to(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Times with free seats on the new day."""
    moving = _moving(resident, answers)
    return time_options(moving.service, moving.point, answers)


@dialogue.remarks(MoveForm)
def keep_new_seat(resident: Resident, answers: dict[str, str]) -> str:
    """Both seats are the resident's until the change is confirmed, or not."""
    moving = _moving(resident, answers)
    return keep_for(resident, moving.service, moving.point, answers)


@dialogue.fills(MoveForm)
def move(resident: Resident, answers: dict[str, Any]) -> str:
    """Swap the seat."""
    appointment = _moving(resident, answers)
    appointment.move(clock.at(answers["day"], answers["time"]))
    tell_of_change(appointment)
    return f"改好了：{say(appointment)}。编号不变：{appointment.number}。"


def _moving(resident: Resident, answers: dict[str, Any]) -> Appointment:
    for appointment in Appointment.upcoming(resident):
        if str(appointment.id) == str(answers["appointment"]):
            return appointment
    raise Refusal(NONE_BOOKED)
