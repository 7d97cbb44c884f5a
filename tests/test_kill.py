"""A worker killed in the middle of a send: the row is found again, and the platform sees one message."""

import json
import os
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest

from botapp import clock, queue
from botapp.app import create_app
from botapp.db import begin_writing, db
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from tests.test_run import Town

PATIENCE = 60


class Platform(ThreadingHTTPServer):
    """Takes the first message and never answers; answers the ones after it, each id once."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []
        self.hanging = threading.Event()
        self.over = threading.Event()
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Answer(BaseHTTPRequestHandler):
    server: Platform

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "stable_token" in self.path:
            return self._say({"access_token": "T", "expires_in": 7200})
        self.server.asked.append(body["client_msg_id"])
        if len(self.server.asked) == 1:
            self.server.hanging.set()
            self.server.over.wait(PATIENCE)
            return None
        return self._say({"errcode": 0, "msgid": 1})

    def _say(self, answer: dict[str, object]) -> None:
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_rest: object) -> None:
        """Keep quiet."""


@pytest.fixture
def platform():
    double = Platform()
    yield double
    double.over.set()
    double.shutdown()
    double.server_close()


@pytest.fixture
def running(tmp_path: Path, platform: Platform):
    town = Town(
        tmp_path / "data", "--no-demo", BOTAPP_WECHAT_API_URL=f"http://127.0.0.1:{platform.server_port}"
    )
    yield town
    town.end()


def workers(town: Town) -> list[psutil.Process]:
    found = [(one, words_of(one)) for one in town.members()]
    return [one for one, words in found if "worker.py" in words and "clock" not in words]


def words_of(process: psutil.Process) -> str:
    """Its command line; empty for one that has just died."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def until(seen, seconds: float = PATIENCE) -> None:
    """Wait for something that another process does."""
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.1)


def test_kill_9_in_mid_send_is_survived(running: Town, platform: Platform, tmp_path: Path):
    redis = f"unix://{tmp_path}/data/redis/r.sock"
    app = create_app(DATA_DIR=str(tmp_path / "data"), SIMULATOR=True, REDIS_URL=redis)
    with app.app_context():
        begin_writing()
        letter = Outbox.write(Resident.meet("o_someone"), "card_approved", number="SQ-1").id
        clock.travel_to(clock.at(clock.today(), clock.local(clock.now()).time().replace(hour=12)))
        db.session.get_one(Outbox, letter).due_at = clock.now()
        db.session.commit()
        queue.poke()
        assert platform.hanging.wait(PATIENCE)
        for worker in workers(running):
            os.kill(worker.pid, 9)
        clock.travel(timedelta(minutes=3))  # the lease of the dead worker is over
        until(lambda: len(workers(running)) > 0)
        queue.poke()

        def status() -> Status:
            db.session.rollback()
            return db.session.get_one(Outbox, letter, populate_existing=True).status

        until(lambda: status() is Status.SENT)
        db.session.remove()
        db.engine.dispose()
    first, second = platform.asked
    assert first == second and first.startswith(f"letter-{letter}-")
