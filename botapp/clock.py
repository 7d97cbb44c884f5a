"""What time it is: UTC moments, and days as the township counts them (Asia/Shanghai)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

TOWN = ZoneInfo("Asia/Shanghai")


class _Source:
    """The machine's clock, shifted by a file when time is simulated, or stopped by a test."""

    stopped: datetime | None = None
    file: Path | None = None


def simulate(folder: Path) -> None:
    """Let every process that uses this data folder share one shift of time."""
    _Source.file = folder / "clock-offset"


def now() -> datetime:
    """The present moment, in UTC."""
    return _Source.stopped or datetime.now(UTC) + _offset()


def today() -> date:
    """The present day in the township."""
    return day_of(now())


def day_of(moment: datetime) -> date:
    """The township's day in which a moment lies."""
    return local(moment).date()


def local(moment: datetime) -> datetime:
    """The same moment on the township's wall clock."""
    return moment.astimezone(TOWN)


def at(day: date, hour: time) -> datetime:
    """The moment (UTC) at which the township's wall clock shows this day and hour."""
    return datetime.combine(day, hour, TOWN).astimezone(UTC)


def morning_of(day: date) -> datetime:
    """Half past eight in the morning of a day, as a moment in UTC."""
    return at(day, time(8, 30))


def travel(delta: timedelta) -> None:
    """Shift simulated time for every process that shares the data folder."""
    _shift(_offset() + delta)


def travel_to(moment: datetime) -> None:
    """Set simulated time."""
    _shift(moment - datetime.now(UTC))


def reset() -> None:
    """Return to the machine's own time."""
    _shift(timedelta())


@contextmanager
def stop(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment, for tests."""
    before, _Source.stopped = _Source.stopped, moment
    try:
        yield
    finally:
        _Source.stopped = before


def _offset() -> timedelta:
    try:
        return timedelta(seconds=float(_Source.file.read_text())) if _Source.file else timedelta()
    except (FileNotFoundError, ValueError):
        return timedelta()


def _shift(offset: timedelta) -> None:
    if _Source.stopped is not None:
        _Source.stopped = datetime.now(UTC) + offset
    elif _Source.file is not None:
        fresh = _Source.file.with_suffix(".new")
        fresh.write_text(str(offset.total_seconds()))
        fresh.replace(_Source.file)
