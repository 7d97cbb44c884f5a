"""提醒: stop and resume what is sent unasked."""

from botapp import clock, router
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.outbox import Outbox
from botapp.models.question import Question
from botapp.models.reminder import Reminder
from botapp.models.resident import Resident
from botapp.router import Stage, plain
from botapp.words import CALL_CHOICES, MAY_WE_CALL

TEXT_VERSION = "2026-11"
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
