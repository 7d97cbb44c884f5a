"""保存期限: the nightly purge of what is no longer needed."""

from datetime import timedelta

from botapp import clock, log
from botapp.jobs import door
from botapp.models.appointment import Appointment
from botapp.models.arrival import Ticket
from botapp.models.audit import Audit
from botapp.models.campaign import CampaignLetter
from botapp.models.card import Application
from botapp.models.draft import Draft
from botapp.models.helpdesk import Conversation
from botapp.models.message import Message
from botapp.models.need import Need
from botapp.models.outbox import Outbox
from botapp.models.picture import Picture
from botapp.models.question import Question
from botapp.models.referral import Referral
from botapp.models.survey import Survey
from botapp.models.waitlist import Wait

CHAT = timedelta(days=180)
CASE = timedelta(days=2 * 365)
DAYS = timedelta(days=30)
AUDIT = timedelta(days=2 * 365)


def purge() -> dict[str, int]:
    """Drop what outlived its retention; how many rows of each kind."""
    now = clock.now()
    with door():
        counts = {
            "messages": Message.purge(now - CHAT),
            "lines": Conversation.purge(now - CHAT),
            "campaign letters": CampaignLetter.purge(now - CHAT),
            "letters": Outbox.purge(now - CHAT - timedelta(days=1)),  # after the lines that speak of them
            "drafts": Draft.purge(),
            "appointments": Appointment.purge(now - CASE),
            "tickets": Ticket.purge(clock.today() - DAYS),
            "waits": Wait.purge(now - CHAT),
            "questions": Question.purge(now - CHAT),
            "needs": Need.purge(now - CASE),
            "referrals": Referral.purge(now - CASE),
            "surveys": Survey.purge(clock.today() - CASE),
            "pictures": Picture.purge(),
            "applications": Application.purge(now - CASE),
            "audit": Audit.purge(now - AUDIT),
        }
    log.get().info("purged", **counts)
    return counts
