"""The clock's tick: claim what is due and hand the ids to the workers. Two clocks are harmless."""

from datetime import date, time, timedelta

from botapp import clock, queue
from botapp.jobs import credential, door, privacy
from botapp.models import wording
from botapp.models.appointment import Appointment
from botapp.models.calendar import answer_time
from botapp.models.campaign import Campaign
from botapp.models.helpdesk import Conversation
from botapp.models.outbox import Outbox
from botapp.models.picture import Picture
from botapp.models.plan import Plan
from botapp.models.reminder import Reminder
from botapp.models.version import Version
from botapp.models.waitlist import Wait

NIGHT = time(3)
FORGOTTEN = timedelta(hours=2)  # a resident has waited so long for the person who holds the talk
CROWD = 100  # waiting jobs; what is due stands among them already and would only be handed over twice


class _Last:
    """The day of this process's last purge; purging twice does no harm."""

    purge: date | None = None


def tick() -> int:
    """One tick; how many rows were handed over. Behind a crowd of jobs, letters and pictures wait."""
    is_crowded = (queue.depth() or 0) > CROWD
    with door():
        Appointment.drop_expired()
        Wait.pass_on()
        Campaign.spread()
        Plan.follow_changes()
        Conversation.put_back_forgotten(clock.now() - FORGOTTEN, answer_time(clock.now()))
        reminders = Reminder.claim_due()
        versions, wordings = Version.due(), wording.asked_for()
        letters, pictures = ([], []) if is_crowded else (Outbox.due(), Picture.due())
    queue.enqueue_all("botapp.jobs.reminder.send", reminders)
    for id_ in versions:
        queue.enqueue("botapp.jobs.version.publish", id_)
    for id_ in wordings:
        queue.enqueue("botapp.jobs.wording.fetch", id_)
    queue.enqueue_all("botapp.jobs.outbox.send", letters)
    for id_ in pictures:
        queue.enqueue("botapp.jobs.picture.fetch", id_)
    if credential.is_due():
        queue.enqueue("botapp.jobs.credential.renew", 0)
    _purge_at_night()
    return len(reminders) + len(versions) + len(wordings) + len(letters) + len(pictures)


def _purge_at_night() -> None:
    today = clock.today()
    if _Last.purge != today and clock.local(clock.now()).time() >= NIGHT:
        privacy.purge()
        _Last.purge = today
