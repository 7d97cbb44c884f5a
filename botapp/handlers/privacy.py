"""我的资料: what is kept, who agreed to what, and how to have it changed or deleted."""

from botapp import router
from botapp.lib.identity import mask_phone
from botapp.models.appointment import Appointment
from botapp.models.campaign import TOPICS, Interest
from botapp.models.card import Application, Card
from botapp.models.choice import Choice
from botapp.models.companion import Companion
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.draft import Draft
from botapp.models.helpdesk import Conversation
from botapp.models.need import Need
from botapp.models.outbox import Outbox
from botapp.models.picture import Picture
from botapp.models.plan import Plan
from botapp.models.question import Question
from botapp.models.referral import Referral
from botapp.models.resident import Resident
from botapp.models.waitlist import Wait

PURPOSES = {
    Purpose.REMINDER: "接收提醒",
    Purpose.CARD: "办服务证用到的资料",
    Purpose.APPOINTMENT: "预约用到的资料",
    Purpose.TRANSCRIPT: "让工作人员看之前的对话",
    Purpose.PHONE: "消息送不到时给我打电话",
    Purpose.LEARNING: "用我选的答案改进回答（不记是谁）",
    Purpose.FOLLOW_UP: "按我的提醒计划提醒我",
}
WITHDRAWN = (Purpose.REMINDER, Purpose.TRANSCRIPT, Purpose.PHONE, Purpose.LEARNING, Purpose.FOLLOW_UP)
ANSWERS = {
    Answer.AGREED: "同意",
    Answer.REFUSED: "不同意",
    Answer.WITHDRAWN: "已撤回",
    Answer.OPEN: "还没回答",
}


@router.on("我的资料", "我的信息", "个人资料", "隐私", "我的隐私", "查看我的资料")
def show(resident: Resident, words: str) -> str:
    """Everything that is kept about the resident, in plain words."""
    consents = [f"· {PURPOSES[row.purpose]}：{ANSWERS[row.answer]}" for row in Consent.of(resident)]
    topics = Interest.of(resident)
    plans = len(Plan.of(resident))
    photos, referrals = Picture.count_of(resident), len(Referral.of(resident))
    lines = [
        "我们存着您的这些资料：",
        f"· 手机号：{mask_phone(resident.phone) if resident.phone else '没有'}",
        f"· 服务证申请：{_count(Application.latest(resident))}，服务证：{_count(Card.of(resident))}",
        f"· 待办预约：{len(Appointment.upcoming(resident))} 个，需求：{len(Need.of(resident))} 条",
        *([f"· 提醒计划：{plans} 个，停了就删"] if plans else []),
        *([f"· 订阅的话题：{'、'.join(TOPICS[topic] for topic in topics)}"] if topics else []),
        *(["· 您存的方法比较：只有您能看，回复「我的选择」"] if Choice.of(resident) else []),
        *([f"· 转诊单：{referrals} 张，2年后删除"] if referrals else []),
        "· 聊天记录：保留180天后删除",
        *([f"· 照片：{photos} 张，办结30天后删除"] if photos else []),
        *(["您的选择：", *consents] if consents else []),
        "文字加密保存，只有经办的工作人员能看，每次查看都有记录。",
        "要更正或删除，回复「删除资料」或「人工」。停止提醒回复「退订」。",
    ]
    return "\n".join(lines)


@router.on("删除资料", "删除我的资料", "删了我的资料", "注销")
def ask_to_delete(resident: Resident, words: str) -> str:
    """Say what would go and what must stay, and ask for a yes."""
    listed = router.offer(resident, [("确认删除", "确认删除资料"), ("先不删", "先不删")])
    return (
        "可以立即删除：聊天记录内容、发来的照片、没填完的表、候补、提醒计划、存的方法、手机号、对接收提醒的同意。\n"
        "已约的预约、服务证和已提交的申请先要取消或办结，再由工作人员删除，30天内答复您。\n" + listed
    )


@router.on("先不删", "不删了")
def keep(resident: Resident, words: str) -> str:
    """Nothing is deleted."""
    return "好的，什么都没有删。"


@router.on("确认删除资料", "确认删除")
def delete(resident: Resident, words: str) -> str:
    """Delete what nothing depends on; the receipt names what stays and why."""
    Draft.forget_all(resident)
    Wait.forget_all(resident)
    Plan.forget_all(resident)
    Choice.forget(resident)
    Companion.end_all(resident)
    Interest.forget_all(resident)
    Referral.stop_all(resident)
    Picture.forget_all(resident)
    Question.forget_all(resident)
    Conversation.erase_words(resident)
    Outbox.forget_talk(resident)
    resident.forget_words()
    for purpose in WITHDRAWN:
        if Consent.holds(resident, purpose):
            Consent.record(resident, purpose, Answer.WITHDRAWN, "2026-11")
    kept = [
        name
        for name, found in (
            ("服务证申请", Application.latest(resident)),
            ("服务证", Card.of(resident)),
            ("待办预约", Appointment.upcoming(resident)),
            ("需求", Need.of(resident)),
            ("转诊单", Referral.of(resident)),
        )
        if found
    ]
    receipt = (
        "已删除：聊天记录内容、发来的照片、没填完的表、候补、提醒计划、存的方法、手机号、对接收提醒的同意。"
    )
    if not kept:
        return f"{receipt}没有其他资料了。"
    why = "因为要办理或到期前要能核对"
    return f"{receipt}还留着：{'、'.join(kept)}，{why}。要删这些，请回复「人工」，30天内办结。"


def _count(row: object | None) -> str:
    return "有" if row else "没有"
