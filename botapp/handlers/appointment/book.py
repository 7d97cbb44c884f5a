"""Booking, in one line or step by step."""

import re
from datetime import date, datetime, time
from typing import Any

from botapp import clock, dialogue, router
from botapp.forms.appointment import GIVERS, AppointmentForm, MoveForm
from botapp.forms.fields import Option
from botapp.handlers.appointment.seat import (
    clock_words,
    could_keep,
    day_options,
    free_times,
    is_offered,
    keep_for,
    point_in,
    say,
    service_in,
    time_options,
    too_many,
)
from botapp.lib.chinese import When, say_day, say_moment, when
from botapp.lib.lexicon import is_question
from botapp.lib.slots import nearest
from botapp.models.appointment import Appointment, Status, check_limits, open_days, slots, wishes
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.point import Point
from botapp.models.resident import Resident
from botapp.models.service import Service

COMPARE = "想先看各种方法的好处和不足，回复「方法比较」，看完再确认；不看也可以约。"
TEXT_VERSION = "2026-11"
ADULTS = "家人|老公|老婆|爱人|妻子|丈夫|爸|妈|父|母|爷爷|奶奶|外公|外婆|老人|朋友|同事|别人|她|他"
OTHERS = (
    "大人的预约要本人同意：请 TA 用自己的微信关注我们，回复「预约」；不会用微信的，可以到窗口登记。\n"
    "14岁以下的孩子由家长约，直接回复「预约」就行；14到17岁的可以自己约。\n"
    "要一起来的（比如夫妻检查），您约好后回复「请人同来」。"
)
ORDER = re.compile(r"^(?:我|要|想|帮我|给我|请|再)*(?:预约|约)")
NONE_BOOKED = "您目前没有预约。回复「预约」可以约服务。"


@router.on("预约", "服务预约", "约服务", "我要预约", "预约服务", "挂号")
def begin(resident: Resident, words: str) -> str:
    """Ask step by step."""
    return too_many(resident) or dialogue.start(resident, AppointmentForm)


@router.on_pattern(
    r"^(?:我想|我要|想)?(?:帮|替|给|为)(?:我)?(?:家人|老公|老婆|爱人|妻子|丈夫|爸|妈|父母|父亲|母亲|爷爷|奶奶|外公|外婆|老人|朋友|同事|别人|她|他).{0,6}(?:预约|约|挂号)"
)
def for_others(resident: Resident, words: str) -> str:
    """Nobody is booked without their own yes."""
    return OTHERS


@router.on_pattern(r"预约|约|挂号|订个?号")
def begin_with_words(resident: Resident, words: str) -> str | None:
    """Book in one line: service, day and time in any order; what is missing is asked."""
    told = when(words, clock.today())
    service = Service.said_in(told.rest)
    if is_question(words) or (service is None and told.day is None):
        return None
    return too_many(resident) or _begin(resident, service, told)


@dialogue.gives_way
def is_whole_order(words: str) -> bool:
    """A new booking in one line, not an answer to what is open."""
    told = when(words, clock.today())
    return bool(ORDER.search(words)) and not is_question(words) and Service.said_in(told.rest) is not None


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
    free = free_times(service, point, [day])
    if told.time and not any(at.starts == told.time for at in free) and is_offered(service, point, told):
        return _alternatives(resident, service, point, datetime.combine(day, told.time))
    if not free:
        return dialogue.start(resident, AppointmentForm, known, _why_closed(service, point, day))
    known["day"] = day.isoformat()
    if told.time is None:
        return dialogue.start(resident, AppointmentForm, known)
    if any(at.starts == told.time for at in free):
        check_limits(resident, service, day)
        known["time"] = told.time.isoformat("minutes")
        if not could_keep(resident, service, point, known):
            return _alternatives(resident, service, point, datetime.combine(day, told.time))
        return dialogue.start(resident, AppointmentForm, known)
    closed = f"{clock_words(told.time)}不开放预约，请从下面选。"
    return dialogue.start(resident, AppointmentForm, known, closed)


def _why_closed(service: Service, point: Point, day: date) -> str:
    if day not in open_days(service):
        return f"{say_day(day)}约不了：只能约今天起{service.horizon_days}天以内的工作日。"
    return f"{say_day(day)}{'已约满' if slots(service, point, [day]) else '不开放这项服务'}。"


