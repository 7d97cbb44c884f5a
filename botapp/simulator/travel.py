"""Travelling in time: jumps that the whole application follows, and how far it is from the real present."""

from datetime import UTC, datetime, timedelta

from botapp import clock
from botapp.errors import Refusal
from botapp.simulator.hub import Hub

JUMPS = (
    ("hour", "+1 小时"),
    ("day", "+1 天"),
    ("days", "+3 天"),
    ("eve", "到预约前 24 小时"),
    ("home", "回到现在"),
)
STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "days": timedelta(days=3)}
EVE = timedelta(hours=24)


def jump(hub: Hub, openid: str, name: str) -> None:
    """Travel by a name of JUMPS, then wake the application; Refusal when there is nothing to travel to."""
    if name == "home":
        clock.reset()
    elif name == "eve":
        clock.travel_to(_eve_of_appointment(hub, openid))
    elif name in STEPS:
        clock.travel(STEPS[name])
    else:
        raise Refusal("没有这个时间按钮。")
    arrive(hub)


def arrive(hub: Hub) -> None:
    """After any jump: open pages hear of it (they watch the store, not the clock), the application wakes."""
    with hub.store.change():
        pass
    hub.poke()


def seconds_ahead() -> int:
    """How many seconds simulated time is ahead of the machine's."""
    return round((clock.now() - datetime.now(UTC)).total_seconds())


def moment() -> dict[str, object]:
    """The simulated moment: ISO text (UTC), Unix seconds, and seconds ahead of the machine."""
    now = clock.now()
    return {"now": now.isoformat(), "unix": now.timestamp(), "ahead": seconds_ahead()}


def _eve_of_appointment(hub: Hub, openid: str) -> datetime:
    start = hub.next_appointment(openid)
    if start is None:
        raise Refusal("这位居民还没有预约，先约一个再快进。")
    if start - EVE <= clock.now():
        raise Refusal("离下一个预约已经不到 24 小时了。")
    return start - EVE
