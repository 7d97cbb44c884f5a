"""Kills worker, clock and Redis at random while many reminders are due and some residents stop them.

    .venv/bin/python -m bench.reminders [--due 10000] [--kills 20] [--seed 1] [--database postgresql://…]

Every reminder falls due at once, a quarter of an hour before the quiet hours; what has not left when they
begin goes in the morning. Meanwhile one in twenty residents writes 退订, one in twenty unfollows, and every
two seconds something is killed. Afterwards each reminder must have ended in one message that the platform
accepted, or in a named reason; none may have arrived twice, in quiet hours, or after a stop was acknowledged.
Prints the counts.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as hour
from pathlib import Path
from random import Random

import psutil
from sqlalchemy import func, select

from bench.kill import PARTS, _application, _wait_for
from bench.town import Town, started
from botapp import clock, jobs, queue
from botapp.db import db
from botapp.lib.hours import NIGHT, allowed_at
from botapp.models.appointment import Appointment
from botapp.models.appointment import Status as Booked
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.outbox import Outbox
from botapp.models.outbox import Status as Letter
from botapp.models.reminder import Reminder, Status, Subject
from botapp.models.resident import Resident
from botapp.models.service import Service
from botapp.simulator import act, people

KILLED = ("worker", "redis")
ONE_IN = 20  # residents who stop, and as many who leave
PAUSE, STUCK = 2.0, 15.0  # seconds between two kills, and without any progress
MINUTES_LEFT = 15  # until the quiet hours begin
ARRIVED = "SELECT openid, at, id FROM bubble WHERE side = 'theirs' AND text LIKE '提醒：%' ORDER BY id"
STOPPED = (
    "SELECT openid, min(id) AS id FROM bubble WHERE side = 'theirs' AND text LIKE '已退订%' GROUP BY openid"
)
UNSETTLED = (Letter.PLANNED, Letter.SENDING)


@dataclass
class Outcome:
    """Where reminders and letters ended, and which promises broke."""

    killed: Counter[str] = field(default_factory=Counter)
    reminders: Counter[str] = field(default_factory=Counter)
    letters: Counter[str] = field(default_factory=Counter)
    nameless: int = 0
    unsettled: int = 0
    arrived: int = 0
    twice: int = 0
    in_quiet_hours: int = 0
    after_the_stop: int = 0
    seconds: float = 0.0

    @property
    def is_right(self) -> bool:
        """Whether every promise was kept."""
        broken = (self.nameless, self.unsettled, self.twice, self.in_quiet_hours, self.after_the_stop)
        return not any(broken) and self.arrived > 0


class Night:
    """A town on the evening on which all reminders are due."""

    def __init__(self, town: Town, due: int, seed: str) -> None:
        self.town, self.due, self.die = town, due, Random(seed)
        self.over, self.outcome = threading.Event(), Outcome()
        self.app = _application(town)
        self.hub = self.app.extensions["simulator"]
        self.residents = [f"o_waits_{number:020}" for number in range(due)]

    def run(self, kills: int) -> Outcome:
        """Let everything fall due, kill, wait for the morning, count."""
        with self.app.app_context():
            clock.travel_to(clock.at(clock.today(), NIGHT.since) - timedelta(minutes=MINUTES_LEFT))
            self._furnish()
        queue.poke()
        began = time.monotonic()
        leaving = threading.Thread(target=self._stop_and_leave)
        leaving.start()
        try:
            self._kill(kills)
            self._wait_until_still(began)
        finally:
            self.over.set()
            leaving.join()
        with self.app.app_context():
            clock.travel_to(clock.at(clock.today() + timedelta(days=1), NIGHT.until) + timedelta(minutes=1))
        for _ in range(10):
            queue.poke()
            self._wait_until_still(time.monotonic())
            if not self._open():
                break
            clock.travel(timedelta(minutes=11))
        return self._counted()

    def _furnish(self) -> None:
        """Residents who spoke and agreed, each with an appointment tomorrow and a reminder that is due."""
        with self.hub.store.change() as store:
            for openid in self.residents:
                people.join(store, openid)
                people.follow(store, openid)
                people.touch(store, openid, "message")
        with self.app.app_context():
            for first in range(0, self.due, 500):
                with jobs.door():
                    for openid in self.residents[first : first + 500]:
                        self._plan(openid)

    def _plan(self, openid: str) -> None:
        resident, service = Resident.meet(openid), Service.named("screening")
        assert service is not None
        resident.heard(clicked=False)
        Consent.record(resident, Purpose.REMINDER, Answer.AGREED, "bench")
        starts_at = clock.at(clock.today() + timedelta(days=1), hour(15))
        row = Appointment(resident_id=resident.id, service_id=service.id, point_id=service.points[0].id)
        row.starts_at, row.day, row.status = starts_at, clock.day_of(starts_at), Booked.APPROVED
        db.session.add(row)
        db.session.flush()
        facts = {"subject": Subject.APPOINTMENT, "subject_id": row.id, "kind": "evening"}
        db.session.add(Reminder(resident_id=resident.id, due_at=clock.now(), useful_until=starts_at, **facts))

    def _stop_and_leave(self) -> None:
        """Some residents stop their reminders, some unfollow, one after the other."""
        chosen = self.die.sample(self.residents, 2 * (self.due // ONE_IN))
        for place, openid in enumerate(chosen):
            if self.over.wait(0.02):
                return
            if place % 2:
                act.unfollow(self.hub, openid, {})
            else:
                act.say(self.hub, openid, {"text": "退订"})

    def _kill(self, kills: int) -> None:
        for turn in range(kills):
            time.sleep(PAUSE)
            part = KILLED[turn % 2]
            with suppress(TimeoutError, psutil.NoSuchProcess, IndexError):
                _wait_for(lambda words=PARTS[part]: self.town.members(*words), 60)
                self.die.choice(self.town.members(*PARTS[part])).kill()
                self.outcome.killed[part] += 1

    def _wait_until_still(self, began: float) -> None:
        """Until nothing is due any more: all has left, or waits for the morning.

        What a killed worker held is free again two minutes later; nobody waits for those in real time.
        """
        before, since = -1, time.monotonic()
        while left := self._due_count():
            if left != before:
                before, since = left, time.monotonic()
            elif time.monotonic() - since > STUCK:
                clock.travel(timedelta(minutes=2))
                queue.poke()
                since = time.monotonic()
            queue.poke()
            time.sleep(2)
        self.outcome.seconds += time.monotonic() - began

    def _due_count(self) -> int:
        due = (Reminder.status == Status.PLANNED) & (Reminder.due_at <= clock.now())
        leaving = (Outbox.status == Letter.PLANNED) & (Outbox.due_at <= clock.now())
        with self.app.app_context():
            planned = db.session.scalar(select(func.count(Reminder.id)).where(due)) or 0
            letters = select(func.count(Outbox.id)).where(leaving | (Outbox.status == Letter.SENDING))
            return planned + (db.session.scalar(letters) or 0)

    def _open(self) -> int:
        with self.app.app_context():
            rows = select(func.count(Outbox.id)).where(Outbox.status.in_(UNSETTLED))
            return int(db.session.scalar(rows) or 0)

    def _counted(self) -> Outcome:
        out = self.outcome
        with self.app.app_context():
            for status, reason in db.session.execute(select(Reminder.status, Reminder.reason)):
                out.reminders[status.value] += 1
                out.nameless += status is Status.DROPPED and not reason
                out.unsettled += status is Status.PLANNED
            for status, reason in db.session.execute(select(Outbox.status, Outbox.reason)):
                out.letters[status.value] += 1
                out.nameless += status not in (Letter.SENT, Letter.DELIVERED) and not reason
                out.unsettled += status in UNSETTLED
            db.session.remove()
            db.engine.dispose()
        with self.hub.store.look() as store:
            bubbles = store.execute(ARRIVED).fetchall()
            stops = {row["openid"]: row["id"] for row in store.execute(STOPPED)}
        times = Counter(row["openid"] for row in bubbles)
        out.arrived = len(bubbles)
        out.twice = sum(count > 1 for count in times.values())
        moments = (datetime.fromtimestamp(row["at"], clock.now().tzinfo) for row in bubbles)
        out.in_quiet_hours = sum(not allowed_at(moment) for moment in moments)
        out.after_the_stop = sum(row["id"] > stops.get(row["openid"], row["id"]) for row in bubbles)
        return out


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--due", type=int, default=10_000)
    words.add_argument("--kills", type=int, default=20)
    words.add_argument("--seed", default="1")
    words.add_argument("--database", default="", help="an empty PostgreSQL database; default: SQLite")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder, started(Path(folder), chosen.database) as town:
        out = Night(town, chosen.due, chosen.seed).run(chosen.kills)
    told = {
        "due": chosen.due,
        "killed": dict(out.killed),
        "reminders": dict(out.reminders),
        "letters": dict(out.letters),
        "without_a_reason": out.nameless,
        "unsettled": out.unsettled,
        "arrived": out.arrived,
        "arrived_twice": out.twice,
        "in_quiet_hours": out.in_quiet_hours,
        "after_the_stop": out.after_the_stop,
        "seconds": round(out.seconds, 1),
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    sys.exit(not out.is_right)


if __name__ == "__main__":
    main()
