"""What the town starts with: services, points, hours, policies, holidays; for trying out, some people."""

import tomllib
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import config
from botapp import clock
from botapp.db import db
from botapp.lib import holiday
from botapp.lib.knowledge import read_all
from botapp.models.calendar import CalendarDay, answer_time, end_of_workday
from botapp.models.card import Application
from botapp.models.card import Rule as CardRule
from botapp.models.helpdesk import Conversation
from botapp.models.need import Need
from botapp.models.point import Point
from botapp.models.policy import Policy
from botapp.models.resident import Resident
from botapp.models.service import Opening, Service
from botapp.models.staff import Role, Staff, random_password

CONFIG = Path(config.__file__).parent
CLERK = ("clerk", "陈静", Role.CLERK)


def furnish() -> None:
    """Seed what every town has; what is there already stays as staff left it."""
    _facilities()
    CardRule.current()
    for entry in read_all(CONFIG / "policies"):
        Policy.put(entry)
    year = clock.today().year
    CalendarDay.fill(
        (day.day, day.kind, day.name, day.source) for n in (year, year + 1) for day in holiday.days(n)
    )


def first_staff(username: str, password: str) -> tuple[str, str] | None:
    """The first account, if there is none: its name and password, to be shown once."""
    if Staff.everyone():
        return None
    password = password or random_password()
    Staff.add(username, "管理员", Role.MANAGER, password)
    return username, password


def demo_clerk() -> tuple[str, str] | None:
    """A clerk for trying out, if there is none: name and password, to be shown once."""
    username, name, role = CLERK
    if Staff.named(username):
        return None
    password = random_password()
    Staff.add(username, name, role, password)
    return username, password


def people() -> None:
    """A few residents with open cases, once, so that no queue is empty."""
    if Resident.known_as("o_demo_zhou"):
        return
    for openid, answers in APPLICANTS:
        resident = Resident.meet(openid)
        resident.keep_phone(answers["phone"])
        arrived_on = clock.today() - timedelta(days=int(answers["arrived_on"]))
        told = answers | {"arrived_on": arrived_on.isoformat()}
        Application.submit(resident, told, end_of_workday(clock.now(), 5))
    for openid, words in NEEDS:
        Need.tell(Resident.meet(openid), words, None, end_of_workday(clock.now(), 2))
    conversation = Conversation.call(Resident.meet("o_demo_sun"), answer_time(clock.now()))
    conversation.hear("想问问孩子在外地打的疫苗，本子上的记录怎么转过来？")


def _facilities() -> None:
    rows = tomllib.loads((CONFIG / "facilities.toml").read_text(encoding="utf-8"))
    for row in rows["point"]:
        if Point.named(row["slug"]) is None:
            db.session.add(Point(**row))
    db.session.flush()
    for position, row in enumerate(rows["service"]):
        if Service.named(row["slug"]) is None:
            db.session.add(_service(row, position))
    db.session.flush()


def _service(row: dict[str, Any], position: int) -> Service:
    facts = {name: value for name, value in row.items() if name != "hours"}
    return Service(**facts, position=position, openings=list(_openings(row["hours"])))


def _openings(hours: list[dict[str, Any]]) -> Iterator[Opening]:
    for span in hours:
        point = Point.named(span["point"])
        opens, closes = _hour(span["opens"]), _hour(span["closes"])
        for weekday in span["weekdays"]:
            yield Opening(
                point=point,
                weekday=weekday,
                opens=opens,
                closes=closes,
                every_minutes=span["every"],
                seats=span["seats"],
            )


def _hour(value: time) -> time:
    return value.replace(second=0)


APPLICANTS = [
    (
        "o_demo_zhou",
        {
            "holder": "self",
            "name": "周小明",
            "phone": "15000003308",
            "origin": "安徽阜阳临泉县",
            "village": "新河村",
            "address": "3组15号",
            "arrived_on": "210",
            "reason": "work",
        },
    ),
    (
        "o_demo_amina",
        {
            "holder": "self",
            "name": "阿依古丽·买买提",
            "phone": "18600000912",
            "origin": "新疆喀什",
            "village": "西桥村",
            "address": "幸福小区2幢301",
            "arrived_on": "400",
            "reason": "trade",
            "wants": "vaccine,child",
        },
    ),
    (
        "o_demo_wang",
        {
            "holder": "self",
            "name": "王芳",
            "phone": "15900008846",
            "origin": "河南周口",
            "village": "城南社区",
            "address": "花木市场宿舍5号",
            "arrived_on": "40",
            "reason": "farm",
        },
    ),
]
NEEDS = [
    ("o_demo_li", "我妈七十了腿脚不便，能不能上门量个血压？"),
    ("o_demo_zhao", "厂里有二十多个姐妹想一起做两癌筛查，能不能来厂里做？"),
]
