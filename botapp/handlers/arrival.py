"""到场: say that one is here, or take a ticket, with the four digits that hang at the window."""

import re

from botapp import clock, dialogue, queue, router
from botapp.lib.chinese import say_moment
from botapp.models.appointment import Appointment
from botapp.models.arrival import Ticket, point_with
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service

CODE = re.compile(r"(?<!\d)\d{4}(?!\d)")
TRIES, WHILE = 10, 10 * 60
TOO_OFTEN = "试的次数太多了，请十分钟后再试，或直接到窗口说一声。"
HOW = "请看窗口上今天的4位签到码，回复「{word} 四位数字」，比如「{word} 1234」。也可以用微信扫窗口上的码。"
NO_TICKET = "您今天没有取号。到了窗口回复「取号」加窗口上的4位数字。"


@router.on("签到", "我到了", "到了", "我来了", "报到")
def ask_for_code(resident: Resident, words: str) -> str:
    """Where the code is found."""
    return HOW.format(word="签到")


@router.on("取号", "现场取号", "排号", "拿号")
def ask_for_ticket_code(resident: Resident, words: str) -> str:
    """Where the code is found, for who has no appointment."""
    mine = Ticket.of(resident)
    return _told(mine) if mine else HOW.format(word="取号")


@router.on_pattern(r"^(?:签到|我到了|到了|报到)\D{0,3}\d{4}$")
def arrive(resident: Resident, words: str) -> str:
    """签到1234: the appointments of today are kept; without one, a ticket is offered."""
    if not queue.count_within(f"arrive:{resident.id}", TRIES, WHILE):
        return TOO_OFTEN
    code = CODE.findall(words)[-1]
    point = point_with(code)
    booked = Appointment.of_today(resident, point)
    if not booked:
        return f"您今天在{point.name}没有预约。要排队就选：\n{_offer_tickets(resident, point, code)}"
    for row in booked:
        row.arrive()
    what = "、".join(f"{_hour(row)} {row.service.name}" for row in booked)
    return f"签到好了：{what}。请在{point.name}等候叫名。"


@router.on_pattern(r"^(?:取号|排号|拿号)\D{0,3}\d{4}")
def take(resident: Resident, words: str) -> str:
    """取号1234, or with the service behind it: a place in the row, and about how long it takes."""
    if not queue.count_within(f"arrive:{resident.id}", TRIES, WHILE):
        return TOO_OFTEN
    code = CODE.findall(words)[0]
    point = point_with(code)
    here = _services(point)
    service = here[0] if len(here) == 1 else Service.said_in(words.partition(code)[2], here)
    if service is not None:
        return _told(Ticket.take(resident, service, point))
    return f"在{point.name}要办什么？\n{_offer_tickets(resident, point, code)}"


@router.on("我的号", "排到几号", "到几号了", "还要等多久", "查号")
def mine(resident: Resident, words: str) -> str:
    """How many are before one."""
    ticket = Ticket.of(resident)
    return _told(ticket) if ticket else NO_TICKET


@router.on("不等了", "不排队了")
def leave(resident: Resident, words: str) -> str | None:
    """Give the ticket back; without one the words mean something else."""
    ticket = Ticket.of(resident)
    if ticket is None:
        return None
    ticket.leave()
    return f"好的，{ticket.number} 号退了。"


@dialogue.gives_way
def is_at_the_window(words: str) -> bool:
    """签到1234 in the middle of a form is said at a window, now."""
    return bool(re.search(r"^(?:签到|取号)\D{0,3}\d{4}", words))


def _services(point: Point) -> list[Service]:
    return [row for row in Service.offered() if point in row.points]


def _offer_tickets(resident: Resident, point: Point, code: str) -> str:
    return router.offer(resident, [(row.name, f"取号 {code} {row.name}") for row in _services(point)])


def _told(ticket: Ticket) -> str:
    if ticket.called_at is not None:
        return f"叫到您了：{ticket.number} 号，请到{ticket.point.name}窗口。"
    wait = f"前面还有 {ticket.ahead} 位，大约等 {ticket.minutes} 分钟" if ticket.ahead else "下一个就是您"
    return (
        f"您的现场号：{ticket.number} 号（{ticket.service.name}，{ticket.point.name}）。{wait}；约好的先办。"
        "回复「我的号」再看，不等了回复「不等了」。"
    )


def _hour(row: Appointment) -> str:
    return say_moment(row.day, clock.local(row.starts_at).time()).rpartition(" ")[2]
