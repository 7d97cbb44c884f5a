"""Questions about another time (2015年的时候, 以前): which year is meant, and what was in force then."""

import re
from collections.abc import Sequence
from datetime import date

from botapp.lib.knowledge import Entry
from botapp.lib.lexicon import normalise

SHORT_YEAR = re.compile(
    r"(?<!\d)([01]\d|2[0-4])年(?=的?(?:时候|那时|那会|那阵|那年|当时|之前|以前|前后|的?文件|的?计划|的?政策|的?规定))"
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?!\d)")
DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")
SPELLED_YEAR = re.compile("[一二][九零〇][零〇一二三四五六七八九]{2}年")
OF_A_CHILD = re.compile(
    r"(?:19|20)\d\d年?(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:生|出生|的?娃|的?孩子|的?宝宝|怀|结的?婚)"
)
RECENT = 2  # years back that are rather a child's birth or an application than another law


def asked_year(question: str, today: date) -> int | None:
    """The year whose rules are asked for; None when the year is a birth, the present, or missing."""
    said = SPELLED_YEAR.sub(lambda found: found.group().translate(DIGITS), normalise(question))
    said = SHORT_YEAR.sub(r"20\1年", said)
    found = YEAR.search(said)
    if not found or OF_A_CHILD.search(said):
        return None
    year = int(found.group(1))
    return year if year < today.year and (year < today.year - RECENT or _then(said, found.end())) else None


def in_force(entries: Sequence[Entry], year: int) -> Entry | None:
    """The entry that held in the middle of a year, the one with the narrower reach first."""
    day = date(year, 7, 1)
    held = [entry for entry in entries if entry.effective_from and _holds(entry, day)]
    return max(held, key=lambda entry: entry.effective_from or date.min, default=None)


def _holds(entry: Entry, day: date) -> bool:
    return bool(entry.effective_from and entry.effective_from <= day <= (entry.effective_to or date.max))


def _then(said: str, at: int) -> bool:
    return bool(re.match("的?(?:时候|那时|那会|当时|之?前|以前|规定|政策|办法)", said[at:]))
