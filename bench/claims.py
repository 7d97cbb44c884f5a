"""What it costs to claim due reminders among many that are not due, and to bring them to the outbox.

    .venv/bin/python -m bench.claims [--future 1000 100000 1000000] [--due 400] [--database postgresql://…]

For each number of future rows: so many reminders are due; claims them in batches of 200 (median of five),
then writes each to the outbox as a worker does. Beside it in the same run: as many empty RQ jobs, worked off
by a worker of RQ in the same process. Prints milliseconds a batch, reminders a second, and the ratio.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import redis
from rq import Queue, SimpleWorker
from sqlalchemy import insert, update

from bench.yard import Yard
from botapp import clock, demo, queue
from botapp.app import create_app
from botapp.db import begin_writing, db
from botapp.jobs import reminder as job
from botapp.lib.seal import new_key
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.plan import Plan
from botapp.models.reminder import Reminder, Status, Subject
from botapp.models.resident import Resident
from botapp.supervisor import redis_server

CHUNK = 20_000
ROUNDS = 5


def nothing() -> None:
    """An empty job."""


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--future", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    words.add_argument("--due", type=int, default=400)
    words.add_argument("--database", default="", help="an empty PostgreSQL database; default: SQLite")
    chosen = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        yard = Yard(Path(folder), "", "", 1)
        with yard.redis():
            url = f"unix://{redis_server.socket_path(Path(folder))}"
            jobs = empty_jobs(url, chosen.due)
            told = {"empty RQ jobs a second": round(jobs), "rows": list(rows(folder, chosen, jobs))}
    print(json.dumps(told))


def rows(folder: str, chosen: argparse.Namespace, jobs: float) -> Iterator[dict[str, float]]:
    """One line a number of future rows."""
    os.environ |= {"BOTAPP_DATA_DIR": folder, "BOTAPP_DATABASE_URL": chosen.database}
    app = create_app(DATA_KEYS=new_key(), CARD_KEYS=new_key(), SECRET_KEY="bench", TESTING=True)
    queue.enqueue = lambda name, *ids: True  # type: ignore[assignment] - letters are counted, not sent
    with app.app_context():
        db.create_all()
        plan = furnish()
        present = 0
        for future in chosen.future:
            fill(plan, present, future, timedelta(days=400))
            present = future
            yield told(plan, future, chosen.due, jobs)


def furnish() -> tuple[int, int]:
    """One resident with a plan and a yes to it; both ids."""
    begin_writing()
    demo.furnish()
    resident = Resident.meet("o_bench")
    Consent.record(resident, Purpose.FOLLOW_UP, Answer.AGREED, "bench")
    plan = Plan(resident_id=resident.id, kind="own", anchor="2030-01-01")
    db.session.add(plan)
    db.session.commit()
    return resident.id, plan.id


def fill(plan: tuple[int, int], first: int, last: int, ahead: timedelta) -> None:
    """Reminders that fall due so long from now, one second after the other."""
    begin = clock.now() + ahead
    for start in range(first, last, CHUNK):
        begin_writing()
        numbers = range(start, min(start + CHUNK, last))
        db.session.execute(insert(Reminder), [row(plan, n, begin) for n in numbers])
        db.session.commit()


def row(plan: tuple[int, int], number: int, begin: object) -> dict[str, object]:
    """One reminder."""
    due = begin + timedelta(seconds=number)  # type: ignore[operator]
    return {
        "resident_id": plan[0],
        "subject": Subject.PLAN,
        "subject_id": plan[1],
        "kind": "bench",
        "due_at": due,
        "useful_until": due + timedelta(days=7),
        "status": Status.PLANNED,
        "attempts": 0,
    }


def told(plan: tuple[int, int], future: int, due: int, jobs: float) -> dict[str, float]:
    """How long a batch takes to claim, and how many reminders a second reach the outbox."""
    fill(plan, 0, due, -timedelta(hours=1, seconds=future))
    took, ids = [], []
    for _ in range(ROUNDS):
        begin_writing()
        began = time.perf_counter()
        ids = Reminder.claim_due()
        took.append((time.perf_counter() - began) * 1000)
        db.session.rollback()
    began, sent = time.perf_counter(), 0
    while sent < due:
        begin_writing()
        ids = Reminder.claim_due()
        db.session.commit()
        for id_ in ids:
            job.send(id_)
        sent += len(ids) or due
    rate = due / (time.perf_counter() - began)
    begin_writing()
    over = (Reminder.kind == "bench") & (Reminder.due_at <= clock.now())
    db.session.execute(update(Reminder).where(over).values(kind="done"))
    db.session.commit()
    line = {
        "future": future,
        "claim ms": round(statistics.median(took), 2),
        "a second": round(rate),
        "ratio": round(rate / jobs, 2),
    }
    print(*(f"{name} {value}" for name, value in line.items()), sep="   ", flush=True)
    return line


def empty_jobs(url: str, count: int) -> float:
    """Empty jobs a second, enqueued and worked off."""
    line = redis.Redis.from_url(url)
    waiting = Queue("bench", connection=line)
    began = time.perf_counter()
    for _ in range(count):
        waiting.enqueue("bench.claims.nothing")
    SimpleWorker([waiting], connection=line).work(burst=True, logging_level="ERROR")
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
