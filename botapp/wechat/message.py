"""What leaves for a resident: customer-service messages and template messages."""

from collections.abc import Mapping

from botapp.wechat.account import Template
from botapp.wechat.client import post


def send_words(openid: str, words: str) -> str:
    """A customer-service message; only inside the reply window. Returns nothing useful: the API gives no id.

    Raises `OutsideWindow`, `Undeliverable`, `NotNow` or `UnknownOutcome`.
    """
    body = {"touser": openid, "msgtype": "text", "text": {"content": words}}
    return post("message/custom/send", body)


def send_template(openid: str, template: Template, facts: Mapping[str, str], repeat_id: str) -> str:
    """A template message; returns the platform's message id. Raises as `send_words`.

    The platform sends a message with the same `repeat_id` once within ten minutes.
    """
    body = {
        "touser": openid,
        "template_id": template.id,
        "client_msg_id": repeat_id,
        "data": {template.fields[name]: {"value": value} for name, value in facts.items()},
    }
    return post("message/template/send", body)
