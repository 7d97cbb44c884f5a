"""The platform checks an address before it pushes there: GET with a fresh echostr, answered byte for byte."""

from dataclasses import dataclass

from botapp.simulator import chance
from botapp.simulator.account import present
from botapp.simulator.hub import Hub
from botapp.simulator.wire import http
from botapp.simulator.wire.envelope import signed
from botapp.simulator.wire.push import PATIENCE


@dataclass(frozen=True)
class Verdict:
    """Whether the address was accepted, and what came back."""

    accepted: bool
    status: int | None
    body: str


def verify(hub: Hub, patience: float = PATIENCE) -> Verdict:
    """Accepted only for HTTP 200 with exactly the echostr that was sent."""
    with hub.store.change() as db:
        account, die = present(db, hub.account), chance.die(db)
    echo = str(die.randrange(10**18, 10**19))
    query = signed(account.pushing.token, die) | {"echostr": echo}
    try:
        status, body = http.get(account.webhook, query, patience)
    except (http.Late, http.Unreachable) as error:
        return Verdict(False, None, str(error))
    return Verdict(status == 200 and body == echo.encode(), status, body.decode(errors="replace")[:200])
