"""Kills web, worker and Redis at random while residents write, letters leave and some residents go.

    .venv/bin/python -m bench.kill [--kills 60] [--seed 1] [--database postgresql://…]

Afterwards everything may calm down, in simulated time. Then every message that was accepted (200 with a
reply, `success` or nothing) must have its row, every letter must have ended in a named state, none may have
arrived twice, and nothing may have been sent to who had left. Prints what was killed and what came of it.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import time as hour
from datetime import timedelta
from pathlib import Path
from random import Random

import psutil
import requests
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from bench.town import Town, started
from botapp import clock, jobs, queue
from botapp.app import create_app
from botapp.db import db
from botapp.models.message import Message
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.simulator import act, audit
from botapp.simulator.hub import Hub
from botapp.supervisor import redis_server

PARTS = {"web": ("gunicorn",), "worker": ("worker.py",), "redis": ("redis-server", "valkey-server")}
STAYERS, LEAVERS = 4, 6
# To calm down: rounds, minutes of simulated time in each, seconds for the workers to follow. The last of all
# attempts comes after 43 minutes.
ROUNDS, MINUTES, SECONDS = 20, 11, 60
WORDS = ("谢谢", "需求：想问问老人体检的事", "跳过", "确认", "居住证咋办", "进度")
LETTERS = (("card_approved", "number"), ("helpdesk_reply", "words"))  # a notice, and a person's answer
UNSETTLED = (Status.PLANNED, Status.SENDING)
ACCEPTED = (
    "SELECT msgid FROM push WHERE status = 200 AND answer IN ('reply', 'success', 'empty')"
    " AND kind IN ('text', 'subscribe', 'unsubscribe')"
)
GONE = "SELECT count(DISTINCT openid) FROM push WHERE kind = 'unsubscribe' AND status = 200"
ARRIVED = "SELECT text FROM bubble WHERE side = 'theirs' AND text LIKE '%SQ-%'"
# A push that met a dead server is not answered, and says so; these must hold all the same.
PROMISED = ("a repeated push gets the answer of the first", "nothing is sent to who has left")


@dataclass
class Outcome:
    """What was killed, what was accepted and stored, where letters ended, and which promises broke."""

    killed: Counter[str] = field(default_factory=Counter)
    accepted: set[str] = field(default_factory=set)
    stored: set[str] = field(default_factory=set)
    letters: Counter[str] = field(default_factory=Counter)
    arrived: Counter[str] = field(default_factory=Counter)
    gone: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def lost(self) -> set[str]:
        """Keys of messages that were accepted and have no row."""
        return self.accepted - self.stored

    @property
    def unsettled(self) -> int:
        """Letters that have not ended."""
        return sum(self.letters[status.value] for status in UNSETTLED)

    @property
    def doubled(self) -> list[str]:
        """Letters that a resident got more than once."""
        return [number for number, times in self.arrived.items() if times > 1]


class Siege:
    """A town, the platform in our own hands, and threads that write, send and leave."""

    def __init__(self, town: Town, seed: str) -> None:
        self.town, self.die, self.over, self.outcome = town, Random(seed), threading.Event(), Outcome()
        self.app = _application(town)
        self.hub: Hub = self.app.extensions["simulator"]
        self.stayers = [f"o_stays_{number:020}" for number in range(STAYERS)]
        self.leavers = [f"o_leaves_{number:019}" for number in range(LEAVERS)]

    def run(self, kills: int, pause: float = 2.0) -> Outcome:
        """Kill so many processes, one after each pause in seconds; then wait for calm and count."""
        with self.app.app_context():
            clock.travel_to(clock.at(clock.today(), hour(12)))
        threads = [threading.Thread(target=self._talk, args=(openid,)) for openid in self.stayers]
        threads.append(threading.Thread(target=self._write_letters))
        threads.append(threading.Thread(target=self._leave, args=(kills * pause / LEAVERS,)))
        for thread in threads:
            thread.start()
        try:
            self._kill(kills, pause)
        finally:
            self.over.set()
            for thread in threads:
                thread.join()
        _wait_for(self._is_ready, 60)
        self._calm_down()
        return self._counted()

    def _talk(self, openid: str) -> None:
        """A resident who follows and never stops writing."""
        act.follow(self.hub, self._joined(openid), {})
        turn = 0
        while not self.over.wait(0.1):
            act.say(self.hub, openid, {"text": WORDS[turn % len(WORDS)]})
            turn += 1

    def _write_letters(self) -> None:
        """Staff decide things: letters that are due at once."""
        number, die = 0, Random(f"{self.die.random()}")
        while not self.over.wait(0.4):
            number += 1
            self._write(die.choice(self.stayers), number)

    def _leave(self, pause: float) -> None:
        """Residents who go while a letter to them is planned for later, one after the other."""
        for place, openid in enumerate(self.leavers):
            act.follow(self.hub, self._joined(openid), {})
            act.say(self.hub, openid, {"text": "谢谢"})
            self._write(openid, 900_000 + place, later=timedelta(minutes=40))
            self.over.wait(pause)
            act.unfollow(self.hub, openid, {})

    def _joined(self, openid: str) -> str:
        with self.hub.store.change() as store:
            return act.people.join(store, openid)

    def _write(self, openid: str, number: int, later: timedelta = timedelta()) -> None:
        """One letter as the application writes it; a locked database is met by writing none."""
        with self.app.app_context(), suppress(OperationalError), jobs.door():
            kind, fact = LETTERS[number % 2]
            letter = Outbox.write(Resident.meet(openid), kind, **{fact: f"SQ-{number:06}"})
            letter.due_at = clock.now() + later

    def _kill(self, kills: int, pause: float) -> None:
        """The parts in turn, in an order that is drawn anew each round; one that is down is waited for."""
        parts: list[str] = []
        for _ in range(kills):
            time.sleep(pause)
            parts = parts or self.die.sample(list(PARTS), len(PARTS))
            part = parts.pop()
            _wait_for(lambda words=PARTS[part]: self.town.members(*words), 60)
            with suppress(psutil.NoSuchProcess):
                self.die.choice(self.town.members(*PARTS[part])).kill()
                self.outcome.killed[part] += 1

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.town.url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def _calm_down(self) -> None:
        """Let simulated time pass until nothing is planned or on its way any more."""
        for _ in range(ROUNDS):
            clock.travel(timedelta(minutes=MINUTES))
            queue.poke()
            with suppress(TimeoutError):
                _wait_for(lambda: not self._due(), SECONDS)
            if not self._statuses(*UNSETTLED):
                return

    def _due(self) -> list[int]:
        with self.app.app_context():
            return Outbox.due()

    def _statuses(self, *wanted: Status) -> Counter[str]:
        with self.app.app_context():
            rows = select(Outbox.status, func.count()).group_by(Outbox.status)
            return Counter({status.value: n for status, n in db.session.execute(rows) if status in wanted})

    def _counted(self) -> Outcome:
        with self.app.app_context():
            self.outcome.stored = set(db.session.scalars(select(Message.key)))
        self.outcome.letters = self._statuses(*Status)
        with self.hub.store.look() as store:
            self.outcome.accepted = {row["msgid"] for row in store.execute(ACCEPTED)}
            self.outcome.gone = store.execute(GONE).fetchone()[0]
            texts = [row["text"] for row in store.execute(ARRIVED)]
            found = audit.breaches(store)
        self.outcome.arrived = Counter(text[text.index("SQ-") :][:9] for text in texts)
        self.outcome.broken = [f"{each.rule}: {each.detail}" for each in found if each.rule in PROMISED]
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        return self.outcome


def _application(town: Town) -> Flask:
    """The town's own application in this process: for rows, and for the platform's side."""
    names = [path.name for path in (town.data / "keys").iterdir() if path.name.isupper()]
    keys = {name: (town.data / "keys" / name).read_text().strip() for name in names}
    return create_app(
        DATA_DIR=str(town.data),
        DATABASE_URL=town.database,
        REDIS_URL=f"unix://{redis_server.socket_path(town.data)}",
        PUBLIC_URL=town.url,
        SIMULATOR=True,
        **keys,
    )


def _wait_for(seen: Callable[[], object], seconds: float) -> None:
    """TimeoutError if it does not happen in time."""
    deadline = time.monotonic() + seconds
    while not seen():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.1)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--kills", type=int, default=60)
    words.add_argument("--seed", default="1")
    words.add_argument("--database", default="", help="an empty PostgreSQL database; default: SQLite")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder, started(Path(folder), chosen.database) as town:
        show(Siege(town, chosen.seed).run(chosen.kills))


def show(outcome: Outcome) -> None:
    """What came of it, as one line of JSON; exit code 1 when a promise is broken."""
    told = {
        "killed": dict(outcome.killed),
        "accepted": len(outcome.accepted),
        "lost": len(outcome.lost),
        "letters": dict(outcome.letters),
        "unsettled": outcome.unsettled,
        "arrived": sum(outcome.arrived.values()),
        "arrived_twice": len(outcome.doubled),
        "left": outcome.gone,
        "broken": outcome.broken,
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    sys.exit(bool(outcome.lost or outcome.unsettled or outcome.doubled or outcome.broken))


if __name__ == "__main__":
    main()
