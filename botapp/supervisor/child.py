"""One program of the town: how it is started, ended, and when it may start again."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

GUARDIAN = Path(__file__).with_name("guardian.py")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds before a restart; doubled at each failure in a row
CALM = 60.0  # seconds of running after which earlier failures are forgotten
LARGEST_LOG = 5_000_000  # bytes; one older copy is kept beside it


@dataclass
class Child:
    """A command that has to run all the time; what it prints goes to `log`."""

    name: str
    command: list[str]
    log: Path
    grace: float  # seconds that it may take to stop
    environment: Mapping[str, str]
    failures: int = 0
    again_at: float = 0.0  # monotonic seconds
    _started_at: float = 0.0
    _running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int | None:
        """Id of its guardian while that runs."""
        return self._running.pid if self._running else None

    def start(self, now: float, kept_open: tuple[int, ...], output: int | None = None) -> None:
        """Start it under a guardian. `kept_open`: the town's pipe first, then what must stay open with it."""
        self._started_at = now
        guardian = [sys.executable, "-I", "-S", str(GUARDIAN), str(kept_open[0]), *self.command]
        with _private(self.log) as log:
            self._running = subprocess.Popen(  # noqa: S603 (a command of our own)
                guardian,
                stdin=subprocess.DEVNULL,
                stdout=output or log,
                stderr=log,
                env=dict(self.environment),
                pass_fds=kept_open,
                start_new_session=True,
            )

    def ended(self, now: float) -> int | None:
        """Its exit code once after it ended, else None. Plans the next start (`again_at`)."""
        code = self._running.poll() if self._running else None
        if code is not None:
            self._running = None
            self.failures = 0 if now - self._started_at > CALM else self.failures
            self.again_at = now + pause(self.failures)
            self.failures += 1
        return code

    @property
    def is_over(self) -> bool:
        """Whether it has ended, for a command that is run only once."""
        return self._running is None or self._running.poll() is not None

    def is_due(self, now: float) -> bool:
        """Whether it is down and its pause is over."""
        return self._running is None and now >= self.again_at

    def ask_to_stop(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it and everything that it started, at once."""
        self._signal(signal.SIGQUIT)

    def trim_log(self) -> None:
        """Set a log that has grown large aside. It is copied: its writer keeps the open file."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            older = self.log.with_suffix(".1.log")
            older.write_bytes(self.log.read_bytes())
            older.chmod(0o600)
            os.truncate(self.log, 0)

    def _signal(self, number: signal.Signals) -> None:
        if self._running:
            with contextlib.suppress(ProcessLookupError):
                self._running.send_signal(number)


def pause(failures: int) -> float:
    """Seconds to wait before the next start after so many failures in a row."""
    return min(FIRST_PAUSE * 2.0 ** min(failures, 16), LONGEST_PAUSE)


def _private(log: Path) -> IO[bytes]:
    return os.fdopen(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab")
