"""公众号: what the platform tells about the account itself; what endangers its interfaces, staff see."""

from collections.abc import Mapping
from datetime import UTC, datetime

from botapp import clock, router
from botapp.models.channel import Incident
from botapp.wechat import Incoming

ENDPOINT = "account"
# Event to (number among the account's troubles, words for staff); an expired certification closes interfaces:
# developers.weixin.qq.com/doc/service/Account_Management/Wechat_Accreditation_Event_Push.html
VERIFICATION = {
    "qualification_verify_success": (1, "资质认证通过，有效期到{expires}"),
    "qualification_verify_fail": (2, "资质认证没有通过（{failed}）：{reason}"),
    "naming_verify_success": (3, "名称认证通过，有效期到{expires}"),
    "naming_verify_fail": (4, "名称认证没有通过（{failed}）：{reason}"),
    "annual_renew": (5, "认证要年审了，有效期到{expires}。请到公众平台办理，过期后发不了通知"),
    "verify_expired": (6, "认证已过期（{expires}），通知等接口会停用。请马上到公众平台办理"),
}


@router.on_account(*VERIFICATION)
def verified(incoming: Incoming) -> None:
    """Staff read how the certification stands, with its date, until they close the notice."""
    number, words = VERIFICATION[incoming.event]
    told = {
        "expires": _day(incoming.nodes, "ExpiredTime"),
        "failed": _day(incoming.nodes, "FailTime"),
        "reason": incoming.nodes.get("FailReason") or "没有说明原因",
    }
    Incident.note(ENDPOINT, number, words.format(**told))


@router.on_account("masssendjobfinish", "publishjobfinish")
def finished(incoming: Incoming) -> None:
    """What staff published in the platform's console is done; they see it there."""


def _day(nodes: Mapping[str, str], name: str) -> str:
    """A node with a Unix time as 2026年11月25日; 日期不详 for anything else."""
    told = nodes.get(name, "")
    if not (told.isascii() and told.isdigit() and len(told) < 12):
        return "日期不详"
    day = clock.day_of(datetime.fromtimestamp(int(told), UTC))
    return f"{day.year}年{day.month}月{day.day}日"
