"""Moments, days and promises as staff read them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from botapp import clock
from botapp.handlers.admin import bp
from botapp.lib.chinese import say_day, say_moment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """How a promise stands: its words, the tone of its tag, and whether it is broken."""

    words: str
    tone: str
    late: bool = False


@bp.app_template_filter("staff_moment")
def moment(value: datetime | None) -> str:
    """11月25日 周三 9:00, or 未定."""
    if value is None:
        return "未定"
    local = clock.local(value)
    return say_moment(local.date(), local.time())


@bp.app_template_filter("staff_hour")
def hour(value: datetime) -> str:
    """9:00"""
    return f"{clock.local(value):%H:%M}".removeprefix("0")


@bp.app_template_filter("staff_day")
def day(value: date) -> str:
    """11月25日 周三， with the year when it is another one."""
    year = f"{value.year}年" if value.year != clock.today().year else ""
    return year + say_day(value)


@bp.app_template_filter("staff_span")
def span(delta: timedelta) -> str:
    """A length of time in its largest unit: 3天， 2小时， 5分钟."""
    for unit, word in ((DAY, "天"), (HOUR, "小时")):
        if delta >= unit:
            return f"{delta // unit}{word}"
    return f"{max(1, delta // timedelta(minutes=1))}分钟"


@bp.app_template_filter("staff_ago")
def ago(value: datetime | None) -> str:
    """How long ago a moment was: 刚刚， 5分钟前， 3天前."""
    if value is None:
        return "从未"
    past = clock.now() - value
    return "刚刚" if past < timedelta(minutes=1) else f"{span(past)}前"


@bp.app_template_filter("staff_promise")
def promise(by: datetime) -> Promise:
    """How much time is left until a promised moment, or by how much it has passed."""
    left = by - clock.now()
    if left < timedelta():
        return Promise(f"已超时{span(-left)}", "bad", late=True)
    days = (clock.day_of(by) - clock.today()).days
    if days == 0:
        return Promise(f"今日到期，还有{span(left)}", "wait")
    return Promise(f"还有{days}天", "calm")
