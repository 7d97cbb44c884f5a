"""居民: leaving, and where one's own things stand."""

from datetime import datetime, timedelta

from botapp import clock, router, words
from botapp.lib.chinese import say_moment
from botapp.models.appointment import Appointment
from botapp.models.card import Application, Card
from botapp.models.card import Status as ApplicationStatus
from botapp.models.draft import Draft
from botapp.models.helpdesk import Conversation
from botapp.models.message import Message
from botapp.models.need import Need
from botapp.models.need import Status as NeedStatus
from botapp.models.outbox import Outbox
from botapp.models.picture import Picture
from botapp.models.plan import Plan
from botapp.models.question import Question
from botapp.models.referral import Referral
from botapp.models.reminder import Reminder
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from botapp.models.waitlist import Wait
from botapp.wechat import Incoming

SHOWN = 3
LINK_LIVES = timedelta(minutes=30)
LEFT = "居民已取消关注"


@router.on_event("unsubscribe", "user_authorization_revoke", "user_authorization_cancellation")
def leave(resident: Resident, incoming: Incoming) -> None:
    """Stop every send and drop what the platform gave us, in this transaction; no reply is possible.

    Bookings, applications and cards stay under their numbers: who comes to the window at the booked hour is
    served, and who follows again finds them there. Staff see that the person has left and may free the seat.
    """
    Outbox.drop_all_for(resident, LEFT)
    for reminder in Reminder.of(resident):
        reminder.drop(LEFT)
    Draft.forget_all(resident)
    Wait.forget_all(resident)
    Plan.forget_all(resident)
    Picture.forget_all(resident)
    Question.forget_all(resident)
    Subscription.forget_all(resident)
    Referral.stop_all(resident)
    conversation = Conversation.open_for(resident)
    if conversation:
        conversation.close()
    Conversation.erase_words(resident)
    Outbox.forget_talk(resident)
    Message.erase_words(resident.id)
    resident.forget_wechat()


@router.on_event("user_info_modified")
def keep_nothing(resident: Resident, incoming: Incoming) -> None:
    """Name and portrait have changed; neither is ever stored here, so there is nothing to drop."""


@router.on("我的", "我的主页", "个人中心")
def home(resident: Resident, said: str) -> str:
    """A link to one's own page."""
    link = _page(resident, "me")
    return f'<a href="{link}">点这里看您的预约、服务证和通知</a>（30分钟内有效，请不要转给别人）'


@router.on("开启通知", "订阅通知", "开通知")
def open_notices(resident: Resident, said: str) -> str:
    """A link to the page on which WeChat asks its own question."""
    return f'<a href="{_page(resident, "notify")}">点这里开启通知</a>（30分钟内有效）。不开也不影响办事。'


def _page(resident: Resident, name: str) -> str:
    return words.link(f"/h5/{name}?pass={resident.pass_until(clock.now() + LINK_LIVES)}")


@router.on("进度", "查进度", "办理进度", "我的申请", "我的进度", "办证进度")
def progress(resident: Resident, said: str) -> str:
    """Every open or recent case of the resident, with its number and what comes next."""
    told = [*_application(resident), *_needs(resident), *_appointments(resident)]
    if not told:
        return "您目前没有办理中的事。回复「帮助」看能办什么。"
    return "\n".join(told)


def _application(resident: Resident) -> list[str]:
    application = Application.latest(resident)
    if application is None:
        return []
    line = f"服务证申请 {application.number}：{application.status.word}"
    if application.status is ApplicationStatus.SUBMITTED:
        by = clock.local(application.promised_at)
        return [f"{line}，最迟 {say_moment(by.date(), by.time())} 有结果。"]
    if application.status is ApplicationStatus.CORRECTING:
        return [f"{line}，还缺：{'、'.join(application.missing)}。回复「补正」修改后再交。"]
    if application.status is ApplicationStatus.REFUSED:
        return [f"{line}。理由：{application.reason}"]
    if application.status is ApplicationStatus.APPROVED:
        return [f"{line}。请带证件原件到服务窗口，当场发证。"]
    card = Card.of(resident)
    return [f"{line}。" + (f"证号 {card.number}，{card.state.word}。" if card else "")]


def _needs(resident: Resident) -> list[str]:
    lines = []
    for need in Need.of(resident)[:SHOWN]:
        promised = f"，最迟 {_moment(need.promised_at)} 答复。"
        visit = f"，{_moment(need.visit_at)} 上门。" if need.visit_at else "，会接着办。"
        told = {NeedStatus.ANSWERED: f"：{need.answer}", NeedStatus.ARRANGED: visit}.get(
            need.status, promised
        )
        lines.append(f"需求 {need.number}：{need.status.word}{told}")
    return lines


def _moment(moment: datetime) -> str:
    local = clock.local(moment)
    return say_moment(local.date(), local.time())


def _appointments(resident: Resident) -> list[str]:
    return [
        f"预约 {row.number}：{row.status.word}，"
        f"{say_moment(row.day, clock.local(row.starts_at).time())}，{row.service.name}。"
        for row in Appointment.upcoming(resident)
    ]
