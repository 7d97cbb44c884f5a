"""The simulated platform behind a real socket, and the application's account that speaks to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

import botapp.simulator
from botapp import wechat
from botapp.simulator import people
from botapp.simulator.hub import Hub
from botapp.wechat.account import _Current
from tests.simulator.conftest import SETTINGS


@dataclass
class Hosted:
    """A platform that answers at `api_url`."""

    hub: Hub
    api_url: str
    client: Any

    def follower(self) -> str:
        """The openid of somebody who follows."""
        with self.hub.store.change() as db:
            openid = people.join(db)
            people.follow(db, openid)
            return openid

    def strike(self, path: str, **fault: Any) -> None:
        """Let the next call of a path fail, as the simulator's control interface understands it."""
        told = self.client.post("/simulator/control/faults", json={"path": path, **fault})
        assert told.status_code == 200, told.get_data(as_text=True)


class Silent(WSGIRequestHandler):
    """Writes no log of requests."""

    def log(self, *_rest: object) -> None:
        """Say nothing."""


@contextmanager
def listening(app: Flask) -> Iterator[str]:
    """An application behind a real socket; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def serve(folder: Path) -> Iterator[Hosted]:
    """A platform of its own for one test."""
    app = Flask("platform", root_path=str(Path(botapp.simulator.__file__).parents[1]))
    app.config.update(SETTINGS, DATA_DIR=str(folder), SIMULATOR_WEBHOOK_URL="http://127.0.0.1:9/wechat")
    botapp.simulator.install(app, trace=lambda _: [], next_appointment=lambda _: None, poke=lambda: None)
    hub = app.extensions["simulator"] = replace(app.extensions["simulator"], wait=lambda _: None)
    with listening(app) as address:
        yield Hosted(hub, f"{address}/simulator/api", app.test_client())


@contextmanager
def hosted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosted]:
    """The account of the running application, hosted by such a platform."""
    with serve(folder) as host:
        names = {"app_id": SETTINGS["WECHAT_APP_ID"], "secret": SETTINGS["WECHAT_APP_SECRET"]}
        ours = replace(wechat.current(), api_url=host.api_url, **names)
        monkeypatch.setattr(_Current, "account", ours)
        yield host
