"""Runs queued jobs; `python worker.py clock` looks every ten seconds for what has fallen due."""

import os
import signal
import sys
import time

import redis
from rq import Worker
from rq.serializers import JSONSerializer

import config
from botapp import queue
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


def work() -> None:
    """Run jobs until a signal; each in a fork, so one that dies takes nothing with it."""
    worker = TownWorker([queue.NAME], connection=_line(), serializer=JSONSerializer, worker_ttl=FRESH // 2)
    worker.log_job_description = False
    with create_app().app_context():  # opens no database: every fork opens its own
        worker.work()


def clock() -> None:
    """Tick until a signal, which is held back while a tick runs."""
    app, line = create_app(), _line()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    while True:
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        with app.app_context():
            tick()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        _wait(line)


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


if __name__ == "__main__":
    clock() if sys.argv[1:] == ["clock"] else work()
