"""One command starts a town, one signal ends it, and the next start finds everything again."""

import json
import os
import select
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from botapp.supervisor import redis_server
from tests import servers

ROOT = Path(__file__).parents[1]


class Town:
    """A running town and what it said up to the line that shows how to stop it."""

    def __init__(self, data: Path, *words: str, **settings: str) -> None:
        environ = {
            name: text for name, text in os.environ.items() if not name.startswith("BOTAPP_")
        } | settings
        command = [sys.executable, "-m", "botapp", "run", "--port", "0", "--data", str(data), *words]
        pipe = subprocess.PIPE
        self.running = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT, env=environ)
        self.said = []
        for line in self.running.stdout:
            self.said.append(line.strip())
            if line.strip().startswith("停止"):
                break

    @property
    def url(self) -> str:
        """Its address. Fails with what the start complained about if it never got ready."""
        assert self.said, self.running.stderr.read()
        assert self.said[0].startswith("ready: http://127.0.0.1:")
        return self.said[0].removeprefix("ready: ")

    def open(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.status, answer.read().decode()

    def members(self) -> list[psutil.Process]:
        return psutil.Process(self.running.pid).children(recursive=True)

    def end(self) -> None:
        self.running.kill()
        self.running.communicate()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[type]:
    started = []

    def start(*words: str, **settings: str) -> Town:
        started.append(Town(tmp_path / "data", *words, **settings))
        return started[-1]

    yield start
    for one in started:
        one.end()


def _alive(handles: list[int], seconds: float) -> list[int]:
    """Which of these (pidfd) still run after at most so long each."""
    alive = [one for one in handles if not select.select([one], [], [], seconds)[0]]
    for handle in handles:
        os.close(handle)
    return alive


def test_a_town_starts_stops_within_ten_seconds_and_finds_its_data_again(town):
    first = town()
    assert first.open("readyz")[0] == 200
    assert first.open("simulator/")[0] == 200
    assert any(line.startswith("登录") and "admin" in line for line in first.said)
    handles = [os.pidfd_open(one.pid) for one in first.members()]
    first.running.send_signal(signal.SIGTERM)
    assert first.running.wait(timeout=10) == 0
    assert _alive(handles, 0) == []

    second = town()
    assert json.loads(second.open("readyz")[1])
    assert any("bin/botapp staff reset" in line for line in second.said)


def test_nothing_outlives_a_town_whose_command_is_killed_and_it_starts_again(town):
    first = town("--no-demo")
    assert first.url
    handles = [os.pidfd_open(one.pid) for one in first.members()]
    assert len(handles) > 4
    first.running.kill()
    assert _alive(handles, 2) == []
    assert town("--no-demo").open("readyz")[0] == 200


@pytest.mark.parametrize("part", [0, 1])
def test_a_killed_worker_or_clock_is_replaced_together_with_the_other(town, part):
    running = town("--no-demo")
    assert running.url
    loaded = next(one for one in running.members() if one.cmdline()[1:] == [str(ROOT / "worker.py"), "both"])
    handles = [os.pidfd_open(one.pid) for one in loaded.children()]
    assert len(handles) == 2
    loaded.children()[part].kill()
    assert "worker ended (1), again in 0.5 s" in next(running.running.stdout)
    assert _alive(handles, 0) == []


def test_an_external_redis_takes_the_place_of_the_private_one(town, tmp_path):
    redis_server.make_folders(tmp_path)
    url = f"unix://{redis_server.socket_path(tmp_path)}"
    with subprocess.Popen(redis_server.command(tmp_path, os.environ), stdout=subprocess.DEVNULL) as server:
        try:
            assert town("--no-demo", BOTAPP_REDIS_URL=url).open("readyz")[0] == 200
            assert not (tmp_path / "data" / "redis").exists()
        finally:
            server.terminate()


def test_postgresql_takes_the_place_of_sqlite(town, tmp_path, tmp_path_factory):
    with servers.postgresql(tmp_path_factory) as address:
        running = town(BOTAPP_DATABASE_URL=address)
        assert running.open("readyz")[0] == 200
        assert running.open("public/")[0] == 200
        assert not list((tmp_path / "data").glob("town.sqlite*"))
        running.end()


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"BOTAPP_COLOUR": "red"}, "BOTAPP_COLOUR: there is no such setting"),
        ({"BOTAPP_WECHAT_MODE": "loud"}, "BOTAPP_WECHAT_MODE: write plain, compatible or safe"),
    ],
)
def test_a_wrong_setting_stops_the_start_in_one_line(town, settings, why):
    refused = town(**settings)
    assert refused.running.wait(timeout=30) == 1
    (line,) = refused.running.stderr.read().splitlines()
    assert line.startswith(f"Error: {why}")


def test_a_second_town_on_the_same_folder_is_refused_in_one_line(town):
    assert town("--no-demo").url
    second = town("--no-demo")
    assert second.running.wait(timeout=30) == 1
    assert second.running.stderr.read().startswith("Error: a town already runs on ")
