"""凭证: the token is renewed before its end, so that nobody waits; of a refusal staff see an incident."""

from botapp.errors import NotNow
from botapp.jobs import door
from botapp.models.channel import Incident
from botapp.wechat import current
from botapp.wechat.token import TOKEN


def is_due() -> bool:
    """Whether the account's token nears its end and somebody should renew it."""
    try:
        return bool(current().app_id) and TOKEN.is_due()
    except NotNow:  # the rows are out of reach; the next tick asks again
        return False


def renew(_: int) -> None:
    """Renew the token, once for all processes; the number says nothing."""
    try:
        TOKEN.warm()
    except NotNow as trouble:
        if trouble.alarming:
            with door():
                Incident.note(trouble.endpoint, trouble.code, str(trouble), trouble.rid)
