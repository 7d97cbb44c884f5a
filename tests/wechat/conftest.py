"""An account, a scripted network, the simulated platform, a real Redis, and many processes at once."""

import json
import multiprocessing
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import redis
import requests

from botapp import clock, queue
from botapp.db import db
from botapp.errors import NotNow
from botapp.simulator import audit
from botapp.simulator.platform import token as platform_token
from botapp.supervisor import redis_server
from botapp.wechat import Account, line, shelf
from botapp.wechat.account import _Current
from botapp.wechat.shelf import Lent
from tests.conftest import MONDAY
from tests.hosting import Hosted, hosted

KEY, OLD_KEY, APP_ID = "A" * 43, "B" * 42 + "A", "wxba5fad812f8e6fb9"
TOKEN, OLD_TOKEN = "AAAAA", "BBBBB"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    """An account in safe mode with a current and a previous token and key, at ten on a Monday."""
    monkeypatch.setattr(clock._Source, "stopped", MONDAY)
    mine = Account((TOKEN, OLD_TOKEN), APP_ID, "the-secret", (KEY, OLD_KEY), "safe", line.PLATFORM, 300)
    monkeypatch.setattr(_Current, "account", mine)
    return mine


class Memory:
    """A store of one process, for tests of the network alone."""

    def __init__(self) -> None:
        self.lent: dict[str, Lent] = {}

    def read(self, name: str) -> Lent:
        return self.lent.get(name, Lent())

    def claim(self, name: str, holder: str, until: object) -> Lent:
        return self.read(name)

    def write(self, name: str, holder: str, lent: Lent) -> None:
        self.lent[name] = lent

    def release(self, name: str, holder: str) -> None:
        pass


class Wire:
    """The platform's answers, one after the other, and what was asked."""

    def __init__(self, *answers: object) -> None:
        self.answers, self.asked, self.named = list(answers), [], []

    def __call__(self, request: requests.PreparedRequest, **named: Any) -> requests.Response:
        self.asked.append(request)
        self.named.append(named)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, content = answer if isinstance(answer, tuple) else (200, answer)
        response = requests.Response()
        response.status_code = status
        response.raw = BytesIO(content if isinstance(content, bytes) else json.dumps(content).encode())
        response.request, response.url = request, request.url
        return response


@pytest.fixture
def wire(account: Account, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Wire]:
    """Replace the network under the channel; the answers are given by the test."""
    monkeypatch.setattr(shelf._Joined, "store", Memory())
    monkeypatch.setattr(queue._Line, "connection", None)

    def answer(*answers: object) -> Wire:
        wire = Wire(*answers)
        monkeypatch.setattr(
            "requests.adapters.HTTPAdapter.send", lambda _, request, **named: wire(request, **named)
        )
        return wire

    return answer


class Host(Hosted):
    """The simulated platform, and what it counts."""

    @property
    def fetches(self) -> int:
        """How often a token was asked for."""
        return self.calls("stable_token")

    def calls(self, path: str) -> int:
        """How often this interface was asked."""
        with self.hub.store.look() as rows:
            found = rows.execute("SELECT count(*) FROM call WHERE path = ?", (path,)).fetchone()
        return int(found[0])

    def breaches(self) -> list[audit.Breach]:
        """Promises of the channel that are broken now."""
        with self.hub.store.look() as rows:
            return audit.breaches(rows)

    def revoke(self, *, sticky: bool) -> None:
        """Refuse every token from now on; sticky: stable_token still lends the dead one until forced."""
        with self.hub.store.change() as rows:
            platform_token.revoke(rows, sticky=sticky)

    def take_time(self) -> None:
        """Answer as slowly as the platform does."""
        self.client.application.extensions["simulator"] = replace(self.hub, wait=time.sleep)


@pytest.fixture
def host(app: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """The platform that hosts the account; there is no Redis unless `queue_server` is asked for."""
    with hosted(tmp_path, monkeypatch) as made:
        yield Host(made.hub, made.api_url, made.client)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of our own."""
    folder = tmp_path_factory.mktemp("redis")
    redis_server.make_folders(folder)
    server = subprocess.Popen(redis_server.command(folder, os.environ), stdout=subprocess.DEVNULL)
    url = f"unix://{redis_server.socket_path(folder)}"
    while not _answers(url):
        assert server.poll() is None, "the server has ended"
    yield url
    server.terminate()
    server.wait(10)


def _answers(url: str) -> bool:
    try:
        with redis.Redis.from_url(url) as line:
            return bool(line.ping())
    except redis.RedisError:
        return False


@pytest.fixture
def queue_server(app: object, redis_url: str) -> Iterator[redis.Redis]:
    """The application speaks to an empty Redis."""
    queue.connect(redis_url)
    line = queue.connection()
    line.flushall()
    yield line
    line.close()
    queue.connect("")


def in_processes(count: int, act: Callable[[int], object]) -> list[object]:
    """What `act` gives in so many processes that begin at the same moment; `NotNow` where it is raised."""
    fork = multiprocessing.get_context("fork")
    begin, told = fork.Barrier(count), fork.SimpleQueue()

    def live(number: int) -> None:
        db.engine.dispose(close=False)
        begin.wait(60)
        answer = None
        try:
            answer = act(number)
        except NotNow:
            answer = NotNow
        finally:
            told.put(answer)

    workers = [fork.Process(target=live, args=(number,)) for number in range(count)]
    for worker in workers:
        worker.start()
    answers = [told.get() for _ in workers]
    for worker in workers:
        worker.join()
    return answers
