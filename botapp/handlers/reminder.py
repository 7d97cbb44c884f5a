"""提醒: stop and resume what is sent unasked."""

import re
from dataclasses import replace
from datetime import time

from botapp import clock, router
from botapp.lib.chinese import time_of_day
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.outbox import Outbox
from botapp.models.question import Question
from botapp.models.reminder import Reminder
from botapp.models.resident import Resident
from botapp.router import Stage, plain
from botapp.words import CALL_CHOICES, MAY_WE_CALL

TEXT_VERSION = "2026-11"
HOUR = r"(?:早上|上午|中午|下午|晚上|晚)?\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[点:：时](?:半|30)?"
SILENCE = r"(?:给我)?.{0,4}(?:别|不要|勿)(?:再|给我)*(?:发|提醒|打扰|吵)"
LATE = re.compile(rf"{HOUR}(?:以后|之后|过后|后){SILENCE}")
EARLY = re.compile(rf"{HOUR}(?:以前|之前|前){SILENCE}")
STOP = {
    *(
        "退订",
        "td",
        "t",
        "取消提醒",
        "停止提醒",
        "不要提醒",
        "不要提醒我",
        "不要提醒我了",
        "不要再给我发消息了",
        "不要给我发消息了",
        "别给我发消息了",
        "停",
        "别提醒我",
        "别提醒我了",
    ),
    *(
        "不要再发",
        "不要再发了",
        "别再发",
        "别再发了",
        "别发了",
        "不要发了",
        "不想收",
        "不要再提醒",
        "别提醒了",
        "关闭提醒",
    ),
}
HOW = "可以写「晚上7点以后别发」「早上9点以前别发」。"
STOPPED = "已退订，不会再主动给您发消息。已约好的预约不受影响。想恢复请回复「恢复提醒」。"


@router.at(Stage.STOP)
def stop(resident: Resident, words: str) -> str | None:
    """退订 acts at once, wherever the resident is, with a receipt of one line."""
    if plain(words) not in STOP:
        return None
    resident.muted_at = clock.now()
    Consent.record(resident, Purpose.REMINDER, Answer.WITHDRAWN, TEXT_VERSION)
    Question.want_no_answers(resident)
    Outbox.hold_all_for(resident, "居民已退订，下次联系时再给看")
    return STOPPED


@router.on("恢复提醒", "开启提醒", "重新提醒", "提醒我")
def resume(resident: Resident, words: str) -> str:
    """The resident wants reminders (again)."""
    resident.muted_at = None
    Consent.record(resident, Purpose.REMINDER, Answer.AGREED, TEXT_VERSION)
    count = len(Reminder.of(resident))
    planned = f"目前有 {count} 条待发的提醒。" if count else ""
    return f"好的，会提前提醒您。{planned}不想收了随时回复「退订」。{_ask_to_phone(resident)}"


def _ask_to_phone(resident: Resident) -> str:
    if not Consent.ask_to_phone(resident, TEXT_VERSION):
        return ""
    return f"\n{MAY_WE_CALL}\n{router.offer(resident, CALL_CHOICES)}"


@router.on("我的提醒", "提醒")
def mine(resident: Resident, words: str) -> str:
    """What the resident will be reminded of."""
    planned = Reminder.of(resident)
    if not planned:
        return "目前没有要发给您的提醒。"
    lines = [f"· {clock.local(reminder.due_at):%m月%d日 %H:%M}" for reminder in planned]
    return "\n".join(["会在这些时间提醒您：", *lines, "不想收请回复「退订」。"])


@router.on_pattern(f"{LATE.pattern}|{EARLY.pattern}")
def keep_quiet(resident: Resident, words: str) -> str | None:
    """晚上7点以后别发，早上9点以前别发: the resident's own quiet hours, never shorter than the town's."""
    early, late = EARLY.search(words), LATE.search(words)
    found = early or late
    told = time_of_day(found[0]) if found else None
    if told is None or told.time is None:
        return None
    try:
        quiet = replace(resident.quiet, **{"until" if early else "since": told.time})
    except ValueError:
        return f"本来就是晚上 8:30 到早上 8:30 不发，只能再多安静些。{HOW}"
    resident.quiet_since, resident.quiet_until = quiet.since, quiet.until
    Reminder.fit_again(resident)
    return f"好的，{_clock(quiet.since)} 到第二天 {_clock(quiet.until)} 不给您发。恢复原样回复「恢复时间」。"


@router.on("恢复时间", "安静时间恢复")
def usual_hours(resident: Resident, words: str) -> str:
    """The town's hours again."""
    resident.quiet_since = resident.quiet_until = None
    return "好的，按一般的时间：晚上 8:30 到早上 8:30 不发。"


def _clock(hour: time) -> str:
    return hour.isoformat("minutes").removeprefix("0")
