"""A whole town in a folder of its own, for programs that push at it: address, secrets, processes."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import requests

from botapp.simulator.account import Account

ROOT = Path(__file__).parents[1]
PATIENCE = 60  # seconds for a web server to come up


class Town:
    """A running town; `database` is the address of what it stores its rows in."""

    def __init__(self, data: Path, database: str, running: "subprocess.Popen[str]", url: str) -> None:
        self.data, self.database, self.running, self.url = data, database, running, url.rstrip("/")

    @property
    def account(self) -> Account:
        """The account as the platform knows it, in safe mode."""
        names = ("WECHAT_TOKEN", "WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_AES_KEY")
        keys = {name: (self.data / "keys" / name).read_text().strip() for name in names}
        return Account.of(keys | {"WECHAT_MODE": "safe", "TOWN_NAME": "示例镇", "PUBLIC_URL": self.url})

    def members(self, *words: str) -> list[psutil.Process]:
        """Its programs, without their guardians; `words`: only those with one of these in their command."""
        found = []
        for one in psutil.Process(self.running.pid).children(recursive=True):
            command = command_of(one)
            is_guardian = any(word.endswith("guardian.py") for word in command)
            if command and not is_guardian and any(word in " ".join(command) for word in words or ("",)):
                found.append(one)
        return found

    @contextmanager
    def another_web(self) -> Iterator[str]:
        """A second web server, started exactly as the first, on a port of its own; its address."""
        model = min(self.members("gunicorn"), key=lambda one: one.pid)
        port = _free_port()
        command = [word if "127.0.0.1:" not in word else f"127.0.0.1:{port}" for word in model.cmdline()]
        with subprocess.Popen(command, env=model.environ(), cwd=ROOT, stderr=subprocess.DEVNULL) as web:
            try:
                wait_for(f"http://127.0.0.1:{port}/healthz")
                yield f"http://127.0.0.1:{port}"
            finally:
                web.terminate()


@contextmanager
def started(data: Path, database: str = "") -> Iterator[Town]:
    """A town without demonstration people, with the platform simulated; SQLite unless told otherwise."""
    command = [sys.executable, "-m", "botapp", "run", "--port", "0", "--no-demo", "--data", str(data)]
    rest = {name: text for name, text in os.environ.items() if not name.startswith("BOTAPP_")}
    chosen = {"BOTAPP_DATABASE_URL": database} if database else {}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, text=True, cwd=ROOT, env=rest | chosen) as running:
        try:
            ready = next((line for line in running.stdout or () if line.startswith("ready:")), "")
            if not ready:
                raise RuntimeError("the town did not start")
            address = database or f"sqlite:///{data}/town.sqlite"
            yield Town(data, address, running, ready.removeprefix("ready:").strip())
        finally:
            running.terminate()
            running.communicate()


def command_of(process: psutil.Process) -> list[str]:
    """Its command line; empty for one that has just died."""
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return requests.get(address, timeout=5).raise_for_status()
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
