"""What both booking and changing need: free times as choices, and a seat that is kept meanwhile."""

from datetime import date, time, timedelta
from typing import Any

from botapp import clock
from botapp.errors import Refusal
from botapp.forms.fields import Option
from botapp.lib.chinese import When, say_day, say_moment
from botapp.lib.slots import FreeTime
from botapp.models.appointment import LIMIT, Appointment, open_days, slots
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service

NOON = time(12)
HOLD = timedelta(minutes=10)
NONE_BOOKED = "您目前没有预约。回复「预约」可以约服务。"


def free_times(service: Service, point: Point, days: list[date]) -> list[FreeTime]:
    offered = slots(service, point, [day for day in days if day in open_days(service)])
    return [FreeTime(day, slot.starts) for day, slot in offered if slot.free]


def day_options(service: Service, point: Point) -> list[Option]:
    free: dict[date, int] = {}
    for day, slot in slots(service, point, open_days(service)):
        free[day] = free.get(day, 0) + slot.free
    bookable = ((day, seats) for day, seats in free.items() if seats)
    options = [Option(day.isoformat(), f"{say_day(day)}（余{seats}）") for day, seats in bookable]
    if not options:
        raise Refusal(
            f"{service.name}{service.horizon_days}天内没有空位了。回复「候补{service.name}」，有空位就在这里问您。"
        )
    return options


def time_options(service: Service, point: Point, answers: dict[str, str]) -> list[Option]:
    day = date.fromisoformat(answers["day"])
    free = [slot for _, slot in slots(service, point, [day]) if slot.free]
    half = [slot for slot in free if in_half(slot.starts, answers.get("half", ""))]
    if not free:
        raise Refusal(f"{say_day(day)}刚被约满。")
    return [
        Option(slot.starts.isoformat("minutes"), f"{clock_words(slot.starts)}（余{slot.free}）")
        for slot in half or free
    ]


def in_half(starts: time, half: str) -> bool:
    return not half or (half == "上午") == (starts < NOON)


def keep_for(resident: Resident, service: Service, point: Point, answers: dict[str, str]) -> str:
    starts_at = clock.at(date.fromisoformat(answers["day"]), time.fromisoformat(answers["time"]))
    until = clock.now() + HOLD
    wish = answers.get("given_by") or ""
    Appointment.hold(resident, service, point, starts_at, until, "" if wish == "any" else wish)
    return f"这个时间为您留到 {clock_words(clock.local(until).time())}。"


def could_keep(resident: Resident, service: Service, point: Point, answers: dict[str, str]) -> bool:
    """Keep the seat, unless somebody else took the last one a moment ago."""
    try:
        keep_for(resident, service, point, answers)
    except Refusal:
        return False
    return True


def service_in(answers: dict[str, Any]) -> Service:
    service = Service.named(answers["service"])
    if service is None:
        raise Refusal("这项服务暂时不能预约。")
    return service


def point_in(answers: dict[str, Any]) -> Point:
    point = Point.named(answers["point"])
    if point is None:
        raise Refusal("这个服务点暂时不能预约。")
    return point


def say(appointment: Appointment) -> str:
    told = say_moment(appointment.day, clock.local(appointment.starts_at).time())
    return f"{told} {appointment.service.name}，{appointment.where}"


def too_many(resident: Resident) -> str:
    """Why nothing more can be booked before something is over; empty when it can."""
    full = len(Appointment.upcoming(resident)) >= LIMIT
    return f"您已有{LIMIT}个预约。先去过或取消一个（回复「我的预约」），再约新的。" if full else ""


def clock_words(hour: time) -> str:
    return hour.isoformat("minutes").removeprefix("0")


def is_offered(service: Service, point: Point, told: When) -> bool:
    days = [told.day] if told.day in open_days(service) else []
    return any(slot.starts == told.time for _, slot in slots(service, point, [day for day in days if day]))
