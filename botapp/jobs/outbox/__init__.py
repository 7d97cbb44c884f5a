"""发件箱: one row, one way after the other, and a name for every ending.

Nothing is locked while the platform is asked.
"""

from datetime import datetime, timedelta

from botapp import clock
from botapp.jobs import door
from botapp.jobs.outbox.verdict import record
from botapp.jobs.outbox.way import CONVERSATION, Letter, choose, is_unwanted, may_be_repeated
from botapp.lib.hours import Quiet, allowed_at
from botapp.models.outbox import Outbox, Status

BROKEN_OFF = "发送中断，不知道是否送达，请工作人员核实"
NIGHT = "居民的安静时间不发，早上再发"


def send(*ids: int) -> None:
    """Send rows one after the other."""
    for id_ in ids:
        _send(id_)


def _send(id_: int) -> None:
    """By the first way that takes it, unless it is not wanted, or has no way out now."""
    with door():
        letter = _take(id_)
    while letter is not None:
        answer = letter.travel()
        with door():
            letter = record(letter, answer)


def _take(id_: int) -> Letter | None:
    row = Outbox.claim(id_)
    if row is None or _has_ended(row):
        return None
    quiet = row.resident.quiet
    if not (row.urgent or row.kind in CONVERSATION or allowed_at(clock.now(), quiet)):
        row.hold_until(_morning(quiet), NIGHT)
        return None
    return choose(row)


def _has_ended(row: Outbox) -> bool:
    """End a row that nobody wants any more, or that may have left already."""
    if row.channel and not may_be_repeated(row):
        row.end(Status.UNKNOWN, BROKEN_OFF)
        return True
    return is_unwanted(row) or row.has_lapsed()


def _morning(quiet: Quiet) -> datetime:
    today = clock.today()
    morning = clock.at(today, quiet.until)
    return morning if clock.now() < morning else clock.at(today + timedelta(days=1), quiet.until)
