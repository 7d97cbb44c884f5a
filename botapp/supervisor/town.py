"""The whole town on one machine: its programs in order, what it says when it is ready, and its end."""

import contextlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from botapp.supervisor import probe, redis_server
from botapp.supervisor.child import Child
from botapp.supervisor.errors import CannotStart, Stopped
from botapp.supervisor.place import ROOT, Place, choose_port, environment, hold
from botapp.supervisor.watch import Supervisor

READY_SECONDS = 120.0
THREADS = 16
GRACE = {"redis": 1.5, "setup": 0.0, "web": 3.5, "worker": 4.0}  # seconds; together under 10


def run(place: Place, environ: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Run the town until a signal stops it (port 0: a free one). CannotStart or config.Wrong if it cannot."""
    os.umask(0o077)  # what any program of the town stores is closed to other users of the machine
    lock = hold(place.data)
    place = replace(place, port=choose_port(place.host, place.port))
    town = _Town(place, environment(place, environ), Supervisor(say, lock))
    try:
        town.start(say)
    except Stopped:
        say("\nstopping 正在停止 …")
    finally:
        with contextlib.suppress(Stopped):  # asked twice: it is all killed by now
            town.supervisor.stop()
        say("stopped 已停止")


class _Town:
    """Its programs, each made when it is its turn."""

    def __init__(self, place: Place, environ: Mapping[str, str], supervisor: Supervisor) -> None:
        self.place, self.environ, self.supervisor = place, environ, supervisor
        self.is_simulated = environ["BOTAPP_SIMULATOR"] == "1"

    def start(self, say: Callable[[str], None]) -> None:
        """Start all in order, say where everything is, and watch until `Stopped`."""
        socket = redis_server.socket_path(self.place.data)
        if self.environ.get("BOTAPP_REDIS_URL") == f"unix://{socket}":
            self.supervisor.start(self._child("redis", *redis_server.command(self.place.data, self.environ)))
            self.supervisor.wait_until(partial(probe.answers_ping, socket), "redis", READY_SECONDS)
            probe.forget_beats(socket)
        logins = self._set_up()
        self.supervisor.start(self._child("web", *self._web()))
        self.supervisor.start(self._child("worker", sys.executable, str(ROOT / "worker.py"), "both"))
        is_ready = partial(probe.answers_ready, self.place.host, self.place.port)
        self.supervisor.wait_until(is_ready, "the town", READY_SECONDS)
        say("\n".join(self._welcome(logins)))
        self.supervisor.watch()

    def _set_up(self) -> list[dict[str, str]]:
        """Migrate and seed. Returns the accounts that were made now: `admin` (the name), `password`."""
        demo = ["--demo"] if self.is_simulated and self.place.wants_demo else []
        child = self._child("setup", sys.executable, "-m", "botapp.cli", "setup", *demo)
        code, output = self.supervisor.run(child)
        if code:
            last = child.log.read_text(encoding="utf-8", errors="replace").strip().rpartition("\n")[2]
            raise CannotStart(f"setting up failed: {last} (more in {child.log})")
        return [json.loads(line) for line in output.splitlines()]

    def _web(self) -> list[str]:
        options = {
            "--bind": self.place.address,
            "--worker-class": "gthread",
            "--workers": "1",
            "--threads": str(THREADS),
            "--graceful-timeout": "5",
            "--log-level": "warning",
            "--chdir": str(ROOT),
        }
        words = [word for option in options.items() for word in option]
        return [sys.executable, "-m", "gunicorn", *words, "--no-control-socket", "botapp.web:create()"]

    def _child(self, name: str, *command: str) -> Child:
        log = self.place.data / "logs" / f"{name}.log"
        return Child(name, list(command), log, GRACE[name], self.environ)

    def _welcome(self, logins: list[dict[str, str]]) -> list[str]:
        url = self.place.url
        phone = [f"  手机 phone   {url}/simulator/"] if self.is_simulated else []
        shown = [f"  登录 login   {login['admin']}  {login['password']}" for login in logins]
        forgotten = "  登录 login   忘记密码 forgotten password: bin/botapp staff reset 用户名 NAME"
        return [
            f"ready: {url}/",
            *phone,
            f"  后台 admin   {url}/admin/",
            *(
                [*shown, "               密码只显示这一次 the password is shown only this once"]
                if shown
                else [forgotten]
            ),
            f"  数据 data    {self.place.data}",
            "  停止 stop    Ctrl-C",
        ]
