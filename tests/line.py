"""The real simulator as the platform, joined to the application by a line without sockets."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import requests
from flask import Flask
from flask.testing import FlaskClient
from urllib3 import HTTPResponse

import botapp.simulator
from botapp import wechat
from botapp.app import _templates
from botapp.simulator import act, audit, chat, people
from botapp.simulator.hub import Hub
from botapp.simulator.platform import trouble
from botapp.simulator.wire import event
from botapp.simulator.wire.push import deliver, settle
from botapp.wechat.account import _Current
from tests.simulator.conftest import SETTINGS

TOWN, PLATFORM = "127.0.0.1:1", "127.0.0.1:2"


class Platform:
    """The simulated platform: phones that act, books that count, faults that strike."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def follower(self, openid: str = "o" + "R" * 27) -> str:
        """Somebody who follows; the push has been answered."""
        with self.hub.store.change() as db:
            people.join(db, openid)
        self.do(openid, "follow")
        return openid

    def do(self, openid: str, name: str, **wish: Any) -> None:
        """Let a finger do something: a key of act.ACTS."""
        act.ACTS[name](self.hub, openid, wish)

    def say(self, openid: str, *words: str) -> str:
        """Send texts one after the other; the last thing that the phone shows."""
        for text in words:
            self.do(openid, "say", text=text)
        return str(self.story(openid)[-1]["text"])

    def story(self, openid: str) -> list[dict[str, Any]]:
        """What the phone shows, oldest first."""
        with self.hub.store.look() as db:
            return [each for each in chat.story(db, openid) if each["kind"] != "act"]

    def notices(self, openid: str) -> list[str]:
        """The notices that the phone shows."""
        return [str(each["text"]) for each in self.story(openid) if each["kind"] == "notice"]

    def person(self, openid: str) -> dict[str, Any]:
        """Windows and consents as the platform counts them."""
        with self.hub.store.look() as db:
            return people.told(db, people.find(db, openid))

    def push(self, openid: str, name: str, nodes: dict[str, Any]) -> None:
        """Push any event."""
        deliver(self.hub, openid, event.event(name, openid, SETTINGS["WECHAT_APP_ID"], nodes))

    def strike(self, path: str, kind: str = "code", **rest: Any) -> None:
        """Let a fault strike calls of a path."""
        with self.hub.store.change() as db:
            trouble.plan(db, path, kind, **rest)

    def mend(self) -> None:
        """End all faults."""
        with self.hub.store.change() as db:
            trouble.lift(db)

    def settle(self) -> None:
        """Push the receipts that are due."""
        settle(self.hub)

    def counters(self) -> dict[str, Any]:
        """What was counted."""
        with self.hub.store.look() as db:
            return audit.counters(db)

    def breaches(self) -> list[audit.Breach]:
        """The promises that are broken."""
        with self.hub.store.look() as db:
            return audit.breaches(db)


@contextmanager
def joined(app: Flask, folder: Path) -> Iterator[Platform]:
    """The application speaks with a fresh platform, and the platform with it."""
    settings = SETTINGS | {"SIMULATOR_WEBHOOK_URL": f"http://{TOWN}/wechat", "DATA_DIR": str(folder)}
    host = Flask("platform", root_path=str(Path(botapp.simulator.__file__).parents[1]))
    host.config.update(settings)
    botapp.simulator.install(host, trace=lambda _: [], next_appointment=lambda _: None, poke=lambda: None)
    host.extensions["simulator"] = hub = replace(host.extensions["simulator"], wait=lambda _: None)
    ends = {TOWN: _asker(app), PLATFORM: _asker(host)}
    send = lambda _self, request, **_named: ends[urlsplit(request.url).netloc](request)  # noqa: E731
    with (
        mock.patch.object(requests.adapters.HTTPAdapter, "send", send),
        mock.patch.object(_Current, "account", _account(settings)),
        mock.patch.object(_Current, "templates", _templates(simulated=True)),
    ):
        yield Platform(hub)


def _account(settings: dict[str, str]) -> wechat.Account:
    return replace(
        wechat.current(),
        tokens=(settings["WECHAT_TOKEN"],),
        app_id=settings["WECHAT_APP_ID"],
        secret=settings["WECHAT_APP_SECRET"],
        aes_keys=(settings["WECHAT_AES_KEY"],),
        mode=settings["WECHAT_MODE"],
        api_url=f"http://{PLATFORM}/simulator/api",
    )


def _asker(app: Flask) -> Callable[[requests.PreparedRequest], requests.Response]:
    def ask(request: requests.PreparedRequest) -> requests.Response:
        with app.app_context():  # a request has a session of its own
            return _answer(app.test_client(), request)

    return ask


def _answer(client: FlaskClient, request: requests.PreparedRequest) -> requests.Response:
    parts = urlsplit(str(request.url))
    try:
        told = client.open(
            parts.path,
            base_url=f"http://{parts.netloc}",
            query_string=parts.query,
            method=request.method,
            data=request.body,
            headers=list(request.headers.items()),
        )
        body = told.get_data()
    except ConnectionResetError as error:
        raise requests.ConnectionError("Connection aborted.", error) from error
    response = requests.Response()
    response.status_code, response.url, response.request = told.status_code, str(request.url), request
    response.headers.update(dict(told.headers))
    response.raw = HTTPResponse(io.BytesIO(body), status=told.status_code, preload_content=False)
    return response
