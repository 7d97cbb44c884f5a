"""The simulator as a program of its own: a WeChat platform on this machine for any backend."""

import logging
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from botapp import clock
from botapp.simulator import door
from botapp.simulator.account import GH_ID, Account
from botapp.simulator.hub import Hub
from botapp.simulator.store import Store
from botapp.simulator.wire.push import settle

HOST = "127.0.0.1"
MISSING = "0" * 32
TICK = 0.5


@dataclass(frozen=True)
class Wish:
    """What the command line asks for; mode: plain, compatible or safe."""

    webhook: str
    token: str
    aes_key: str
    app_id: str
    secret: str
    mode: str
    data: Path
    gh_id: str = GH_ID
    public_url: str = ""


def create(wish: Wish) -> Flask:
    """The simulator alone. ValueError for an EncodingAESKey that is none, or missing where it is needed."""
    if wish.mode != "plain" and not wish.aes_key:
        raise ValueError(f"mode {wish.mode} needs an EncodingAESKey")
    app = Flask("botapp")
    app.jinja_env.auto_reload = False
    clock.simulate(wish.data)
    hub = Hub(
        account=Account.of(_settings(wish)),
        store=Store(wish.data / "simulator.sqlite"),
        templates={},
        trace=lambda _: [],
        next_appointment=lambda _: None,
        poke=_nobody_to_wake,
        has_town=False,
    )
    door.open_on(app, hub)
    return app


def serve(wish: Wish, port: int, say: Callable[[str], None]) -> None:
    """Listen on loopback until Ctrl-C or SIGTERM; say: takes the lines to print. OSError: port taken."""
    wish.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create(wish)
    server = make_server(HOST, port, app, threaded=True, request_handler=Handler)
    signal.signal(signal.SIGTERM, _stop)
    try:
        say(f"ready: http://{HOST}:{server.port}/simulator/")
        say(f"  interface  http://{HOST}:{server.port}/simulator/api")
        say(f"  control    http://{HOST}:{server.port}/simulator/control/state")
        _run(server, app.extensions["simulator"])
    finally:
        server.server_close()


class Handler(WSGIRequestHandler):
    """Keeps connections open between calls, as the platform does."""

    protocol_version = "HTTP/1.1"


def _run(server: BaseWSGIServer, hub: Hub) -> None:
    ended = threading.Event()
    threading.Thread(target=settle_until, args=(hub, ended), daemon=True).start()
    try:
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        ended.set()


def settle_until(hub: Hub, ended: threading.Event) -> None:
    """Delivery results leave by themselves, also when nobody looks at a phone."""
    while not ended.wait(TICK):
        settle(hub)


def _nobody_to_wake() -> None:
    """The backend under test has a clock of its own."""


def _stop(signal_: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _settings(wish: Wish) -> dict[str, Any]:
    return {
        "TOWN_NAME": "",
        "WECHAT_TOKEN": wish.token,
        "WECHAT_AES_KEY": wish.aes_key,
        "WECHAT_APP_ID": wish.app_id,
        "WECHAT_APP_SECRET": wish.secret or MISSING,
        "WECHAT_MODE": wish.mode,
        "PUBLIC_URL": wish.public_url or wish.webhook.rsplit("/", 1)[0],
        "SIMULATOR_WEBHOOK_URL": wish.webhook,
        "SIMULATOR_GH_ID": wish.gh_id,
    }
