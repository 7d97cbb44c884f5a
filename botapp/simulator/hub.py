"""What the simulator's doors share: account, memory, templates, and what the application passed in."""

import time
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from flask import current_app

from botapp.simulator.account import Account
from botapp.simulator.store import Store

CONFIG = Path(__file__).parents[2] / "config"
TITLE = "服务提醒"
LABELS = {"subject": "事项", "when": "时间", "place": "地点", "note": "说明"}
Trace = Mapping[str, Any]


@dataclass(frozen=True)
class Template:
    """A message template of the account: fields maps keys to labels.

    kind: template or subscription; standing: a subscription that one yes opens for good;
    restricted: the platform has disabled it.
    """

    id: str
    kind: str
    title: str
    fields: dict[str, str]
    standing: bool = False
    restricted: bool = False


@dataclass(frozen=True)
class Hub:
    """Everything that a door of the simulator needs; wait: how to let so many seconds pass.

    has_town: whether the application behind the webhook is this township, with its menu, tour and admin page.
    """

    account: Account
    store: Store
    templates: dict[str, Template]
    trace: Callable[[str], Sequence[Trace]]
    next_appointment: Callable[[str], datetime | None]
    poke: Callable[[], None]
    has_town: bool = True
    wait: Callable[[float], None] = time.sleep


def here() -> Hub:
    """The hub of the application that serves the present request."""
    return cast(Hub, current_app.extensions["simulator"])


def read_templates(path: Path = CONFIG / "templates.toml") -> dict[str, Template]:
    """Templates by id: tables with simulator_id, fields (what we say = key), maybe title, via, long_term."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")).values()
    return {table["simulator_id"]: _template(table) for table in tables}


def _template(table: dict[str, Any]) -> Template:
    fields = {key: LABELS.get(meaning, meaning) for meaning, key in table["fields"].items()}
    return Template(
        table["simulator_id"],
        table.get("via", "template"),
        table.get("title", TITLE),
        fields,
        standing=table.get("long_term", False),
    )
