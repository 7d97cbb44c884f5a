"""The ways out in the order of trying: each with its interface, and the allowance that it draws on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from botapp import clock, wechat, words
from botapp.errors import Trouble
from botapp.models.channel import Incident
from botapp.models.outbox import TALK, Outbox, Status
from botapp.models.subscription import Subscription
from botapp.wechat import SUBSCRIPTION, TEMPLATE, Template

WORDS = "words"
TOKEN = "stable_token"  # noqa: S105 - an interface: without it no other can be asked
CONVERSATION = TALK
GONE = "居民已取消关注"
MUTED = "居民已退订，下次联系时再给看"
UNWANTED = "居民已退订"
NO_WAY = "现在没有办法主动发，下次联系时再给看"
PAUSED = "微信暂时不让发，恢复后再发"
CHANGED = "模板换过了，不知道之前是否送达，请工作人员核实"
MISFIT, UNSAYABLE = 47003, 44004


@dataclass(frozen=True, slots=True)
class Channel:
    """One way out.

    `take`: draw on its allowance, False when there is none; `give_back`: nothing left; `empty`: the platform
    counts differently, and is believed; `repeatable`: a repeat under the same id is recognised.
    """

    endpoint: str
    take: Callable[[Outbox, str], bool]
    give_back: Callable[[Outbox], None]
    empty: Callable[[Outbox], None]
    send: Callable[["Letter"], str]
    repeatable: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A claimed row, out of the database's hands while it travels.

    `tried`: ways that are no use to it; `failed`: the template by which it went before and did not arrive.
    """

    id: int
    openid: str
    channel: str
    text: str
    template: Template | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    is_repeat: bool = False
    tried: frozenset[str] = frozenset()
    failed: str = ""

    @property
    def way(self) -> str:
        """The name of its way: the channel, or the template."""
        return self.template.id if self.template else self.channel

    @property
    def repeat_id(self) -> str:
        """What marks a repeat; another way has its own, or the platform would take it for the first."""
        return f"letter-{self.id}-{self.way[-8:]}"

    def travel(self) -> str | Trouble:
        """Ask the platform; the message id, or what it answered instead."""
        try:
            return CHANNELS[self.channel].send(self)
        except Trouble as error:
            return error


def choose(row: Outbox, tried: frozenset[str] = frozenset(), why: str = NO_WAY) -> Letter | None:
    """The first way that is open, its allowance taken before anything leaves; None: the row waits.

    What may have left by a way keeps that way: by another it could arrive twice.
    """
    if is_unwanted(row):
        return None
    try:
        return _same_way(row) if row.channel else _first_open(row, tried, why)
    except words.Unsayable as error:
        Incident.note(CHANNELS[WORDS].endpoint, UNSAYABLE, f"这条消息写不成话：{error}")
        row.end(Status.DEAD, words.Unsayable.told)
        return None


def _first_open(row: Outbox, tried: frozenset[str], why: str) -> Letter | None:
    failed, pauses = row.template, list[datetime]()
    tried |= {failed} - {""}
    for letter in (replace(way, tried=tried, failed=failed) for way in _ways(row)):
        paused = _paused_until(CHANNELS[letter.channel].endpoint)
        if paused:
            pauses.append(paused)
        elif letter.way not in tried and CHANNELS[letter.channel].take(row, letter.way):
            row.leave_by(letter.channel, letter.template.id if letter.template else "")
            return letter
    _wait(row, pauses, why)
    return None


def is_unwanted(row: Outbox) -> bool:
    """End a row whose resident has left or has stopped us, perhaps a moment ago."""
    if row.resident.openid is None:
        row.end(Status.DROPPED, GONE)
    elif row.is_reminder and row.resident.muted_at:
        row.end(Status.DROPPED, UNWANTED)
    elif not row.resident.spoke_after_muting:
        row.end(Status.WAITING, MUTED)
    return row.status is not Status.SENDING


def may_be_repeated(row: Outbox) -> bool:
    """Whether the platform would recognise another attempt of this row as the same message."""
    return CHANNELS[row.channel].repeatable and row.may_be_repeated


def _same_way(row: Outbox) -> Letter | None:
    letter = next((each for each in _ways(row) if each.way == row.template), None)
    if letter is None:
        row.end(Status.UNKNOWN, CHANGED)
        return None
    return replace(letter, is_repeat=True)


def _wait(row: Outbox, pauses: list[datetime], why: str) -> None:
    if pauses:
        row.hold_until(min(pauses), PAUSED)
    else:
        row.end(Status.WAITING, why)


def _paused_until(endpoint: str) -> datetime | None:
    ends = [Incident.stopped_until(endpoint), Incident.stopped_until(TOKEN)]
    return max((end for end in ends if end), default=None)


def _ways(row: Outbox) -> Iterator[Letter]:
    """Every way that this kind of letter may take, the best first."""
    openid, text = str(row.resident.openid), words.of(row.kind, row.facts)
    yield Letter(row.id, openid, WORDS, text)
    notice = words.notice(row.kind, row.facts)
    suited = (each for each in wechat.templates().values() if notice and each.suits(row.kind))
    for template in sorted(suited, key=_preference):
        facts = _filled(template, notice)
        if facts:
            yield Letter(row.id, openid, template.via, text, template, facts)


def _preference(template: Template) -> tuple[bool, bool, bool]:
    """Long-term consents first, then single ones, then template messages; the special before the general."""
    return template.via != SUBSCRIPTION, not template.long_term, not template.serves


def _filled(template: Template, notice: Mapping[str, str]) -> dict[str, str]:
    """What the template says; nothing, and a trouble for staff, when a field cannot hold it."""
    try:
        return template.fill(notice)
    except ValueError as error:
        Incident.note(CHANNELS[template.via].endpoint, MISFIT, f"模板里有一项填不下：{error}")
        return {}


def _take_words(row: Outbox, _way: str) -> bool:
    """A reply may take the last message of the window; a notice leaves one, a reminder two."""
    kept_back = 0 if row.kind in CONVERSATION else 2 if row.is_reminder else 1
    if row.resident.messages_left <= kept_back:
        return False
    row.resident.reserve()
    return True


def _take_consent(row: Outbox, way: str) -> bool:
    held = Subscription.held(way, row.resident)
    return held is not None and held.spend()


CHANNELS = {
    WORDS: Channel(
        endpoint="message/custom/send",
        take=_take_words,
        give_back=lambda row: row.resident.give_back(row.sending_at or clock.now()),
        empty=lambda row: row.resident.close_windows(),
        send=lambda letter: wechat.send_words(letter.openid, letter.text),
        repeatable=False,
    ),
    SUBSCRIPTION: Channel(
        endpoint="message/subscribe/bizsend",
        take=_take_consent,
        give_back=lambda row: Subscription.to(row.template, row.resident).give_back(),
        empty=lambda row: Subscription.to(row.template, row.resident).empty(),
        send=lambda letter: wechat.send_subscription(
            letter.openid, _template(letter), letter.facts, letter.repeat_id
        ),
        repeatable=True,
    ),
    TEMPLATE: Channel(
        endpoint="message/template/send",
        take=lambda _row, _way: True,
        give_back=lambda _row: None,
        empty=lambda _row: None,
        send=lambda letter: wechat.send_template(
            letter.openid, _template(letter), letter.facts, letter.repeat_id
        ),
        repeatable=True,
    ),
}


def _template(letter: Letter) -> Template:
    if letter.template is None:
        raise LookupError("a notice without a template")
    return letter.template
