"""What each answer of the platform does to a letter: one table, one ending for every code."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from botapp import clock, wechat
from botapp.errors import NotNow, OutsideWindow, Trouble, Undeliverable, UnknownOutcome
from botapp.jobs.outbox.way import CHANNELS, TOKEN, WORDS, Letter, choose, may_be_repeated
from botapp.lib.errcode import Do, meaning
from botapp.models.channel import Incident, Tally
from botapp.models.outbox import Outbox, Status

TOO_LONG = 45002
# The platform says that an allowance is used up, whatever we have counted; 0: it gave no code.
USED_UP = {0, 43101, 45015, 45047}
MINUTE = timedelta(minutes=1)
RENEWING, PAUSE = timedelta(minutes=10), timedelta(hours=1)
PAUSES = {89506: timedelta(hours=24), 89507: timedelta(hours=1)}
ASK_STAFF = "，请工作人员核实"
Verdict = Callable[[Outbox, Letter, Trouble], Letter | None]


def record(letter: Letter, answer: str | Trouble) -> Letter | None:
    """Write down how an attempt ended; the same letter on its next way, if it has one."""
    row = Outbox.claimed(letter.id)
    if not isinstance(answer, Trouble):
        row.mark_sent(letter.channel, answer)
        Tally.add(f"sent:{letter.channel}")
        return None
    row.rid = answer.rid[:64]
    if answer.code:
        Tally.add(f"refused:{answer.code}")
    return _verdict(answer)(row, letter, answer)


def _verdict(error: Trouble) -> Verdict:
    if isinstance(error, UnknownOutcome):
        return _ask_again_or_staff
    if isinstance(error, NotNow) and error.endpoint == TOKEN and meaning(error.code).do is Do.DEAD:
        return _stop  # it is the token that was refused, not the letter: nothing has left
    return VERDICTS[meaning(error.code).do if error.code else _asked(error)]


def _asked(error: Trouble) -> Do:
    """What an error without a code asks for."""
    if isinstance(error, NotNow):
        return Do.RETRY
    if isinstance(error, OutsideWindow):
        return Do.WAIT
    gone = isinstance(error, Undeliverable) and error.gone
    return Do.UNREACHABLE if gone else Do.ALARM if error.alarming else Do.DEAD


def _ask_again_or_staff(row: Outbox, letter: Letter, error: Trouble) -> None:
    """It may have arrived: repeated under its own id, or left to a person."""
    if may_be_repeated(row):
        row.try_later(str(error))
    else:
        row.end(Status.UNKNOWN, f"{error}{ASK_STAFF}")


def _later(row: Outbox, letter: Letter, error: Trouble) -> None:
    _unload(row, letter)
    row.try_later(str(error), getattr(error, "seconds", 0))


def _in_a_minute(row: Outbox, letter: Letter, error: Trouble) -> None:
    _unload(row, letter)
    row.hold_until(clock.now() + MINUTE, str(error))


def _unload(row: Outbox, letter: Letter) -> None:
    """It has not left; what may have left at an earlier attempt keeps its way."""
    if not letter.is_repeat:
        CHANNELS[letter.channel].give_back(row)
        row.stay(failed=letter.failed)


def _next_way(row: Outbox, letter: Letter, error: Trouble) -> Letter | None:
    if letter.is_repeat:
        row.end(Status.UNKNOWN, f"{error}{ASK_STAFF}")
        return None
    channel = CHANNELS[letter.channel]
    (channel.empty if error.code in USED_UP else channel.give_back)(row)
    row.stay()
    return choose(row, letter.tried | {letter.way}, str(error))


def _stop(row: Outbox, letter: Letter, error: Trouble) -> Letter | None:
    """Staff are told and the interface rests; the letter takes another way, or is kept until it may go."""
    endpoint = error.endpoint or CHANNELS[letter.channel].endpoint
    Incident.note(endpoint, error.code, str(error), error.rid, _until(error))
    return _next_way(row, letter, error)


def _until(error: Trouble) -> datetime:
    asked = meaning(error.code).do
    if asked is Do.TOMORROW:
        return clock.at(clock.today() + timedelta(days=1), time())
    known = timedelta(seconds=getattr(error, "seconds", 0))  # the keeper of the token knows how long it rests
    return clock.now() + (known or (RENEWING if asked is Do.RENEW else PAUSES.get(error.code, PAUSE)))


def _unreachable(row: Outbox, letter: Letter, error: Trouble) -> None:
    _give_back(row, letter)
    row.end(Status.UNREACHABLE, str(error))


def _give_back(row: Outbox, letter: Letter) -> None:
    """Nothing left this time; what may have left at an earlier attempt stays spent."""
    if not letter.is_repeat:
        CHANNELS[letter.channel].give_back(row)


def _dead(row: Outbox, letter: Letter, error: Trouble) -> None:
    _give_back(row, letter)
    if error.code == TOO_LONG and letter.channel == WORDS and row.kind != "more":
        return _in_two(row, letter)
    Incident.note(CHANNELS[letter.channel].endpoint, error.code, str(error), error.rid)
    return row.end(Status.DEAD, str(error))


def _in_two(row: Outbox, letter: Letter) -> None:
    pieces = wechat.split(letter.text, len(letter.text.encode()) * 2 // 3 + 1)
    for piece in pieces:
        Outbox.write(row.resident, "more", words=piece)
    row.end(Status.DROPPED, f"内容太长，分成{len(pieces)}条发")


VERDICTS: dict[Do, Verdict] = {
    Do.RETRY: _later,
    Do.MINUTE: _in_a_minute,
    Do.RENEW: _stop,
    Do.WAIT: _next_way,
    Do.UNREACHABLE: _unreachable,
    Do.TOMORROW: _stop,
    Do.DEAD: _dead,
    Do.ALARM: _stop,
    Do.IGNORE: _later,
    Do.UPLOAD: _dead,
}
