"""订阅: what residents answer to the platform's pop-up, and what they switch off later, kept as a balance."""

from collections.abc import Callable, Mapping

from botapp import router, wechat
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from botapp.wechat import Incoming

LONGEST_ID = 64


@router.on_event("subscribe_msg_popup_event")
def answered(resident: Resident, incoming: Incoming) -> None:
    """One yes is one message, or all of them for a long-term template; nothing is said about it."""
    _note(resident, incoming.items("SubscribeMsgPopupEvent"), ANSWERS)


@router.on_event("subscribe_msg_change_event")
def switched_off(resident: Resident, incoming: Incoming) -> None:
    """A subscription closed in the settings of WeChat is empty; only the closing is told to us."""
    _note(resident, incoming.items("SubscribeMsgChangeEvent"), CHANGES)


def _note(
    resident: Resident, entries: list[dict[str, str]], meanings: Mapping[str, Callable[[Subscription], None]]
) -> None:
    for entry in entries:
        template, said = entry.get("TemplateId", ""), entry.get("SubscribeStatusString", "")
        if template and said in meanings:
            meanings[said](Subscription.to(template[:LONGEST_ID], resident))


def _accept(subscription: Subscription) -> None:
    ours = (each for each in wechat.templates().values() if each.id == subscription.template)
    subscription.accept(long_term=any(each.long_term for each in ours))


ANSWERS = {"accept": _accept, "reject": Subscription.decline}
CHANGES = {"reject": Subscription.empty}
