"""同意: whether staff may phone when a message finds no other way."""

import re

from botapp import router
from botapp.lib import identity
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.resident import Resident

ASKS = re.compile("[吗嘛么?？]")
TEXT_VERSION = "2026-11"
YES = "好的，消息送不到时，工作人员会打电话告诉您，只为您自己的预约或急事。不想要了回复「不要打电话」。"
NO = "好的，不打电话。消息会在您下次来说话时给您看。"
WHICH_NUMBER = "好的。您还没有留手机号，请这样回复：可以打电话 13800000000（换成您的号码）。"

STOPPED = "您退订过，我们不会给您打电话。想要的话先回复「恢复提醒」，再回复「可以打电话」。"


@router.on("可以打电话", "同意打电话", "给我打电话", "打电话告诉我")
def agree(resident: Resident, words: str) -> str | None:
    """The resident may be phoned under the number that is known; a question is no yes."""
    if ASKS.search(words):
        return None
    if resident.muted_at is not None:
        return STOPPED
    if resident.phone is None:
        return WHICH_NUMBER
    Consent.record(resident, Purpose.PHONE, Answer.AGREED, TEXT_VERSION)
    return YES


@router.on_pattern(r"^(?:可以|同意|给我)打电话.*\d")
def agree_with_number(resident: Resident, words: str) -> str | None:
    """可以打电话 with a number in one line."""
    if ASKS.search(words) or resident.muted_at is not None:
        return agree(resident, words)
    told = re.sub(r"^\D*打电话\D*", "", words)
    try:
        resident.keep_phone(identity.phone(told))
    except ValueError as error:
        return str(error)
    return agree(resident, words)


@router.on("不要打电话", "别打电话", "不用打电话", "不要给我打电话", "别给我打电话")
def refuse(resident: Resident, words: str) -> str:
    """No calls, and no second question for a while."""
    agreed = Consent.holds(resident, Purpose.PHONE)
    answer = Answer.WITHDRAWN if agreed else Answer.REFUSED
    Consent.record(resident, Purpose.PHONE, answer, TEXT_VERSION)
    return NO
