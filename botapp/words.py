"""Words for rows: a kind and its facts as the resident reads them, when sent and in staff's preview."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, TemplateError

from botapp import clock
from botapp.lib.chinese import say_moment

# What a notice says of each kind of letter: neutral words that reveal no service.
NOTICES = {
    "appointment_approved": ("您的预约已确认", "回复「我的预约」查看"),
    "appointment_declined": ("您的预约未能安排", "回复「我的预约」查看"),
    "appointment_cancelled": ("您的预约已取消", "回复「我的预约」查看"),
    "appointment_closed": ("您的预约要换时间", "回复「改期」另选一天"),
    "appointment_reminder": ("您有一个预约", "回复「我的预约」查看或改期"),
    "appointment_missed": ("预约可以另选时间", "回复「预约」重约"),
    "companion_moved": ("您的预约换了时间", "回复「同来」查看"),
    "companion_ended": ("您的预约取消了", "回复「同来」查看"),
    "waitlist_offered": ("您候补的有位了", "回复「候补」查看，限时有效"),
    "card_missing": ("您的申请需要补充", "回复「进度」查看缺什么"),
    "card_approved": ("您的申请已通过审核", "请带证件到窗口核验"),
    "card_issued": ("您的服务证已办好", "回复「我的服务证」查看"),
    "card_refused": ("您的申请有了结果", "回复「进度」查看"),
    "card_revoked": ("您的服务证状态有变", "回复「我的服务证」查看"),
    "card_restored": ("您的服务证状态有变", "回复「我的服务证」查看"),
    "card_reminder": ("您的服务证快到期了", "回复「我的服务证」查看"),
    "referral_asked": ("有一件事要您同意", "回复「我的转诊」查看"),
    "referral_moved": ("您的事有新进展", "回复「我的转诊」查看"),
    "plan_reminder": ("您定的日子到了", "回复「我的计划」查看"),
    "campaign": ("您订阅的有新消息", "回复任意文字查看"),
    "need_arranged": ("您说的需求有了安排", "回复「进度」查看"),
    "need_answered": ("您说的需求有了答复", "回复「进度」查看"),
    "question_answered": ("您之前问的事有了答复", "回复「看答案」查看"),
}


# The question about phone calls, and what each answer stands for.
MAY_WE_CALL = "万一消息送不到您这里，工作人员可以打电话告诉您吗？"
CALL_CHOICES = (("可以打电话", "可以打电话"), ("不要打电话", "不要打电话"))


class Unsayable(Exception):
    """A row that no template can put into words: a fault of ours; `told` is what staff read."""

    told = "这条消息写不成话，请管理员看日志"


class _Place:
    """Where residents' phones reach this server, set once when the application starts."""

    url = ""


def use_public_url(url: str) -> None:
    """Build links on this address."""
    _Place.url = url.rstrip("/")


def link(path: str) -> str:
    """A path of ours as residents open it."""
    return _Place.url + path


def moment(text: str) -> str:
    """An ISO moment as 11月25日 周三 9:00."""
    local = clock.local(datetime.fromisoformat(text))
    return say_moment(local.date(), local.time())


def day(text: str) -> str:
    """An ISO day as 2027年11月22日."""
    value = date.fromisoformat(text)
    return f"{value.year}年{value.month}月{value.day}日"


environment = Environment(
    loader=PackageLoader("botapp", "templates/chat"),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,  # noqa: S701 - plain text for a chat, not HTML
)
environment.filters.update(moment=moment, day=day)


def of(kind: str, facts: Mapping[str, Any]) -> str:
    """The chat text of a kind of message. Raises `Unsayable` for a missing template or fact."""
    try:
        return environment.get_template(f"{kind}.txt").render(facts).strip()
    except TemplateError as error:
        raise Unsayable(f"{kind}: {error}") from error


def notice(kind: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """The same message as a notice: subject, when, place and note; empty for what only a chat may say."""
    if kind not in NOTICES:
        return {}
    subject, note = NOTICES[kind]
    told = facts.get("starts_at") or clock.now().isoformat()
    local = clock.local(datetime.fromisoformat(str(told)))
    when = f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"
    return {"subject": subject, "when": when, "place": str(facts.get("point", "")), "note": note}
