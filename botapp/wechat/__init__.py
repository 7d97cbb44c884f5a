"""The platform's wire, the only package that knows wechatpy: pushes, replies, messages."""

from botapp.wechat.account import Account, current, templates, use
from botapp.wechat.message import send_subscription, send_template, send_words
from botapp.wechat.push import BODY_LIMIT, Forged, Incoming, Unreadable, is_genuine, read
from botapp.wechat.reply import REPLY_BYTES, clean, render, split
from botapp.wechat.template import SUBSCRIPTION, TEMPLATE, Template

__all__ = [
    "BODY_LIMIT",
    "REPLY_BYTES",
    "SUBSCRIPTION",
    "TEMPLATE",
    "Account",
    "Forged",
    "Incoming",
    "Template",
    "Unreadable",
    "clean",
    "current",
    "is_genuine",
    "read",
    "render",
    "send_subscription",
    "send_template",
    "send_words",
    "split",
    "templates",
    "use",
]
