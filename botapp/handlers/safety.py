"""安全: danger words are met before anything else, also inside forms and conversations."""

from botapp import clock, router
from botapp.db import db
from botapp.lib.safety import spot
from botapp.models.calendar import office_is_open
from botapp.models.helpdesk import Conversation
from botapp.models.resident import Resident
from botapp.models.safety import Alert, Priority
from botapp.router import Stage

ALARMED = "［居民说了要紧的话，见「紧急事项」］"
NOBODY_WATCHES = "现在是下班时间，没有人实时看消息。"


@router.ahead
def read(words: str) -> None:
    """Danger is looked for before the message's turn comes."""
    spot(words)


@router.at(Stage.DANGER)
def first(resident: Resident, words: str) -> str | None:
    """The safety line, at once and without a menu; staff get an urgent item."""
    danger = spot(words)
    if danger is None:
        return None
    db.session.add(
        Alert(
            resident_id=resident.id,
            row=danger.row,
            title=danger.name,
            priority=Priority(danger.priority),
            restricted=danger.restricted,
            words=words,
        )
    )
    _tell_the_person(resident, ALARMED if danger.restricted else words)
    urgent = danger.priority == Priority.P0
    unwatched = urgent and not office_is_open(clock.now())
    return danger.message + ("\n" + NOBODY_WATCHES if unwatched else "")


def _tell_the_person(resident: Resident, words: str) -> None:
    """Whoever holds or takes the conversation learns of it in its place."""
    conversation = Conversation.open_for(resident)
    if conversation:
        conversation.hear(words)
