"""Bookings a second, free and under contention, beside a transaction that stores one row.

    .venv/bin/python -m bench.seats [--bookings 400] [--database postgresql://…]

In one process: every booking is one transaction with its seat, its reminders and its limits. `free`: each
wants a slot of its own. `contended`: all want the same slot, and all but its seats are refused. `bare`: a
transaction that inserts one row into a table of three columns, on the same database. Prints each rate and the
ratios.
"""

import argparse
import itertools
import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, insert, select, text

from botapp import clock, demo
from botapp.app import create_app
from botapp.db import begin_writing, db
from botapp.errors import Refusal
from botapp.lib.seal import new_key
from botapp.models.appointment import Appointment, open_days, slots
from botapp.models.reminder import Reminder
from botapp.models.resident import Resident
from botapp.models.service import Opening, Service


def rate(act: Callable[[int], None], count: int) -> float:
    """How often a second; what is refused counts as well."""
    db.session.remove()
    began = time.perf_counter()
    for number in range(count):
        try:
            begin_writing()
            act(number)
            db.session.commit()
        except Refusal:
            db.session.rollback()
        db.session.remove()
    return count / (time.perf_counter() - began)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--bookings", type=int, default=400)
    words.add_argument("--database", default="", help="an empty PostgreSQL database; default: SQLite")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"BOTAPP_DATA_DIR": folder, "BOTAPP_DATABASE_URL": chosen.database}
        app = create_app(DATA_KEYS=new_key(), CARD_KEYS=new_key(), SECRET_KEY="bench", TESTING=True)
        with app.app_context():
            told = measure(chosen.bookings)
    for name, value in told.items():
        print(f"{name:<24}{value:>10}")
    print(json.dumps(told))


def measure(count: int) -> dict[str, float]:
    """The three rates, each on tables that begin without bookings."""
    db.create_all()
    begin_writing()
    demo.furnish()
    db.session.execute(text("CREATE TABLE bare (id INTEGER PRIMARY KEY, who INTEGER, words VARCHAR(64))"))
    db.session.execute(insert(Resident), [{"openid": f"o{n}", "met_at": clock.now()} for n in range(count)])
    for opening in db.session.scalars(select(Opening)):
        opening.seats = 1 + count // 100
    db.session.commit()
    spread = itertools.cycle(free_times())
    bare = rate(lambda n: _bare(n), count)
    free = rate(lambda n: _book(n, next(spread)), count)
    begin_writing()
    for table in (Reminder, Appointment):
        db.session.execute(delete(table))
    db.session.commit()
    first = free_times()[0]
    contended = rate(lambda n: _book(n, first), count)
    return {
        "bare": round(bare),
        "free": round(free),
        "contended": round(contended),
        "free to bare": round(free / bare, 3),
        "contended to bare": round(contended / bare, 3),
    }


def free_times() -> list[datetime]:
    """Every moment of the screening that can be booked."""
    service = Service.named("screening")
    assert service is not None
    found = slots(service, service.points[0], open_days(service))
    return [clock.at(day, slot.starts) for day, slot in found if slot.free]


def _book(number: int, starts_at: datetime) -> None:
    service = Service.named("screening")
    resident = Resident.known_as(f"o{number}")
    assert service is not None and resident is not None
    Appointment.request(resident, service, service.points[0], starts_at)


def _bare(number: int) -> None:
    values = {"id": number, "who": number, "words": "x" * 40}
    db.session.execute(text("INSERT INTO bare (id, who, words) VALUES (:id, :who, :words)"), values)


if __name__ == "__main__":
    main()
