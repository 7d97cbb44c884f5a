"""发件箱: one row, one attempt; every ending has a name. Nothing is locked while the platform is asked."""

from dataclasses import asdict, dataclass
from datetime import timedelta

from botapp import clock, wechat, words
from botapp.db import db
from botapp.errors import NotNow, OutsideWindow, Undeliverable, UnknownOutcome
from botapp.jobs import door
from botapp.lib.hours import allowed_at
from botapp.models.outbox import Outbox, Status
from botapp.wechat import templates

CONVERSATION = {"more", "helpdesk_taken", "helpdesk_reply", "helpdesk_returned"}
WORDS, TEMPLATE = "words", "template"
MUTED = "居民已退订，下次联系时再给看"
NO_WAY = "超过48小时未联系，下次联系时再给看"
NIGHT = "夜间不发，早上8:30再发"


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row, out of the database's hands while it travels."""

    id: int
    openid: str
    channel: str
    text: str
    notice: words.Notice | None


def send(id_: int) -> None:
    """Send one row, unless it is no longer wanted or has no way out now."""
    with door():
        letter = _take(id_)
    if letter is not None:
        _record(letter.id, *_deliver(letter))


def _take(id_: int) -> Letter | None:
    row = Outbox.claim(id_)
    if row is None:
        return None
    if row.resident.openid is None:
        row.end(Status.DROPPED, "居民已取消关注")
    elif row.channel and not _may_repeat(row):
        row.end(Status.UNKNOWN, "发送中断，不知道是否送达，请工作人员核实")
    elif not row.resident.spoke_after_muting:
        row.end(Status.WAITING, MUTED)
    elif not (row.urgent or row.kind in CONVERSATION or allowed_at(clock.now())):
        _hold_until_morning(row)
    else:
        return _address(row)
    return None


def _may_repeat(row: Outbox) -> bool:
    """Whether a row whose sender died may leave again: only where the platform recognises the repeat."""
    return row.channel == TEMPLATE and row.may_be_repeated


def _hold_until_morning(row: Outbox) -> None:
    today = clock.today()
    morning = clock.morning_of(today)
    row.end(Status.PLANNED, NIGHT)
    row.attempts -= 1
    row.due_at = morning if clock.now() < morning else clock.morning_of(today + timedelta(days=1))


def _address(row: Outbox) -> Letter | None:
    """Choose the channel and reserve its place in the reply window before anything leaves."""
    notice = words.notice(row.kind, row.facts)
    if row.resident.can_be_written_to:
        row.channel = WORDS
        row.resident.reserve()
    elif notice is not None and templates().get("notice"):
        row.channel = TEMPLATE
    else:
        row.end(Status.WAITING, NO_WAY)
        return None
    row.first_sending_at = row.first_sending_at or clock.now()
    text = words.of(row.kind, row.facts)
    return Letter(row.id, str(row.resident.openid), row.channel, text, notice)


def _deliver(letter: Letter) -> tuple[str, Exception | None]:
    """Ask the platform; the message id, or what it answered instead."""
    try:
        if letter.channel == WORDS or letter.notice is None:
            return wechat.send_words(letter.openid, letter.text), None
        facts = asdict(letter.notice)
        return wechat.send_template(letter.openid, templates()["notice"], facts, f"letter-{letter.id}"), None
    except (NotNow, OutsideWindow, Undeliverable, UnknownOutcome) as error:
        return "", error


def _record(id_: int, msgid: str, error: Exception | None) -> None:
    with door():
        row = db.session.get_one(Outbox, id_)
        if error is None:
            row.mark_sent(row.channel, msgid)
        else:
            _record_failure(row, error)


def _record_failure(row: Outbox, error: Exception) -> None:
    if isinstance(error, Undeliverable):
        row.end(Status.UNREACHABLE if error.gone else Status.DEAD, str(error))
    elif isinstance(error, OutsideWindow):
        _close_window(row, str(error))
    elif isinstance(error, UnknownOutcome) and not _may_repeat(row):
        row.end(Status.UNKNOWN, f"{error}，请工作人员核实")
    else:
        row.try_later(str(error), getattr(error, "seconds", 0) or None)
        row.channel = row.channel if isinstance(error, UnknownOutcome) else ""


def _close_window(row: Outbox, why: str) -> None:
    """The platform counts differently: believe it, and take the next channel at once."""
    if row.channel == WORDS:
        row.resident.words_at = row.resident.click_at = None
        row.channel = ""
        row.try_later(why, seconds=1)
    else:
        row.end(Status.WAITING, why)
