"""The clock's tick: claim what is due and hand the ids to the workers. Two clocks are harmless."""

from datetime import date, time

from botapp import clock, queue
from botapp.jobs import door, privacy
from botapp.models.outbox import Outbox
from botapp.models.reminder import Reminder

NIGHT = time(3)


class _Last:
    """The day of this process's last purge; purging twice does no harm."""

    purge: date | None = None


def tick() -> int:
    """One tick; how many rows were handed over."""
    with door():
        reminders, letters = Reminder.claim_due(), Outbox.due()
    for id_ in reminders:
        queue.enqueue("botapp.jobs.reminder.send", id_)
    for id_ in letters:
        queue.enqueue("botapp.jobs.outbox.send", id_)
    _purge_at_night()
    return len(reminders) + len(letters)


def _purge_at_night() -> None:
    today = clock.today()
    if _Last.purge != today and clock.local(clock.now()).time() >= NIGHT:
        privacy.purge()
        _Last.purge = today
