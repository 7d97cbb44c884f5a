"""转诊: the resident says yes or no to the named receiver, sees each step, and may stop it."""

from botapp import clock, router
from botapp.lib.chinese import say_moment
from botapp.models.referral import OPEN, Hop, Referral, Status
from botapp.models.resident import Resident

STEPS = {
    "asked": "问您同不同意",
    "agreed": "您同意了",
    "refused": "您没有同意",
    "link": "工作人员把单子的链接给了对方",
    "opened": "对方看了单子",
    "accepted": "对方接收了",
    "declined": "对方不能接",
    "seen": "对方记下您去看过了",
    "fed back": "对方写了回转单，工作人员会跟您说",
    "stopped": "您停止了",
}
NONE = "您没有转诊。转诊由医生或工作人员和您商量后开，您同意才给对方看。"
NONE_ASKED = "现在没有要您同意的转诊。回复「我的转诊」查看。"
YES, NO = ("同意，可以给对方看", "同意转诊"), ("不同意", "不同意转诊")


@router.on("我的转诊", "转诊", "转诊进度", "查转诊")
def mine(resident: Resident, words: str) -> str:
    """The newest referral: where to, when, what to prepare, each step; nothing clinical."""
    rows = Referral.of(resident)
    if not rows:
        return NONE
    row = rows[0]
    slip = row.slip
    lines = [
        f"转诊 {row.number}：{row.status.word}",
        f"转到：{row.to_place}{slip.get('to_section') or ''}",
        f"时间：{slip['when']}" if slip.get("when") else "",
        f"准备：{slip['preparation']}" if slip.get("preparation") else "",
        *(_told(hop) for hop in row.hops if hop.act in STEPS),
        _offered(resident, row),
    ]
    return "\n".join(filter(None, lines))


@router.on("同意转诊")
def agree(resident: Resident, words: str) -> str:
    """The yes to this receiver."""
    row = _asked(resident)
    if row is None:
        return NONE_ASKED
    row.agree()
    return (
        f"好的，转诊单 {row.number} 只给{row.to_place}看。急的时候别等，请直接去，或打 120。\n"
        "看到哪一步回复「我的转诊」；改主意了回复「停止转诊」。"
    )


@router.on("不同意转诊")
def refuse(resident: Resident, words: str) -> str:
    """The no; nothing is shared."""
    row = _asked(resident)
    if row is None:
        return NONE_ASKED
    row.refuse()
    return "好的，没有给任何人看。您可以自己去看，需要帮忙回复「人工」。"


@router.on("停止转诊", "取消转诊", "不转诊了")
def stop(resident: Resident, words: str) -> str:
    """Take the yes back."""
    running = [row for row in Referral.of(resident) if row.status in OPEN]
    if not running:
        return "现在没有在办的转诊。"
    for row in running:
        row.stop()
    return "已停止，对方的链接打不开了。对方已经看过的，可以请他们按规定删除；需要帮忙回复「人工」。"


def _asked(resident: Resident) -> Referral | None:
    return next((row for row in Referral.of(resident) if row.status is Status.ASKED), None)


def _offered(resident: Resident, row: Referral) -> str:
    if row.status is Status.ASKED:
        listed = router.offer(resident, [YES, NO])
        return f"要把转诊单（姓名、情况、检查）给{row.to_place}看，您同意吗？\n{listed}"
    return router.offer(resident, [("停止转诊", "停止转诊")]) if row.status in OPEN else ""


def _told(hop: Hop) -> str:
    at = clock.local(hop.at)
    return f"· {say_moment(at.date(), at.time())} {STEPS[hop.act]}"
