"""Typed fields of template and subscription messages: what each kind of key accepts."""

import re
from collections.abc import Mapping
from typing import Any

from botapp.simulator.platform.fault import Fault

HOUR = r"([01]?\d|2[0-3]):[0-5]\d"
DAY = r"\d{4}年(0?[1-9]|1[0-2])月(0?[1-9]|[12]\d|3[01])日"
TIME = rf"({DAY} ?)?{HOUR}"
DATE = rf"{DAY}( ?{HOUR})?"

# The table of parameter kinds in the platform's page on subscription messages (api_sendnewsubscribemsg).
RULES = {
    "thing": r".{1,20}",
    "short_thing": r".{1,5}",
    "number": r"(?=.{1,32}$)\d+(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[!-~]{1,32}",
    "time": rf"{TIME}(~{TIME})?",
    "date": rf"{DATE}(~{DATE})?",
    "amount": r"[¥￥$]?\d{1,10}(\.\d+)?元?",
    "phone_number": r"[\d+()\- ]{1,17}",
    "car_number": r"\S{1,8}",
    "name": r"[\u4e00-\u9fff·]{1,10}|[A-Za-z .]{1,20}",
    "phrase": r"[\u4e00-\u9fff]{1,5}",
}


def check(labels: Mapping[str, str], content: object) -> list[tuple[str, str]]:
    """Rows (label, value) in the template's order; Fault 47003 names the first field that fails its type."""
    given = content if isinstance(content, dict) else {}
    for key in (*labels, *given):
        if key not in labels or not _fits(key, _value(given.get(key))):
            raise Fault(47003, f"data.{key}.value invalid")
    return [(label, _value(given[key])) for key, label in labels.items()]


def _fits(key: str, value: str) -> bool:
    rule = RULES.get(key.rstrip("0123456789"))
    return bool(rule and value.strip() and re.fullmatch(rule, value))


def _value(entry: Any) -> str:
    return str(entry.get("value", "")) if isinstance(entry, dict) else ""
