"""Runs queued jobs; `worker.py clock` looks every ten seconds for what is due; `worker.py both` does both."""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable

import redis
from flask import Flask
from rq import Worker
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import configure_mappers

import config
from botapp import log, queue
from botapp.app import create_app
from botapp.jobs.tick import tick

BEAT = 10  # seconds between two ticks
FRESH = 60  # seconds for which a heartbeat counts
STOPS = {signal.SIGTERM, signal.SIGINT}


class TownWorker(Worker):
    """An RQ worker whose heartbeat /readyz can read."""

    def heartbeat(self, timeout=None, pipeline=None):  # type: ignore[no-untyped-def]
        super().heartbeat(timeout, pipeline)
        _beat(self.connection, queue.WORKER_BEAT)


def work(app: Flask) -> None:
    """Run jobs until a signal; each in a fork, so one that dies takes nothing with it."""
    worker = TownWorker([queue.NAME], connection=_line(), serializer=JSONSerializer, worker_ttl=FRESH // 2)
    worker.log_job_description = False
    configure_mappers()  # once here, instead of 0.1 s in every fork
    with app.app_context():  # opens no database: every fork opens its own
        worker.work()


def clock(app: Flask) -> None:
    """Tick until a signal, which is held back while a tick runs."""
    line = _line()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    while True:
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        with app.app_context():
            _tick()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        _wait(line)


def _tick() -> None:
    """One tick; a database that is locked or away is found again by the next."""
    try:
        tick()
    except SQLAlchemyError:
        log.get().exception("a tick failed")


def both(app: Flask) -> None:
    """Worker and clock as forks of one that has loaded everything; when one ends, the other does too."""
    gc.freeze()  # a collector that touched every object would end the sharing of memory
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPS | {signal.SIGCHLD})
    forks = [_fork(work, app), _fork(clock, app)]
    arrived = signal.sigwait(STOPS | {signal.SIGCHLD})
    for pid in forks:
        os.kill(pid, signal.SIGTERM)
    for pid in forks:
        os.waitpid(pid, 0)
    sys.exit(arrived == signal.SIGCHLD)


def _fork(part: Callable[[Flask], None], app: Flask) -> int:
    if pid := os.fork():
        return pid
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS | {signal.SIGCHLD})
    part(app)
    sys.exit()


def _wait(line: redis.Redis) -> None:
    """Until the next beat, or until somebody pokes."""
    try:
        _beat(line, queue.CLOCK_BEAT)
        if line.blpop([queue.POKE], timeout=BEAT):
            line.delete(queue.POKE)
    except redis.RedisError:
        time.sleep(1)


def _beat(line: redis.Redis, key: str) -> None:
    line.set(key, int(time.time()), ex=FRESH)


def _line() -> redis.Redis:
    """A connection that may wait longer than a beat for an answer; those of the web may not."""
    return redis.Redis.from_url(config.load(os.environ)["REDIS_URL"], socket_timeout=BEAT * 2)


PARTS = {"": work, "clock": clock, "both": both}

if __name__ == "__main__":
    PARTS[" ".join(sys.argv[1:])](create_app())
