"""Where this town runs: address and data folder, and the settings that follow from them."""

import fcntl
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

import config
from botapp.supervisor import keys, probe, redis_server
from botapp.supervisor.errors import CannotStart

ROOT = Path(__file__).parents[2]
LOCK_PATIENCE = 3.0  # seconds; what a killed town leaves behind is gone long before
# Idle memory: one allocator arena per core and threads of an algebra library are of no use here.
THRIFT = {"PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Place:
    """One address and one data folder."""

    host: str
    port: int
    data: Path
    wants_demo: bool = True

    @property
    def address(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.address}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def hold(data: Path) -> int:
    """Make the data folder (mode 700) and take its lock. Returns the lock's descriptor, held until exit.

    CannotStart if the folder cannot be used or another town runs on it.
    """
    try:
        for folder in (data, data / "logs"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        lock = os.open(data / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CannotStart(f"cannot write to {data} ({error.strerror}): choose another --data") from error
    _take(lock, data)
    return lock


def choose_port(host: str, port: int) -> int:
    """The port to listen on: the one given, or a free one for 0. CannotStart if it cannot be had."""
    try:
        chosen = probe.free_port(host, port)
    except OSError as error:
        raise CannotStart(f"cannot listen on {host} ({error.strerror}): choose another --host") from error
    if chosen is None:
        raise CannotStart(f"port {port} is taken: stop what uses it, or choose another --port")
    return chosen


def environment(place: Place, environ: Mapping[str, str]) -> dict[str, str]:
    """Everything that the programs of this town need to know, keys made if they are missing.

    config.Wrong or CannotStart with one line for the operator.
    """
    settings = config.load(environ)
    ours = {"BOTAPP_DATA_DIR": str(place.data)}
    if not _given("PUBLIC_URL", environ):
        ours["BOTAPP_PUBLIC_URL"] = place.url
    if not settings["REDIS_URL"]:
        redis_server.make_folders(place.data)
        ours["BOTAPP_REDIS_URL"] = f"unix://{redis_server.socket_path(place.data)}"
    is_simulated = _is_simulated(place, environ, settings)
    ours["BOTAPP_SIMULATOR"] = "1" if is_simulated else "0"
    if is_simulated and not _given("WECHAT_API_URL", environ):
        ours["BOTAPP_WECHAT_API_URL"] = f"{place.url}/simulator/api"
    makers = keys.ALWAYS | (keys.SIMULATED if is_simulated else {})
    given = {name: settings[name] for name in makers if _given(name, environ)}
    files = keys.provide(place.data / "keys", given, makers)
    ours |= {f"BOTAPP_{name}_FILE": str(file) for name, file in files.items()}
    path = os.pathsep.join(filter(None, [str(ROOT), environ.get("PYTHONPATH")]))
    replaced = {"BOTAPP_DATA_DIR_FILE", *(f"BOTAPP_{name}" for name in files)}
    rest = {name: text for name, text in environ.items() if name not in replaced}
    return {**THRIFT, **rest, **ours, "PYTHONPATH": path}


def _is_simulated(place: Place, environ: Mapping[str, str], settings: Mapping[str, object]) -> bool:
    if _given("SIMULATOR", environ):
        return bool(settings["SIMULATOR"])
    return place.is_loopback and not settings["WECHAT_APP_ID"]


def _given(name: str, environ: Mapping[str, str]) -> bool:
    return bool(environ.get(f"BOTAPP_{name}") or environ.get(f"BOTAPP_{name}_FILE"))


def _take(lock: int, data: Path) -> None:
    deadline = time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"a town already runs on {data}: stop it, or choose another --data"
                ) from error
            time.sleep(0.1)
        else:
            return
