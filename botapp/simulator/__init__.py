"""The WeChat platform in a browser: a phone, pushes and an interface, for this machine only."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from flask import Flask

from botapp.simulator import door
from botapp.simulator.account import Account
from botapp.simulator.hub import Hub, Trace, read_templates
from botapp.simulator.platform import api
from botapp.simulator.store import Store

__all__ = ["Trace", "api", "install"]


def install(
    app: Flask,
    *,
    trace: Callable[[str], Sequence[Trace]],
    next_appointment: Callable[[str], datetime | None],
    poke: Callable[[], None],
) -> None:
    """Join the simulator to the application.

    trace: openid to one mapping per message (msgid, handler, state_before, state_after, milliseconds, queued,
    status), where msgid is the key that `wire.push.key_of` describes.
    next_appointment: openid to the start (UTC) of the next appointment.
    poke: wakes the clock after a jump in time.
    """
    hub = Hub(
        account=Account.of(app.config),
        store=Store(Path(app.config["DATA_DIR"]) / "simulator.sqlite"),
        templates=read_templates(),
        trace=trace,
        next_appointment=next_appointment,
        poke=poke,
    )
    door.open_on(app, hub)
