"""Runs one command that must not outlive the town: `guardian.py PIPE COMMAND…`.

The supervisor alone holds the other end of PIPE (a file descriptor). When that end closes, even because
the supervisor was killed, everything that the command ever started is killed too, new sessions included:
a subreaper inherits the orphans of all its descendants (Linux prctl(2), PR_SET_CHILD_SUBREAPER).
SIGTERM is passed on to the command; SIGQUIT kills everything at once.
"""

import contextlib
import ctypes
import os
import select
import signal
import sys
from collections.abc import Container

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # <linux/prctl.h>


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent dies."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def sweep(keep: Container[int] = ()) -> None:
    """Kill and bury all children but those to keep, and what they leave: it becomes ours and follows."""
    while strays := [pid for pid in children() if pid not in keep]:
        for pid in strays:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def children() -> list[int]:
    """Ids of all whose parent is this one, ended ones included."""
    me = os.getpid()
    with os.scandir("/proc") as entries:
        return [int(one.name) for one in entries if one.name.isdigit() and _parent(one.name) == me]


def guard(pipe: int, command: list[str]) -> int:
    """Run the command to its end and return its exit code (128 + number if a signal ended it)."""
    signals = _listen()
    adopt_orphans()
    child = _start(command)
    ended: dict[int, int] = {}
    while child not in ended and _passed_on(child, select.select([pipe, signals], [], [])[0], pipe):
        ended |= _bury()
    sweep()
    code = os.waitstatus_to_exitcode(ended.get(child, signal.SIGKILL))
    return code if code >= 0 else 128 - code


def _listen() -> int:
    """A descriptor from which the numbers of arriving signals can be read."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    for number in (signal.SIGTERM, signal.SIGQUIT, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    return reader


def _start(command: list[str]) -> int:
    guardian, child = os.getpid(), os.fork()
    if child:
        return child
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != guardian:  # it died before the line above could take effect
        os._exit(1)
    os.closerange(3, 64)  # the lifeline and the lock are the guardian's
    try:
        os.execvp(command[0], command)  # noqa: S606 (no shell on purpose)
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        os._exit(127)


def _passed_on(child: int, ready: list[int], pipe: int) -> bool:
    """Pass a stop on to the command; false when everything has to end now."""
    if pipe in ready:
        return False
    numbers = os.read(ready[0], 64)
    if signal.SIGTERM in numbers:
        os.kill(child, signal.SIGTERM)
    return signal.SIGQUIT not in numbers


def _bury() -> dict[int, int]:
    """Wait statuses of the children that have ended, by process id."""
    ended: dict[int, int] = {}
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            ended |= [found]
    return ended


def _parent(pid: str) -> int:
    try:
        file = os.open(f"/proc/{pid}/stat", os.O_RDONLY)
    except FileNotFoundError:
        return 0
    try:
        # The name in field 2 may hold spaces and brackets, so the fields are counted from its closing one.
        return int(os.read(file, 1024).rpartition(b")")[2].split()[1])
    except ProcessLookupError:
        return 0
    finally:
        os.close(file)


if __name__ == "__main__":
    sys.exit(guard(int(sys.argv[1]), sys.argv[2:]))
