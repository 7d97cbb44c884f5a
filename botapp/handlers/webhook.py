"""DOOR residents: one push in, one reply out, one transaction."""

from collections.abc import Callable
from time import perf_counter

import structlog
from flask import Blueprint, Response, abort, current_app, request
from sqlalchemy.exc import OperationalError

from botapp import clock, dialogue, log, router, wechat, words
from botapp.db import begin_writing, db
from botapp.errors import Refusal
from botapp.models import standing
from botapp.models.channel import Tally
from botapp.models.helpdesk import Conversation
from botapp.models.message import SILENT, Message, Pushed, Trace
from botapp.models.message import Outcome as How
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.models.standing import Heard, Met
from botapp.router import Answer, Stage
from botapp.wechat import Incoming

bp = Blueprint("webhook", __name__)
ACCEPTED = "success"
SORRY = "抱歉，系统刚才出了点问题，这句话没有办成。您的话已记下，工作人员会看到。请稍后再试，或回复「人工」。"
MAILBOX = "另外，有之前没能送到您这里的通知："
TAPS = {"subscribe", "scan", "click", "scancode_push", "scancode_waitmsg"}
# Events that a resident causes by doing something in the chat; all others make nobody known to us.
TOUCHES = TAPS | {
    *("view", "view_miniprogram", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"),
    *("kf_create_session", "subscribe_msg_popup_event"),
}
PRIVACY = {"user_info_modified", "user_authorization_revoke", "user_authorization_cancellation"}
FAILED = "failed"
Asked = Callable[[Resident | None, Incoming], Answer]
QUIET = (Stage.DANGER, Stage.STOP, Stage.PERSON)


@bp.get("/wechat")
def verify() -> Response:
    """The platform checks the address (developers.weixin.qq.com/doc/service/guide/dev/push)."""
    if not wechat.is_genuine(request.args):
        abort(403)
    return Response(request.args.get("echostr", ""), mimetype="text/plain")


@bp.post("/wechat")
def receive() -> Response:
    """Answer a push; 503, the only 5xx, when its row cannot be stored, so that the platform pushes again."""
    if (request.content_length or 0) > wechat.BODY_LIMIT:
        abort(413)
    try:
        incoming = wechat.read(request.args, request.get_data())
    except wechat.Forged as error:
        log.get().warning("push refused", why=str(error))
        abort(403)
    except wechat.Unreadable as error:
        log.get().warning("push is unreadable", why=str(error))
        return Response(ACCEPTED, mimetype="text/plain")
    if incoming.kind == "text":
        router.read_ahead(incoming.words)
    try:
        reply = _take(incoming)
    except OperationalError:
        db.session.rollback()
        Outbox.forget_fresh()
        log.get().exception("push cannot be stored")
        abort(503)
    return _respond(reply, incoming)


def _respond(reply: str | None, incoming: Incoming) -> Response:
    if not reply:
        return Response(ACCEPTED, mimetype="text/plain")
    return Response(wechat.render(reply, incoming), mimetype="application/xml")


def _take(incoming: Incoming) -> str | None:
    """Handle a push once; what breaks is undone, kept as failed and told honestly."""
    try:
        return _handle(incoming, router.answer)
    except Refusal as refusal:
        said = str(refusal)
        _undo()
        return _handle(incoming, lambda _resident, _incoming: Answer(said, "refusal"))
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001 - the one place where a bug becomes an honest sentence
        log.get().exception("a handler failed")
        _undo()
        sorry = None if _heard(incoming) is Heard.NOTHING else SORRY
        return _handle(incoming, lambda _resident, _incoming: Answer(sorry, FAILED))


def _undo() -> None:
    db.session.rollback()
    Outbox.forget_fresh()


def _handle(incoming: Incoming, ask: Asked) -> str | None:
    """One transaction: answer, row, trace. A repeat gets the stored reply and has no second effect."""
    started = perf_counter()
    begin_writing(turn=incoming.openid)
    key = Message.digest(incoming.key)
    met = _met(incoming, key)
    if met.came_before:
        return _repeated(key)
    with structlog.contextvars.bound_contextvars(message=key[:12]):
        pushed: Pushed = {
            "key": key,
            "kind": incoming.event or incoming.kind,
            "words": incoming.words or None,
            "received_at": clock.now(),
        }
        told = _answer(incoming, met.resident, ask, started) if met.resident else _pass(incoming, ask)
        Message.store(pushed, told)
        db.session.commit()
    Outbox.hand_over()
    return None if told["outcome"] is How.LATE else told["reply"]


def _repeated(key: str) -> str | None:
    db.session.rollback()  # to come again opens no window
    begin_writing()
    earlier = Message.answered_before(key)
    reply = earlier.reply if earlier.outcome in (How.ANSWERED, How.FAILED) else None
    Tally.add("repeat")
    db.session.commit()
    return reply


def _met(incoming: Incoming, key: str) -> Met:
    """Whom a push is about; the platform's events about privacy name that person in OpenID."""
    if incoming.kind != "event" or incoming.event in TOUCHES:
        return standing.meet(incoming.openid, _heard(incoming), key)
    whom = incoming.nodes.get("OpenID", "") if incoming.event in PRIVACY else incoming.openid
    return standing.known(whom, Heard.NOTHING, key)


def _answer(incoming: Incoming, resident: Resident, ask: Asked, started: float) -> Trace:
    state_before = _state(resident)
    answer = _attentive(resident, incoming, ask)
    pieces = wechat.split(answer.text) if answer.text else []
    if pieces and answer.stage not in QUIET and answer.handler != FAILED:
        pieces[-1:] = wechat.split(_with_mailbox(pieces[-1], resident))
    late = (perf_counter() - started) * 1000 > current_app.config["REPLY_BUDGET_MS"]
    for piece in pieces if late else pieces[1:]:
        Outbox.write(resident, "more", words=piece)
    return {
        "resident_id": resident.id,
        "reply": pieces[0] if pieces else None,
        "outcome": _outcome(answer, late=late and bool(pieces), silent=not pieces),
        "handler": answer.handler[:64],
        "state_before": state_before,
        "state_after": _state(resident),
        "queued_count": Outbox.fresh_count(),
        "topic": answer.topic,
        "entry": answer.entry,
        "milliseconds": round((perf_counter() - started) * 1000),
    }


def _pass(incoming: Incoming, ask: Asked) -> Trace:
    """What is about the account, or about somebody we do not know, has no reply."""
    answer = ask(None, incoming)
    outcome = _outcome(answer, late=False, silent=True)
    return {**SILENT, "outcome": outcome, "handler": answer.handler[:64]}


def _heard(incoming: Incoming) -> Heard:
    if incoming.kind != "event":
        return Heard.WORDS
    return Heard.TAP if incoming.event in TAPS else Heard.NOTHING


def _attentive(resident: Resident, incoming: Incoming, ask: Asked) -> Answer:
    """Ask, and forget what was offered or misunderstood before unless it goes on, or nobody said a thing."""
    puzzled_before, offers_before = resident.puzzled_count, resident.offers
    answer = ask(resident, incoming)
    if _heard(incoming) is Heard.NOTHING:
        return answer
    if resident.puzzled_count == puzzled_before:
        _set(resident, "puzzled_count", 0)
        if resident.offers is offers_before:
            _set(resident, "offers", None)  # a list that was answered, or passed over, is over
    return answer


def _set(resident: Resident, name: str, value: int | None) -> None:
    """Change only what differs: even an equal value costs a look of the unit of work at the commit."""
    if getattr(resident, name) != value:
        setattr(resident, name, value)


def _outcome(answer: Answer, *, late: bool, silent: bool) -> How:
    if answer.handler == FAILED:
        return How.FAILED
    return How.LATE if late else How.SILENT if silent else How.ANSWERED


def _with_mailbox(reply: str, resident: Resident) -> str:
    """The reply, followed by what found no other way to the resident."""
    told = [text for letter in Outbox.waiting_for(resident) if (text := _handed_out(letter))]
    return "\n".join([reply, MAILBOX, *told]) if told else reply


def _handed_out(letter: Outbox) -> str:
    """A letter's words, empty when no template can say it: that must not cost the resident the reply."""
    try:
        said = words.of(letter.kind, letter.facts)
    except words.Unsayable:
        letter.end(Status.DEAD, words.Unsayable.told)
        return ""
    letter.mark_sent("reply")
    return said


def _state(resident: Resident) -> str:
    conversation = Conversation.open_for(resident)
    held = f"helpdesk:{conversation.status.value}" if conversation else ""
    return (held or dialogue.state(resident))[:64]
