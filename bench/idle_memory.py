"""How much memory an idle town uses: the sum of PSS of all that runs, against the limit of 400 MB.

    .venv/bin/python -m bench.idle_memory [--seconds 30] [--pid N]

Starts a town with a temporary data folder on a free port, or measures one that runs (--pid: what `bin/run`
became), lets it idle, and prints a table and one line of JSON. Sizes are MB of 2^20 bytes. PSS counts a page
that several programs share in equal parts (Linux, Documentation/filesystems/proc.rst).
"""

import argparse
import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT_MB = 400
NAMES = (
    ("guardian.py", "guardian"),
    ("gunicorn", "web"),
    ("worker.py both", "worker+clock"),
    ("worker.py clock", "clock"),
    ("worker.py", "worker"),
    ("valkey-server", "redis"),
    ("redis-server", "redis"),
    ("botapp run", "supervisor"),
)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seconds", type=float, default=30.0, help="how long to idle before measuring")
    words.add_argument("--pid", type=int, help="a town that already runs")
    chosen = words.parse_args()
    with _town(chosen.pid) as pid:
        time.sleep(chosen.seconds)
        show([(member, name_of(member), pss_mb(member)) for member in tree(pid)])


def show(sizes: list[tuple[int, str, float]]) -> None:
    """A table, then the sums as JSON."""
    sums: dict[str, float] = {}
    for pid, name, size in sizes:
        print(f"{pid:>8}  {name:<12}{size:8.1f} MB")
        sums[name] = round(sums.get(name, 0) + size, 1)
    total = round(sum(sums.values()), 1)
    print(f"{'':>8}  {'together':<12}{total:8.1f} MB of {LIMIT_MB}")
    print(
        json.dumps(
            {"total_mb": total, "limit_mb": LIMIT_MB, "ratio": round(total / LIMIT_MB, 3), "parts": sums}
        )
    )


def tree(pid: int) -> list[int]:
    """A process id and those of all its descendants."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [pid, *(one for task in tasks for child in task.read_text().split() for one in tree(int(child)))]


def pss_mb(pid: int) -> float:
    """Proportional set size in MB."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.findall(r"^Pss:\s+(\d+) kB", text, re.MULTILINE)[0]) / 1024


def name_of(pid: int) -> str:
    """Which part of the town it is."""
    command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    return next((name for words, name in NAMES if words in command), command)


@contextmanager
def _town(pid: int | None) -> Iterator[int]:
    if pid:
        yield pid
        return
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "botapp", "run", "--port", "0", "--data", data]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as running:
            try:
                if not any(line.startswith("ready:") for line in running.stdout or ()):
                    sys.exit("the town did not start")
                yield running.pid
            finally:
                running.send_signal(signal.SIGTERM)
                running.communicate()


if __name__ == "__main__":
    main()
