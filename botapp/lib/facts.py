"""An entry as plain JSON values, for rows and files, and how long a check of it holds."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

from botapp.lib.knowledge import DERIVED, Entry

CLOCKS = (90, 180, 365)  # days: amounts and deadlines, procedures, laws
KINDS = {field.name: str(field.type) for field in fields(Entry) if field.name not in {"slug", "counterpart"}}


def facts_of(entry: Entry) -> dict[str, Any]:
    """The values of an entry by name, without its slug and what follows from the rest."""
    told = {name: getattr(entry, name) for name in KINDS if name not in DERIVED}
    return {name: plain(value) for name, value in (told | {"text": entry.text}).items()}


def entry_of(slug: str, facts: dict[str, Any]) -> Entry:
    """The entry of these values; unknown names are left out. Raises ValueError for a day that is none."""
    return Entry(slug=slug, **{name: typed(name, value) for name, value in facts.items() if name in KINDS})


def blank(today: date) -> dict[str, Any]:
    """An entry of which nothing is known yet: local, unverified, to be checked again in half a year."""
    texts = "topic title text doc_title doc_no issuer source_url next_step next_words today"
    return dict.fromkeys(texts.split(), "") | {
        "level": "town",
        "verified_on": today.isoformat(),
        "review_due": (today + timedelta(days=CLOCKS[1])).isoformat(),
        "confidence": "U",
        "status": "current",
        "aliases": [],
        "local_unknown": [],
        "effective_from": None,
        "effective_to": None,
    }


def review_days(entry: Entry) -> int:
    """For how long a check holds: of 90, 180 and 365 days the one nearest to what this entry had."""
    span = (entry.review_due - entry.verified_on).days
    return min(CLOCKS, key=lambda days: abs(days - span))


def plain(value: Any) -> Any:
    """A value of an entry as JSON knows it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def typed(name: str, value: Any) -> Any:
    """The value of a field from its JSON form."""
    if value is not None and "date" in KINDS.get(name, ""):
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
