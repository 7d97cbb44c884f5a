"""Throws spoilt pushes at the webhook in all three modes and shows what it made of them.

    .venv/bin/python -m bench.fuzz [--cases 200000] [--seed 1]

Prints cases a second, the kinds of answers, and the slowest case in milliseconds beside the aim of 100 ms: by
the clock on the wall, and the one that kept the processor busy for longest.
Stops with the case in full at the first promise that is broken. One process, WSGI door, SQLite in a
temporary folder.
"""

import argparse
import gc
import json
import logging
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import structlog
from flask import Flask

from botapp import clock, demo, queue, wechat
from botapp.app import create_app
from botapp.db import begin_writing, db
from botapp.lib.seal import new_key
from tests.channel.judge import MODES, Judge, Tally, accounts
from tests.channel.mutation import genuine, mutant

AIM_MS = 100
WARM_UP = 50


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--cases", type=int, default=200_000)
    words.add_argument("--seed", default="1")
    chosen = words.parse_args()
    with _town() as app:
        began = time.perf_counter()
        tallies = {mode: _fuzz(app, mode, chosen.cases // len(MODES), chosen.seed) for mode in MODES}
        show(tallies, time.perf_counter() - began)


@contextmanager
def _town() -> Iterator[Flask]:
    """The application on an empty database, with the clock stopped and no queue."""
    queue.enqueue = lambda name, *ids: True
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            DATA_DIR=folder, DATA_KEYS=new_key(), CARD_KEYS=new_key(), SECRET_KEY="bench", WECHAT_MODE="plain"
        )
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        with app.app_context(), clock.stop(clock.now()):
            db.create_all()
            begin_writing()
            demo.furnish()
            db.session.commit()
            yield app
            db.session.remove()
            db.engine.dispose()


def _fuzz(app: Flask, mode: str, cases: int, seed: str) -> Tally:
    theirs, ours = accounts(mode)
    wechat.use(ours, {})
    judge = Judge(app, theirs)
    with judge.listening():
        for number in range(WARM_UP):
            judge.try_(genuine(theirs, Random(f"{mode}/warm/{number}")))
        judge.tally = Tally()
        gc.collect()
        gc.freeze()  # as the town's web server does before its first request
        for number in range(cases):
            judge.try_(mutant(theirs, Random(f"{seed}/{mode}/{number}")))
    return judge.tally


def show(tallies: dict[str, Tally], seconds: float) -> None:
    """A table for each mode, then one line of JSON."""
    for mode, tally in tallies.items():
        print(f"{mode}: slowest {tally.slowest[0]:.1f} ms ({tally.slowest[1]})")
        for answer, count in tally.answers.most_common():
            print(f"  {answer:<16}{count:>9}")
    slowest = max(tally.slowest for tally in tallies.values())
    busiest = max(tally.busiest for tally in tallies.values())
    cases = sum(tally.cases for tally in tallies.values())
    told = {
        "cases": cases,
        "cases_per_second": round(cases / seconds),
        "answers": dict(sum((tally.answers for tally in tallies.values()), Counter())),
        "slowest_ms": round(slowest[0], 1),
        "slowest_case": slowest[1],
        "busiest_ms": round(busiest[0], 1),
        "busiest_case": busiest[1],
        "aim_ms": AIM_MS,
    }
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