def _alternatives(resident: Resident, service: Service, point: Point, wanted: datetime) -> str:
    """The slot is full: the nearest free ones, each one digit away."""
    near = nearest(free_times(service, point, open_days(service)), wanted)
    told = f"{say_moment(wanted.date(), wanted.time())} 已约满。"
    if not near:
        listed = router.offer(resident, [("候补，有空位就问我", f"候补{service.name}"), ("登记需求", "需求")])
        return f"{told}{service.horizon_days}天内也没有空位了。\n{listed}"
    choices = [
        (
            say_moment(at.day, at.starts),
            f"预约{service.name} {at.day.isoformat()} {at.starts.isoformat('minutes')}",
        )
        for at in near
    ]
    wish = f"候补{service.name} {wanted.date().isoformat()} {wanted.time().isoformat('minutes')}"
    listed = router.offer(resident, [*choices, ("候补原来的时间，有人退就问我", wish)])
    return f"{told}最近的空位：\n{listed}\n回复数字，或回复「预约」另选。"


@dialogue.offers(AppointmentForm, "service")
def services(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """What can be booked."""
    return [Option(row.slug, row.name, tuple(row.aliases)) for row in Service.offered()]


@dialogue.offers(AppointmentForm, "point")
def points(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Where the chosen service is given."""
    return [Option(point.slug, point.name) for point in service_in(answers).points]


@dialogue.offers(AppointmentForm, "day")
def days(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Days with free seats."""
    return day_options(service_in(answers), point_in(answers))


@dialogue.offers(AppointmentForm, "time")
def times(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """Times with free seats on the chosen day, only of the half-day that was said."""
    service, day = service_in(answers), date.fromisoformat(answers["day"])
    check_limits(resident, service, day)
    return time_options(service, point_in(answers), answers)


@dialogue.wants(AppointmentForm, "given_by")
def has_a_choice(resident: Resident, answers: dict[str, str]) -> bool:
    """Asked only where both women and men give the service at that time."""
    return bool(_wishes(resident, answers))


@dialogue.offers(AppointmentForm, "given_by")
def who(resident: Resident, answers: dict[str, str]) -> list[Option]:
    """A wish, or none."""
    free = [(kind, count) for kind, count in _wishes(resident, answers).items() if count]
    listed = [
        Option(kind, f"{GIVERS[kind]}（余{count}）", (GIVERS[kind], GIVERS[kind][0])) for kind, count in free
    ]
    return [*listed, Option("any", "都可以", ("随便", "不挑", "跳过"))]


@dialogue.remarks(AppointmentForm)
def keep_seat(resident: Resident, answers: dict[str, str]) -> str:
    """While the resident looks at the summary, nobody else can take the seat."""
    service, point = service_in(answers), point_in(answers)
    check_limits(resident, service, date.fromisoformat(answers["day"]))
    kept = keep_for(resident, service, point, answers)
    return f"{kept}\n{COMPARE}" if service.compares else kept


def _wishes(resident: Resident, answers: dict[str, str]) -> dict[str, int]:
    if not answers.get("time"):
        return {}
    starts_at = clock.at(date.fromisoformat(answers["day"]), time.fromisoformat(answers["time"]))
    return wishes(resident, service_in(answers), point_in(answers), starts_at)


@dialogue.lets_go(AppointmentForm)
@dialogue.lets_go(MoveForm)
def give_seat_back(resident: Resident) -> None:
    """The form is left: the seat is free for others."""
    Appointment.let_go(resident)


@dialogue.fills(AppointmentForm)
def request(resident: Resident, answers: dict[str, Any]) -> str:
    """Take the seat."""
    service, point = service_in(answers), point_in(answers)
    starts_at = clock.at(answers["day"], answers["time"])
    appointment = Appointment.request(resident, service, point, starts_at)
    done = "约好了。" if appointment.status is Status.APPROVED else "已收到，工作人员确认后告诉您。"
    two = "要两个人一起来，回复「请人同来」。" if service.pairs else ""
    prepare = f"准备：{service.preparation}" if service.preparation else ""
    lines = [f"{done}编号 {appointment.number}", say(appointment), prepare, two, _ask_reminder(resident)]
    return "\n".join(filter(None, lines))


def _ask_reminder(resident: Resident) -> str:
    if Consent.holds(resident, Purpose.REMINDER):
        return "会提前3天、1天、2小时提醒您。"
    if not Consent.may_be_asked(resident, Purpose.REMINDER):
        return "来不了请回复「取消预约」。"
    listed = router.offer(resident, [("提醒我", "提醒我"), ("不用提醒", "不用提醒")])
    return f"要提前提醒您吗？（提前3天、1天、2小时，晚上不发）\n{listed}"


@router.on("不用提醒")
def no_reminder(resident: Resident, words: str) -> str:
    """The resident prefers to remember, and is not asked again for a while."""
    Consent.record(resident, Purpose.REMINDER, Answer.REFUSED, TEXT_VERSION)
    return "好的，不提醒。要看预约回复「我的预约」。"
