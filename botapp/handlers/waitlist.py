"""候补: wait for a seat, take or leave the one that is offered, wait no more."""

from datetime import datetime

from botapp import clock, dialogue, router
from botapp.lib.chinese import say_moment, when
from botapp.models.appointment import Status as Booked
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service
from botapp.models.waitlist import Status, Wait

NONE = "您没有在候补。约满了的时间，预约时会问您要不要候补。"
GONE = "现在没有留给您的名额。回复「候补」看排到哪里。"


@router.on("候补", "我的候补", "查候补", "排队")
def mine(resident: Resident, words: str) -> str:
    """What one waits for, and how far one has come."""
    waits = Wait.of(resident)
    if not waits:
        return NONE
    rows = [_told(wait) for wait in waits]
    choices = [("不等了", "退出候补")]
    if Wait.offer_to(resident):
        choices = [("要这个时间", "要"), ("不要，给下一位", "不要"), *choices]
    return "\n".join(["您在候补：", *rows, router.offer(resident, choices)])


@router.on_pattern("^候补.")
def join(resident: Resident, words: str) -> str | None:
    """候补两癌筛查 12月2日9点: for that moment, or without one for any."""
    told = when(words.removeprefix("候补"), clock.today())
    service = Service.said_in(told.rest)
    if service is None or not service.points:
        return None
    wanted = clock.at(told.day, told.time) if told.day and told.time else None
    wait = Wait.join(resident, service, _point(service), wanted)
    for_what = _moment(wanted) if wanted else "最近的空位"
    return (
        f"已为您候补{service.name}（{for_what}），您排在第 {wait.place} 位。\n"
        "有人退就在这里问您，名额留2小时，晚上不打扰。不等了回复「退出候补」。"
    )


@router.on("要", "要这个时间", "要这个名额", "我要")
def take(resident: Resident, words: str) -> str | None:
    """Book the seat that is offered; without one the word means something else."""
    wait = Wait.offer_to(resident)
    if wait is None:
        return GONE if any(row.status is Status.PASSED for row in Wait.lately(resident)) else None
    booked = wait.take()
    done = "约好了" if booked.status is Booked.APPROVED else "已收到，工作人员确认后告诉您"
    what = f"{_moment(booked.starts_at)} {booked.service.name}，{booked.point.name}"
    return f"{done}：{what}。编号 {booked.number}"


@router.on("不要", "不要了", "不要这个名额")
def decline(resident: Resident, words: str) -> str | None:
    """Leave the offered seat to the next."""
    wait = Wait.offer_to(resident)
    if wait is None:
        return None
    wait.leave()
    return "好的，名额给下一位了，候补也退了。还想等随时回复「预约」。"


@router.on("退出候补", "取消候补", "不候补了", "不排了")
def leave(resident: Resident, words: str) -> str:
    """Wait no more."""
    if not Wait.of(resident):
        return NONE
    Wait.forget_all(resident)
    return "好的，不等了。"


@dialogue.gives_way
def is_wish(words: str) -> bool:
    """候补两癌筛查 in the middle of a form is a request of its own."""
    return words.startswith("候补")


def _point(service: Service) -> Point:
    return service.points[0]


def _told(wait: Wait) -> str:
    what = f"{wait.service.name}，{_moment(wait.wanted_at) if wait.wanted_at else '最近的空位'}"
    if wait.status is Status.OFFERED and wait.offered_until and wait.is_good:
        return f"· {what}：有位了，为您留到 {_moment(wait.offered_until)}"
    return f"· {what}：排在第 {wait.place} 位"


def _moment(moment: datetime) -> str:
    local = clock.local(moment)
    return say_moment(local.date(), local.time())
