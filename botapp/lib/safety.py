"""Words that must be met before any topic: danger, health, crisis, harm, complaints, attacks.

A false alarm costs one line of text, a miss may cost a life: the patterns are wide, and only ordinary errands
are let through. They are read without spaces, punctuation and emoji, in order of severity.
"""

from botapp.lib.alarm import ALARMS, CHILD
from botapp.lib.concern import CONCERNS
from botapp.lib.danger import Danger, Line
from botapp.lib.lexicon import normalise

__all__ = ["Danger", "spot"]

ADULT_AGE = 18
LINES: tuple[Line, ...] = (*ALARMS, *CONCERNS)


def spot(words: str, age: int | None = None) -> Danger | None:
    """The gravest danger that the words show, or None; `age` in years when the speaker's age is known."""
    said = normalise(words)
    child = (age is not None and age < ADULT_AGE) or bool(CHILD.search(said))
    return next((line.danger for line in LINES if _is_shown(line, said, child)), None)


def _is_shown(line: Line, said: str, child: bool) -> bool:
    if line.minors and not child:
        return False
    plain = line.unless.sub("", said) if line.unless else said
    return bool(line.shown_by.search(plain))
