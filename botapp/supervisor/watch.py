"""Starts children in order, restarts those that die, stops them in reverse order, leaves none behind."""

import os
import signal
import time
from collections.abc import Callable
from typing import NoReturn

from botapp.supervisor.child import Child
from botapp.supervisor.errors import CannotStart, Stopped
from botapp.supervisor.guardian import adopt_orphans, children, sweep

STOPS = {signal.SIGINT, signal.SIGTERM, signal.SIGQUIT}
if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup asks to live on without a terminal
    STOPS.add(signal.SIGHUP)
BEAT = 0.1  # seconds between looks while something is awaited
TRIES = 4  # restarts that a child has to come up
TRIM = 60.0  # seconds between looks at the logs


class Supervisor:
    """The children of one town. `say` gets one line each time that something happens to one of them."""

    def __init__(self, say: Callable[[str], None], lock: int | None = None) -> None:
        """`lock`: descriptor of the data folder's lock, which guardians keep open until all has ended."""
        self._say = say
        self._children: list[Child] = []
        reader, self._lifeline = os.pipe()
        self._kept_open = (reader,) if lock is None else (reader, lock)
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS | {signal.SIGCHLD})
        self._others = set(children())  # of the shell that became this program, perhaps
        adopt_orphans()

    def start(self, child: Child) -> None:
        """Start it now, and again whenever it ends."""
        self._children.append(child)
        child.start(time.monotonic(), self._kept_open)

    def run(self, child: Child) -> tuple[int, str]:
        """Run it once to its end, watching the others. Returns its exit code and its standard output."""
        reader, writer = os.pipe()
        child.start(time.monotonic(), self._kept_open, output=writer)
        os.close(writer)
        self._children.append(child)
        while not child.is_over:
            self._look(but=child)
            nap(BEAT)
        self._children.remove(child)
        with os.fdopen(reader, encoding="utf-8") as output:
            return child.ended(time.monotonic()) or 0, output.read()

    def wait_until(self, is_ready: Callable[[], bool], what: str, seconds: float) -> None:
        """Wait, restarting what dies. CannotStart when that takes too long or one dies repeatedly."""
        deadline = time.monotonic() + seconds
        while not is_ready():
            if time.monotonic() > deadline:
                raise CannotStart(f"{what} is not ready after {seconds:.0f} s; the logs say why")
            if failing := next((child for child in self._children if child.failures > TRIES), None):
                raise CannotStart(f"{failing.name} keeps ending; {failing.log} says why")
            self._look()
            nap(BEAT)

    def watch(self) -> NoReturn:
        """Restart what dies until a signal asks to stop (`Stopped`)."""
        trim_at = time.monotonic() + TRIM
        while True:
            pauses = [child.again_at - time.monotonic() for child in self._children if child.pid is None]
            nap(max(min([TRIM, *pauses]), BEAT))
            self._look()
            if time.monotonic() > trim_at:
                trim_at = time.monotonic() + TRIM
                for child in self._children:
                    child.trim_log()

    def stop(self) -> None:
        """Stop all, last started first; each may use the time that others left. Kills the rest."""
        deadline = time.monotonic()
        try:
            for child in reversed(self._children):
                deadline += child.grace
                child.ask_to_stop()
                _wait_for_end(child, deadline)
                child.kill()
        finally:
            sweep(keep=self._others)

    def _look(self, but: Child | None = None) -> None:
        now = time.monotonic()
        for child in self._children:
            if child is not but and (code := child.ended(now)) is not None:
                sweep(keep=self._others | {other.pid for other in self._children if other.pid})
                self._say(
                    f"{child.name} ended ({code}), again in {child.again_at - now:.1f} s; see {child.log}"
                )
        for child in self._children:
            if child is not but and child.is_due(now):
                child.start(now, self._kept_open)


def nap(seconds: float) -> None:
    """Wait so long, or until a child ends. `Stopped` when a (blocked) signal asks to stop."""
    arrived = signal.sigtimedwait(STOPS | {signal.SIGCHLD}, seconds)
    if arrived and arrived.si_signo in STOPS:
        raise Stopped(signal.Signals(arrived.si_signo).name)


def _wait_for_end(child: Child, deadline: float) -> None:
    while child.pid and child.ended(time.monotonic()) is None and time.monotonic() < deadline:
        nap(BEAT)
