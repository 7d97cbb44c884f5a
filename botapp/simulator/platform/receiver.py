"""Whom a message is for, and whether the platform lets it through to this phone."""

import sqlite3

from botapp.simulator import people
from botapp.simulator.people import STANCES
from botapp.simulator.platform.endpoint import Body
from botapp.simulator.platform.fault import Fault


def known(db: sqlite3.Connection, body: Body) -> sqlite3.Row:
    """The person `touser`; Fault 40003 for an openid of another account."""
    person = people.find(db, str(body.get("touser", "")))
    if person is None:
        raise Fault(40003)
    return person


def follower(db: sqlite3.Connection, body: Body) -> str:
    """The openid of `touser`; Fault 43004 for who does not follow, or the code of the phone's stance."""
    person = known(db, body)
    if person["followed_at"] is None:
        raise Fault(43004)
    if code := STANCES[person["stance"]].code:
        raise Fault(code)
    return str(person["openid"])
