"""What waits and who works is told by Redis, and never guessed while it is away."""

import os
import subprocess
import time

import pytest
from rq import Worker

from botapp import queue
from botapp.supervisor import probe, redis_server


@pytest.fixture
def line(tmp_path):
    """A Redis of the test's own, joined to the queue."""
    redis_server.make_folders(tmp_path)
    socket = redis_server.socket_path(tmp_path)
    with subprocess.Popen(redis_server.command(tmp_path, os.environ), stdout=subprocess.DEVNULL) as server:
        while not probe.answers_ping(socket):
            time.sleep(0.01)
        queue.connect(f"unix://{socket}")
        yield
        queue.connection().close()
        queue.connect("")
        server.terminate()


def test_jobs_that_wait_are_counted(line):
    assert queue.depth() == 0
    for id_ in (1, 2):
        assert queue.enqueue("botapp.jobs.outbox.send", id_)
    assert queue.depth() == 2


def test_workers_that_have_died_are_not_counted(line):
    alive, dead = (Worker([queue.NAME], name=name, connection=queue.connection()) for name in ("a", "b"))
    assert queue.workers() == 0
    alive.register_birth()
    dead.register_birth()
    assert queue.workers() == 2
    queue.connection().delete(dead.key)  # as when its last sign of life runs out
    assert queue.workers() == 1


def test_without_redis_nothing_is_known():
    queue.connect("")
    assert (queue.depth(), queue.workers()) == (None, None)
