"""What leaves for a resident: customer-service messages, template messages and subscription messages."""

from collections.abc import Mapping
from typing import Any

from botapp.wechat.client import post
from botapp.wechat.template import Template


def send_words(openid: str, words: str) -> str:
    """A customer-service message; only inside the reply window. The platform gives no id: empty.

    Raises `OutsideWindow`, `Undeliverable`, `NotNow` or `UnknownOutcome`.
    """
    body = {"touser": openid, "msgtype": "text", "text": {"content": words}}
    post("message/custom/send", body)
    return ""


def send_template(openid: str, template: Template, facts: Mapping[str, str], repeat_id: str) -> str:
    """A template message with filled facts; returns the platform's message id. Raises as `send_words`.

    The platform sends a message with the same `repeat_id` once within ten minutes.
    """
    answer = post("message/template/send", _notice(openid, template, facts, repeat_id))
    return str(answer.get("msgid") or "")


def send_subscription(openid: str, template: Template, facts: Mapping[str, str], repeat_id: str) -> str:
    """A subscription message, which uses up one consent. The platform gives no id: empty.

    Raises as `send_words`. The platform sends a message with the same `repeat_id` once within ten minutes.
    """
    post("message/subscribe/bizsend", _notice(openid, template, facts, repeat_id))
    return ""


def _notice(openid: str, template: Template, facts: Mapping[str, str], repeat_id: str) -> dict[str, Any]:
    return {
        "touser": openid,
        "template_id": template.id,
        "client_msg_id": repeat_id,
        "data": template.content(facts),
    }
