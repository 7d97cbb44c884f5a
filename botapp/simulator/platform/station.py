"""The platform's own addresses, and its test of ours."""

import sqlite3
from urllib.parse import urlsplit

from botapp.simulator.account import present
from botapp.simulator.hub import Hub
from botapp.simulator.platform.endpoint import Body
from botapp.simulator.platform.fault import Fault

HERE = "127.0.0.1"
ACTIONS = {"all", "dns", "ping"}
OPERATORS = {"DEFAULT", "CHINANET", "UNICOM", "CAP"}


def addresses(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """getcallbackip and get_api_domain_ip: where pushes come from, where the interface lives."""
    return {"ip_list": [HERE]}


def check(hub: Hub, db: sqlite3.Connection, body: Body) -> Body:
    """callback/check: name lookup and ping of the webhook's host."""
    if body.get("action") not in ACTIONS:
        raise Fault(40202)
    if body.get("check_operator", "DEFAULT") not in OPERATORS:
        raise Fault(40203)
    host = urlsplit(present(db, hub.account).webhook).hostname
    if not host:
        raise Fault(40201)
    ping = {"ip": HERE, "from_operator": "CAP", "package_loss": "0%", "time": "0.100ms"}
    told = {"dns": [{"ip": HERE, "real_operator": "UNKNOWN"}], "ping": [ping]}
    return {part: rows for part, rows in told.items() if body["action"] in ("all", part)}
