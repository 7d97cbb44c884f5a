"""预约: book in one line or step by step; list, change, cancel."""

import re
from datetime import date, datetime, time
from typing import Any

from botapp import clock, dialogue, router
from botapp.errors import Refusal
from botapp.forms.appointment import AppointmentForm, MoveForm
from botapp.forms.fields import Option
from botapp.lib.chinese import When, say_day, say_moment, when
from botapp.lib.lexicon import is_question, normalise
from botapp.lib.slots import FreeTime, nearest
from botapp.models.appointment import HORIZON_DAYS, Appointment, Status, open_days, slots
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service

NOON = time(12)
TEXT_VERSION = "2026-11"
ORDER = re.compile(r"^(?:我|要|想|帮我|给我|请|再)*(?:预约|约)")
NONE_BOOKED = "您目前没有预约。回复「预约」可以约服务。"


@router.on("预约", "服务预约", "约服务", "我要预约", "预约服务", "挂号")
def begin(resident: Resident, words: str) -> str:
    """Ask step by step."""
    return dialogue.start(resident, AppointmentForm)


@router.on_pattern(r"预约|约|挂号|订个?号")
def begin_with_words(resident: Resident, words: str) -> str | None:
    """Book in one line: service, day and time in any order; what is missing is asked."""
    told = when(words, clock.today())
    service = named_service(told.rest)
    if is_question(words) or (service is None and told.day is None):
        return None
    return _begin(resident, service, told)


@dialogue.gives_way
def is_whole_order(words: str) -> bool:
    """A new booking in one line, not an answer to what is open."""
    told = when(words, clock.today())
    return bool(ORDER.search(words)) and not is_question(words) and named_service(told.rest) is not None


def named_service(words: str) -> Service | None:
    """The service that the words name, by the longest of its names."""
    said = normalise(words)
    names = [(normalise(name), service) for service in Service.offered() for name in _names(service)]
    found = [(name, service) for name, service in names if name and name in said]
    return max(found, key=lambda pair: len(pair[0]))[1] if found else None


def _names(service: Service) -> list[str]:
    return [service.name, *service.aliases]


def _begin(resident: Resident, service: Service | None, told: When) -> str:
    known: dict[str, str] = {"half": told.half}
    if service is None:
        known |= {"day": told.day.isoformat()} if told.day else {}
        return dialogue.start(resident, AppointmentForm, known, "您没说约哪项服务。")
    known["service"] = service.slug
    if len(service.points) == 1:
        known["point"] = service.points[0].slug
    if told.day is None or "point" not in known:
        return dialogue.start(resident, AppointmentForm, known)
    return _begin_on_day(resident, service, service.points[0], told, known)


def _begin_on_day(
    resident: Resident, service: Service, point: Point, told: When, known: dict[str, str]
) -> str:
    day = told.day or clock.today()
    free = _free(service, point, [day])
    if told.time and not any(at.starts == told.time for at in free) and _is_offered(service, point, told):
        return _alternatives(resident, service, point, datetime.combine(day, told.time))
    if not free:
        return dialogue.start(resident, AppointmentForm, known, _why_closed(service, point, day))
    known["day"] = day.isoformat()
    if told.time is None:
        return dialogue.start(resident, AppointmentForm, known)
    if any(at.starts == told.time for at in free):
        return dialogue.start(resident, AppointmentForm, known | {"time": told.time.isoformat("minutes")}, "")
    return dialogue.start(resident, AppointmentForm, known, f"{_clock(told.time)}不开放预约，请从下面选。")


def _is_offered(service: Service, point: Point, told: When) -> bool:
    days = [told.day] if told.day in open_days() else []
    return any(slot.starts == told.time for _, slot in slots(service, point, [day for day in days if day]))


def _why_closed(service: Service, point: Point, day: date) -> str:
    if day not in open_days():
        return f"{say_day(day)}约不了：只能约今天起{HORIZON_DAYS}天以内的工作日。"
    return f"{say_day(day)}{'已约满' if slots(service, point, [day]) else '不开放这项服务'}。"


