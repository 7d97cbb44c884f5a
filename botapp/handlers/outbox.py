"""发件箱: the platform's receipts say what became of a template message."""

from botapp import router
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.wechat import Incoming

FAILURES = {"failed:user block": "居民关闭了接收", "failed: user block": "居民关闭了接收"}


@router.on_event("templatesendjobfinish")
def receipt(resident: Resident, incoming: Incoming) -> None:
    """Accepted is not delivered: this closes the row."""
    letter = Outbox.sent_as(incoming.nodes.get("MsgID", ""))
    if letter is None or letter.resident_id != resident.id or letter.status is not Status.SENT:
        return
    status = incoming.nodes.get("Status", "").strip().lower()
    if status == "success":
        letter.end(Status.DELIVERED)
    else:
        letter.end(Status.WAITING, FAILURES.get(status, "微信没能送达，下次联系时再给看"))
