"""同来: ask another adult along, and say yes or no to it oneself; nobody books for another adult."""

import re

from botapp import clock, dialogue, router
from botapp.lib.chinese import say_moment
from botapp.models.appointment import Appointment
from botapp.models.companion import Companion
from botapp.models.resident import Resident
from botapp.router import plain

CODE = re.compile(r"^同来(\d{6})$")
YES = re.compile(r"^确认同来(\d{6})$")
NONE = "您没有要同来的预约。约的人会给您6位同来码，回复「同来」加数字。"
NO_APPOINTMENT = "先约好时间，再请人同来：回复「预约」。"


@router.on("请人同来", "夫妻同来", "爱人同来", "一起来", "两个人来")
def invite(resident: Resident, words: str) -> str:
    """A code to pass on; we do not learn to whom."""
    able = [row for row in Appointment.upcoming(resident) if row.service.pairs]
    if not able:
        return NO_APPOINTMENT
    row = Companion.invite(able[0])
    return (
        f"把这个码告诉同来的人：{row.code}（2天有效）。请 TA 在自己的手机上关注我们，回复「同来{row.code}」。"
        "TA 自己同意才算，不来也不用说原因。"
    )


@router.on_pattern(r"^同来\d{6}$")
def look(resident: Resident, words: str) -> str:
    """What one is asked along to, before one says yes."""
    code = plain(words).removeprefix("同来")
    row = Companion.asked_by(code)
    listed = router.offer(resident, [("我愿意，同来", f"确认同来{code}"), ("不去", "不同来")])
    return f"有人请您一起来：{_say(row.appointment)}。来不来您自己定。\n{listed}"


@router.on_pattern(r"^确认同来\d{6}$")
def join(resident: Resident, words: str) -> str:
    """Their own yes."""
    row = Companion.asked_by(plain(words).removeprefix("确认同来"))
    row.join(resident)
    later = "想要提醒回复「提醒我」；不去了回复「不同来」，不会告诉约的人。"
    return f"好的，记下了：{_say(row.appointment)}。{later}"


@router.on("同来", "我的同来")
def mine(resident: Resident, words: str) -> str:
    """Where one comes along."""
    rows = Companion.with_(resident)
    return (
        "\n".join(["您同来的：", *(f"· {_say(row.appointment)}" for row in rows), "不去了回复「不同来」。"])
        if rows
        else NONE
    )


@router.on("不同来", "不同来了", "不陪了")
def leave(resident: Resident, words: str) -> str:
    """Not after all, and nobody is told."""
    Companion.end_all(resident)
    return "好的，不会告诉约的人。"


@dialogue.gives_way
def is_code(words: str) -> bool:
    """同来123456 is said when one gets it, whatever is open."""
    return bool(CODE.match(plain(words)) or YES.match(plain(words)))


def _say(appointment: Appointment) -> str:
    local = clock.local(appointment.starts_at)
    return f"{say_moment(local.date(), local.time())} {appointment.service.name}，{appointment.point.name}"
