"""The platform's own view for the page beside the phones: tokens, allowances, windows, faults, promises."""

from sqlite3 import Connection
from typing import Any

from botapp import clock
from botapp.simulator import audit, ledger, people
from botapp.simulator.account import present
from botapp.simulator.hub import Hub
from botapp.simulator.platform import allowance, library, token, trouble


def state(hub: Hub, db: Connection) -> dict[str, Any]:
    """Everything that the panel shows."""
    account = present(db, hub.account)
    return {
        "mode": account.mode,
        "tokens": _tokens(db),
        "allowances": allowance.used(db),
        "people": [_person(hub, db, row) for row in people.everyone(db)],
        "faults": [fault | {"words": trouble.KINDS[str(fault["kind"])]} for fault in trouble.planned(db)],
        "counters": audit.counters(db),
        "breaches": [_broken(each) for each in audit.breaches(db)],
    }


def _broken(breach: audit.Breach) -> dict[str, str]:
    return {"rule": audit.WORDS[breach.rule], "detail": breach.detail}


def _tokens(db: Connection) -> list[dict[str, Any]]:
    rows = [(family, token.newest(db, family)) for family in ("stable", "plain")]
    now = clock.now().timestamp()
    return [
        {"family": family, "seconds": max(0, int(row["expires_at"] - now)), "revoked": bool(row["revoked"])}
        for family, row in rows
        if row is not None
    ]


def _person(hub: Hub, db: Connection, row: Any) -> dict[str, Any]:
    titles = {id_: each.title for id_, each in library.templates(hub, db).items()}
    held = ledger.consents(db, row["openid"])
    return {
        "name": row["name"],
        "stance": people.STANCES[row["stance"]].words,
        "windows": people.windows(db, row["openid"]),
        "consents": {titles.get(id_, id_): count for id_, count in held.items()},
    }
