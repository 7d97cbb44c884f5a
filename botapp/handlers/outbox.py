"""发件箱: the platform's receipts say what became of a notice."""

from botapp import router
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.wechat import Incoming

BLOCKED, LOST = "居民关闭了接收", "微信没能送达"
OUTCOMES = {"failed:user block": BLOCKED, "failed: user block": BLOCKED}


@router.on_event("templatesendjobfinish")
def receipt(resident: Resident, incoming: Incoming) -> None:
    """Accepted is not delivered: this closes the row of a template message."""
    letter = Outbox.sent_as(incoming.nodes.get("MsgID", ""))
    if letter is None or letter.resident_id != resident.id:
        return
    status = incoming.nodes.get("Status", "").lower()
    _close(letter, "" if status == "success" else OUTCOMES.get(status, LOST))


@router.on_event("subscribe_msg_sent_event")
def subscription_receipt(resident: Resident, incoming: Incoming) -> None:
    """The same for subscription messages: their API gives no id, so the oldest of the template is meant."""
    for entry in incoming.items("SubscribeMsgSentEvent"):
        letter = Outbox.sent_by(entry.get("TemplateId", ""), resident)
        if letter is not None:
            _close(letter, "" if entry.get("ErrorCode") == "0" else LOST)


def _close(letter: Outbox, failure: str) -> None:
    if letter.status is not Status.SENT:
        return
    if failure:
        letter.failed_to_arrive(failure)
    else:
        letter.end(Status.DELIVERED)