def _alternatives(resident: Resident, service: Service, point: Point, wanted: datetime) -> str:
    """The slot is full: the nearest free ones, each one digit away."""
    near = nearest(_free(service, point, open_days()), wanted)
    told = f"{say_moment(wanted.date(), wanted.time())} 已约满。"
    if not near:
        return f"{told}{HORIZON_DAYS}天内也没有空位了。回复「需求」登记一下，有空位工作人员联系您。"
    choices = [
        (
            say_moment(at.day, at.starts),
            f"预约{service.name} {at.day.isoformat()} {at.starts.isoformat('minutes')}",
        )
        for at in near
    ]
    return f"{told}最近的空位：\n{router.offer(resident, choices)}\n回复数字，或回复「预约」另选。"


def _free(service: Service, point: Point, days: list[date]) -> list[FreeTime]:
    offered = slots(service, point, [day for day in days if day in open_days()])
    return [FreeTime(day, slot.starts) for day, slot in offered if slot.free]


@dialogue.offers(AppointmentForm, "service")
def services(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """What can be booked."""
    return [Option(row.slug, row.name, tuple(row.aliases)) for row in Service.offered()]


@dialogue.offers(AppointmentForm, "point")
def points(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Where the chosen service is given."""
    return [Option(point.slug, point.name) for point in _service(answers).points]


@dialogue.offers(AppointmentForm, "day")
def days(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Days with free seats."""
    return _day_options(_service(answers), _point(answers))


@dialogue.offers(AppointmentForm, "time")
def times(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Times with free seats on the chosen day, only of the half-day that was said."""
    return _time_options(_service(answers), _point(answers), answers)


def _day_options(service: Service, point: Point) -> list[Option]:
    free: dict[date, int] = {}
    for day, slot in slots(service, point, open_days()):
        free[day] = free.get(day, 0) + slot.free
    bookable = ((day, seats) for day, seats in free.items() if seats)
    options = [Option(day.isoformat(), f"{say_day(day)}（余{seats}）") for day, seats in bookable]
    if not options:
        raise Refusal(
            f"{service.name}{HORIZON_DAYS}天内没有空位了。回复「需求」登记一下，有空位工作人员联系您。"
        )
    return options


def _time_options(service: Service, point: Point, answers: dict[str, str]) -> list[Option]:
    day = date.fromisoformat(answers["day"])
    free = [slot for _, slot in slots(service, point, [day]) if slot.free]
    half = [slot for slot in free if _in_half(slot.starts, answers.get("half", ""))]
    if not free:
        raise Refusal(f"{say_day(day)}刚被约满。")
    return [
        Option(slot.starts.isoformat("minutes"), f"{_clock(slot.starts)}（余{slot.free}）")
        for slot in half or free
    ]


def _in_half(starts: time, half: str) -> bool:
    return not half or (half == "上午") == (starts < NOON)


@dialogue.fills(AppointmentForm)
def request(resident: Resident, answers: dict[str, Any]) -> str:
    """Take the seat."""
    service, point = _service(answers), _point(answers)
    starts_at = clock.at(answers["day"], answers["time"])
    appointment = Appointment.request(resident, service, point, starts_at)
    done = "约好了。" if appointment.status is Status.APPROVED else "已收到，工作人员确认后告诉您。"
    prepare = f"准备：{service.preparation}" if service.preparation else ""
    lines = [f"{done}编号 {appointment.number}", _say(appointment), prepare, _ask_reminder(resident)]
    return "\n".join(filter(None, lines))


def _ask_reminder(resident: Resident) -> str:
    if Consent.holds(resident, Purpose.REMINDER):
        return "会提前3天、1天、2小时提醒您。"
    if not Consent.may_be_asked(resident, Purpose.REMINDER):
        return "来不了请回复「取消预约」。"
    listed = router.offer(resident, [("提醒我", "提醒我"), ("不用提醒", "不用提醒")])
    return f"要提前提醒您吗？（提前3天、1天、2小时，晚上不发）\n{listed}"


@router.on("我的预约", "查预约", "查看预约", "预约查询")
def mine(resident: Resident, words: str) -> str:
    """What is booked, and what can be done about it."""
    booked = Appointment.upcoming(resident)
    if not booked:
        return NONE_BOOKED
    lines = [f"{_say(row)}\n  {row.status.word}，编号 {row.number}" for row in booked]
    choices = [("改期", "改期"), ("取消预约", "取消预约"), ("再约一个", "预约")]
    return "\n".join(["您的预约：", *lines, "要改动，回复数字：", router.offer(resident, choices)])


@router.on("取消预约", "退号", "取消我的预约", "不去了", "去不了了", "不来了")
def ask_to_cancel(resident: Resident, words: str) -> str:
    """Name what would be cancelled and ask for a yes."""
    booked = Appointment.upcoming(resident)
    if not booked:
        return NONE_BOOKED
    choices = [(f"取消 {_say(row)}", f"确认取消预约 {row.number}") for row in booked]
    return f"要取消哪个？\n{router.offer(resident, [*choices, ('不取消', '不取消')])}"


@router.on_pattern(r"^确认取消预约")
def cancel(resident: Resident, words: str) -> str:
    """Give the seat back."""
    number = words.removeprefix("确认取消预约").strip()
    for appointment in Appointment.upcoming(resident):
        if number in ("", appointment.number):
            appointment.cancel()
            return f"已取消：{_say(appointment)}。需要时再回复「预约」。"
    return NONE_BOOKED


@router.on("不取消", "先不取消")
def keep(resident: Resident, words: str) -> str:
    """What was booked stays booked."""
    return "好的，预约还在。要看预约回复「我的预约」。"


@router.on("改期", "改时间", "改预约", "换时间", "修改预约", "改约")
def begin_moving(resident: Resident, words: str) -> str:
    """Ask what moves and to when."""
    return dialogue.start(resident, MoveForm) if Appointment.upcoming(resident) else NONE_BOOKED


@router.on_pattern(r"(?:改期|改到|改成|换到|改时间)")
def begin_moving_with_words(resident: Resident, words: str) -> str | None:
    """改到下周四10点 in one line."""
    told, booked = when(words, clock.today()), Appointment.upcoming(resident)
    if is_question(words) or not booked:
        return None if is_question(words) else NONE_BOOKED
    known: dict[str, str] = {"half": told.half}
    if len(booked) == 1 and told.day:
        known |= _known_move(booked[0], told)
    return dialogue.start(resident, MoveForm, known)


def _known_move(appointment: Appointment, told: When) -> dict[str, str]:
    day = told.day or appointment.day
    free = [at.starts for at in _free(appointment.service, appointment.point, [day])]
    known = {"appointment": str(appointment.id)} | ({"day": day.isoformat()} if free else {})
    return known | ({"time": told.time.isoformat("minutes")} if told.time in free and told.time else {})


@dialogue.offers(MoveForm, "appointment")
def movable(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """The resident's own appointments."""
    booked = Appointment.upcoming(resident)
    if not booked:
        raise Refusal(NONE_BOOKED)
    return [Option(str(row.id), _say(row)) for row in booked]


@dialogue.offers(MoveForm, "day")
def days_to_move_to(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Days with free seats for the same service at the same place."""
    moving = _moving(resident, answers)
    return _day_options(moving.service, moving.point)


@dialogue.offers(MoveForm, "time")
def times_to_move_to(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Times with free seats on the new day."""
    moving = _moving(resident, answers)
    return _time_options(moving.service, moving.point, answers)


@dialogue.fills(MoveForm)
def move(resident: Resident, answers: dict[str, Any]) -> str:
    """Swap the seat."""
    appointment = _moving(resident, answers)
    appointment.move(clock.at(answers["day"], answers["time"]))
    return f"改好了：{_say(appointment)}。编号不变：{appointment.number}。"


@router.on("不用提醒")
def no_reminder(resident: Resident, words: str) -> str:
    """The resident prefers to remember, and is not asked again for a while."""
    Consent.record(resident, Purpose.REMINDER, Answer.REFUSED, TEXT_VERSION)
    return "好的，不提醒。要看预约回复「我的预约」。"


def _moving(resident: Resident, answers: dict[str, Any]) -> Appointment:
    for appointment in Appointment.upcoming(resident):
        if str(appointment.id) == str(answers["appointment"]):
            return appointment
    raise Refusal(NONE_BOOKED)


def _service(answers: dict[str, Any]) -> Service:
    service = Service.named(answers["service"])
    if service is None:
        raise Refusal("这项服务暂时不能预约。")
    return service


def _point(answers: dict[str, Any]) -> Point:
    point = Point.named(answers["point"])
    if point is None:
        raise Refusal("这个服务点暂时不能预约。")
    return point


def _say(appointment: Appointment) -> str:
    told = say_moment(appointment.day, clock.local(appointment.starts_at).time())
    return f"{told} {appointment.service.name}，{appointment.point.name}"


def _clock(hour: time) -> str:
    return hour.isoformat("minutes").removeprefix("0")
