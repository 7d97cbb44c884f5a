"""服务证: apply, correct, withdraw, and show the card."""

from datetime import date, timedelta
from typing import Any

from botapp import clock, dialogue, router, words
from botapp.forms.card import CardForm
from botapp.lib.chinese import say_moment
from botapp.models.calendar import end_of_workday
from botapp.models.card import Application, Card, Rule, State, Status
from botapp.models.consent import Consent
from botapp.models.resident import Resident

DECIDE_DAYS = 5
LINK_LIVES = timedelta(minutes=30)
TEXT_VERSION = "2026-11"
NO_CARD = "您还没有服务证。自愿办理，不办也不影响办事；想办请回复「办服务证」。"


@router.on(
    "办服务证", "办证", "申请服务证", "我要办服务证", "办流动人口服务证", "办理服务证", "续办服务证", "续证"
)
def begin(resident: Resident, said: str) -> str:
    """Start an application, unless one is running."""
    running = Application.open_for(resident)
    if running is None:
        return dialogue.start(resident, CardForm)
    if running.status is Status.CORRECTING:
        return correct(resident, said)
    return (
        f"您的申请 {running.number} 正在办理：{running.status.word}。"
        "回复「进度」查看，不办了回复「撤回申请」。"
    )


@router.on("同意办服务证")
def agree_and_begin(resident: Resident, said: str) -> str:
    """The resident changed a no into a yes, unasked."""
    return dialogue.agree_and_start(resident, CardForm)


@router.on("补正", "补充材料", "修改申请")
def correct(resident: Resident, said: str) -> str:
    """Open what was handed in, with what is missing on top."""
    running = Application.open_for(resident)
    if running is None or running.status is not Status.CORRECTING:
        return "没有要补正的申请。回复「进度」查看。"
    missing = "\n".join(f"· {item}" for item in running.missing)
    return dialogue.start(resident, CardForm, running.answers, f"申请 {running.number} 还缺：\n{missing}")


@router.on("撤回申请", "不办证了")
def withdraw(resident: Resident, said: str) -> str:
    """Take the application back."""
    running = Application.open_for(resident)
    if running is None:
        return "没有办理中的申请。"
    running.withdraw()
    return f"申请 {running.number} 已撤回。想办时再回复「办服务证」。"


@dialogue.remarks(CardForm)
def remark(resident: Resident, answers: dict[str, str]) -> str:
    """Say at once when the stay is short; a person decides, not the bot."""
    rule = Rule.current()
    missing = rule.missing_days(date.fromisoformat(answers["arrived_on"]))
    if not missing:
        return ""
    asked = f"按{rule.note}，住满{rule.stay_days}天可办"
    return f"提醒：{asked}，您还差{missing}天。也可以先提交，由工作人员答复。"


@dialogue.fills(CardForm)
def submit(resident: Resident, answers: dict[str, Any]) -> str:
    """Hand the application in."""
    stored = {name: told.isoformat() if isinstance(told, date) else told for name, told in answers.items()}
    resident.keep_phone(answers["phone"])
    application = Application.submit(resident, stored, end_of_workday(clock.now(), DECIDE_DAYS))
    by = clock.local(application.promised_at)
    return (
        f"已提交，编号 {application.number}。"
        f"最迟 {say_moment(by.date(), by.time())} 有结果，会在这里告诉您。\n"
        f"回复「进度」查看，不办了回复「撤回申请」。{_ask_to_phone(resident)}"
    )


def _ask_to_phone(resident: Resident) -> str:
    if not Consent.ask_to_phone(resident, TEXT_VERSION):
        return ""
    return f"\n{words.MAY_WE_CALL}\n{router.offer(resident, words.CALL_CHOICES)}"


@router.on("我的服务证", "服务证", "我的证", "看服务证", "出示服务证")
def show(resident: Resident, said: str) -> str:
    """The card in words, with a link to its page and QR."""
    card = Card.of(resident)
    if card is None:
        running = Application.open_for(resident)
        if running is None:
            return NO_CARD
        return f"您的申请 {running.number} 正在办理：{running.status.word}。办好会告诉您，回复「进度」查看。"
    link = words.link(f"/h5/card?pass={resident.pass_until(clock.now() + LINK_LIVES)}")
    ends = card.expires_on
    lines = [
        f"流动人口服务证 {card.number}",
        f"{card.masked_name} · {card.state.word} · 有效期至{ends.year}年{ends.month}月{ends.day}日",
        _advice(card),
        f'<a href="{link}">点这里出示二维码</a>(30分钟内有效)' if card.state is State.VALID else "",
        "服务登记凭证，非居住证，不作身份证明。",
    ]
    return "\n".join(filter(None, lines))


def _advice(card: Card) -> str:
    if card.state is State.REVOKED:
        return f"已撤销：{card.reason}。不同意可回复「人工」，或打 12345。"
    if card.state is State.EXPIRED or card.ends_soon:
        return "还需要的话，回复「办服务证」续办；不需要不用理会。"
    return ""
