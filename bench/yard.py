"""A yard for measurements: servers of several programs side by side, and load that costs little itself."""

import os
import queue
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.pushes import AES_KEY, APP_ID, TOKEN
from botapp.lib.seal import new_key
from botapp.supervisor import probe, redis_server

ROOT = Path(__file__).parents[1]
LINES = 8  # connections that a closed loop keeps busy
WAITING = 64  # connections when there are many
DEADLINE_MS = 5000
PROGRAMS = {
    "ours": "botapp.web:create()",
    "static Flask": "bench.peers.static:app",
    "wechatpy echo": "bench.peers.echo:app",
    "WeRoBot echo with Redis session": "bench.peers.werobot_echo:app",
    "Flask-SQLAlchemy, storing only": "bench.peers.store:app",
}


@dataclass(frozen=True)
class Server:
    """A program that listens."""

    name: str
    port: int


@dataclass(frozen=True)
class Yard:
    """Where the servers keep what they store; empty addresses mean SQLite in the folder."""

    folder: Path
    database: str
    peer_database: str
    workers: int

    @contextmanager
    def redis(self) -> Iterator[None]:
        """A private Redis."""
        (self.folder / "redis").mkdir()
        with _running(redis_server.command(self.folder, dict(os.environ)), self._environ()):
            path = redis_server.socket_path(self.folder)
            _until(lambda: probe.answers_ping(path), "redis")
            yield

    @contextmanager
    def servers(self) -> Iterator[list[Server]]:
        """All programs, under the same gunicorn settings as the town's own."""
        environ = self._environ()
        for command in (["-m", "botapp.cli", "setup"], ["-m", "bench.peers.store"]):
            subprocess.run(
                [sys.executable, *command], check=True, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL
            )
        with ExitStack() as stack:
            servers = [Server(name, _free_port()) for name in PROGRAMS]
            for server in servers:
                stack.enter_context(_running(self._gunicorn(server), environ))
            for server in servers:
                _until(lambda port=server.port: _listens(port), server.name)  # type: ignore[misc]
            yield servers

    def _gunicorn(self, server: Server) -> list[str]:
        settings = ["--worker-class", "gthread", "--threads", "16", "--workers", str(self.workers)]
        bind = ["--bind", f"127.0.0.1:{server.port}", "--log-level", "warning", "--no-control-socket"]
        return [sys.executable, "-m", "gunicorn", *settings, *bind, PROGRAMS[server.name]]

    def _environ(self) -> dict[str, str]:
        redis_url = f"unix://{redis_server.socket_path(self.folder)}"
        return {
            **os.environ,
            "BOTAPP_DATA_DIR": str(self.folder),
            "BOTAPP_DATABASE_URL": self.database,
            "BOTAPP_REDIS_URL": redis_url,
            "BOTAPP_DATA_KEYS": KEYS[0],
            "BOTAPP_CARD_KEYS": KEYS[1],
            "BOTAPP_SECRET_KEY": "bench",
            "BOTAPP_WECHAT_TOKEN": TOKEN,
            "BOTAPP_WECHAT_APP_ID": APP_ID,
            "BOTAPP_WECHAT_AES_KEY": AES_KEY,
            "PEER_TOKEN": TOKEN,
            "PEER_APP_ID": APP_ID,
            "PEER_AES_KEY": AES_KEY,
            "PEER_REDIS_URL": redis_url,
            "PEER_DATABASE_URL": self.peer_database or f"sqlite:///{self.folder}/peer.sqlite",
        }


KEYS = (new_key(), new_key())


def closed_loop(server: Server, requests: list[bytes]) -> float:
    """Answers a second while a few connections are always busy. Raises ConnectionError for a refusal."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for request in requests:
        waiting.put(request)
    began = time.perf_counter()
    _in_threads(LINES, lambda: _drain(server, waiting, []))
    return len(requests) / (time.perf_counter() - began)


def full_house(server: Server, requests: list[bytes]) -> list[float]:
    """Milliseconds of each push while many more connections than threads are always busy."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    took: list[float] = []
    for request in requests:
        waiting.put(request)
    _in_threads(WAITING, lambda: _drain(server, waiting, took))
    return took


def open_loop(server: Server, requests: list[bytes], rate: float) -> list[float]:
    """Milliseconds from the moment at which each push was due to its answer, at `rate` pushes a second."""
    due: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
    took: list[float] = []
    begin = time.perf_counter() + 0.1
    for place, request in enumerate(requests):
        due.put((begin + place / rate, request))
    _in_threads(WAITING, lambda: _keep_time(server, due, took))
    return took


def _drain(server: Server, waiting: "queue.SimpleQueue[bytes]", took: list[float]) -> None:
    with _Line(server.port) as line:
        while not waiting.empty():
            try:
                request = waiting.get_nowait()
            except queue.Empty:
                return
            began = time.perf_counter()
            line.ask(request)
            took.append((time.perf_counter() - began) * 1000)


def _keep_time(server: Server, due: "queue.SimpleQueue[tuple[float, bytes]]", took: list[float]) -> None:
    with _Line(server.port) as line:
        while not due.empty():
            try:
                moment, request = due.get_nowait()
            except queue.Empty:
                return
            time.sleep(max(0.0, moment - time.perf_counter()))
            line.ask(request)
            took.append((time.perf_counter() - moment) * 1000)


class _Line:
    """One kept connection, read without a library, so that the load costs little."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> "_Line":
        return self

    def __exit__(self, *_error: object) -> None:
        self.socket.close()

    def ask(self, request: bytes) -> bytes:
        """The whole answer."""
        self.socket.sendall(request)
        answer = self.socket.recv(65536)
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self._more()
        if not head.startswith(b"HTTP/1.1 200 "):
            raise ConnectionError(f"refused: {head[:200]!r} {body[:300]!r}")
        return body

    def _more(self) -> bytes:
        more = self.socket.recv(65536)
        if not more:
            raise ConnectionError("the server hung up")
        return more


def _in_threads(count: int, act: Callable[[], None]) -> None:
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(act) for _ in range(count)]:
            done.result()


@contextmanager
def _running(command: list[str], environ: dict[str, str]) -> Iterator[None]:
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL) as running:
        try:
            yield
        finally:
            running.terminate()
            running.wait(10)


def _until(answers: Callable[[], bool], name: str) -> None:
    for _ in range(600):
        if answers():
            return
        time.sleep(0.1)
    sys.exit(f"{name} did not start")


def _listens(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
