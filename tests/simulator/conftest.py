"""A hosted account, its memory, and a small webhook that answers as each test says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

import botapp.simulator
from botapp import clock
from botapp.simulator import account as account_
from botapp.simulator import crypto, people
from botapp.simulator.account import GH_ID, Account
from botapp.simulator.hub import Hub, Template
from botapp.simulator.store import Store
from botapp.simulator.wire import xml
from tests.simulator.calls import Platform

NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
SETTINGS = {
    "WECHAT_TOKEN": "town-token",
    "WECHAT_APP_ID": "wx0123456789abcdef",
    "WECHAT_APP_SECRET": "5" * 32,
    "WECHAT_AES_KEY": "B" * 42 + "E",
    "WECHAT_MODE": "safe",
    "PUBLIC_URL": "http://127.0.0.1:1",
    "TOWN_NAME": "示例镇",
}
TEMPLATES = {
    "T": Template("T", "template", "预约提醒", {"thing1": "事项", "time2": "时间"}),
    "S": Template("S", "subscription", "办证进度", {"thing1": "事项", "phrase2": "结果"}),
    "L": Template("L", "subscription", "随访提醒", {"thing1": "事项"}, standing=True),
    "R": Template("R", "template", "停用的", {"thing1": "事项"}, restricted=True),
}


@dataclass
class Webhook:
    """An application's door: what it received, and how it behaves; None keeps the sender waiting."""

    address: str = ""
    received: list[tuple[dict[str, str], str]] = field(default_factory=list)
    behave: Callable[[], tuple[int, bytes] | None] = lambda: (200, b"success")
    closed: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)

    def take(self, door: BaseHTTPRequestHandler) -> None:
        """Receive one push and answer it."""
        body = door.rfile.read(int(door.headers.get("Content-Length", 0))).decode(errors="replace")
        self.received.append((dict(parse_qsl(urlsplit(door.path).query)), body))
        self.arrived.set()
        answer = self.behave()
        if answer is None:
            self.closed.wait(30)
            return
        door.send_response(answer[0])
        door.send_header("Location", "/elsewhere")
        door.send_header("Content-Length", str(len(answer[1])))
        door.end_headers()
        door.wfile.write(answer[1])


@dataclass
class Town:
    """What the application passed in, and what the simulator did with it."""

    client: FlaskClient
    hub: Hub
    next_start: datetime | None = None
    pokes: int = 0
    waits: list[float] = field(default_factory=list)

    def poke(self) -> None:
        """Count one wake-up."""
        self.pokes += 1


@pytest.fixture(autouse=True)
def noon() -> Iterator[datetime]:
    """A Wednesday noon in the township, and time stands still."""
    with clock.stop(NOON):
        yield NOON


@pytest.fixture
def later() -> Callable[..., AbstractContextManager[None]]:
    """Inside `with later(hours=1)` it is that much later."""
    return lambda **length: clock.stop(clock.now() + timedelta(**length))


@pytest.fixture
def account() -> Account:
    """The account in safe mode; nobody answers at its webhook."""
    return Account.of(SETTINGS)


@pytest.fixture
def hub(account: Account, tmp_path: Path) -> Hub:
    """The account with an empty memory."""
    store = Store(tmp_path / "simulator.sqlite")
    return Hub(account, store, TEMPLATES, lambda _: [], lambda _: None, lambda: None)


@pytest.fixture
def webhook() -> Iterator[Webhook]:
    """A webhook on a free port of this machine."""
    hook = Webhook()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            hook.take(self)

        def do_GET(self) -> None:
            hook.take(self)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        hook.address = f"http://127.0.0.1:{server.server_address[1]}/wechat"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield hook
        hook.closed.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def online(hub: Hub, webhook: Webhook) -> Hub:
    """The hub whose pushes reach `webhook`."""
    return replace(hub, account=replace(hub.account, webhook=webhook.address))


@pytest.fixture
def resident(hub: Hub) -> str:
    """The openid of a resident who follows, and has not acted yet."""
    with hub.store.change() as db:
        openid = people.join(db)
        people.follow(db, openid)
    return openid


@pytest.fixture
def reply_of(account: Account) -> Callable[..., bytes]:
    """An encrypted text reply of the application; nodes can be overridden, None removes one."""

    def write(openid: str, content: str = "您好", **others: Any) -> bytes:
        nodes = {
            "ToUserName": openid,
            "FromUserName": GH_ID,
            "CreateTime": 1795579200,
            "MsgType": "text",
            "Content": content,
            **others,
        }
        return seal(account, xml.write({name: node for name, node in nodes.items() if node is not None}))

    return write


def seal(account: Account, text: str) -> bytes:
    """An encrypted answer with its signature."""
    sealed = crypto.encrypt(text, account.key, account.app_id)
    given = crypto.signature(account.token, "1795579200", "n0", sealed)
    return xml.write(
        {"Encrypt": sealed, "MsgSignature": given, "TimeStamp": 1795579200, "Nonce": "n0"}
    ).encode()


@pytest.fixture
def town(tmp_path: Path, webhook: Webhook) -> Town:
    """The simulator joined to an application that owns nothing else."""
    app = Flask("town", root_path=str(Path(botapp.simulator.__file__).parents[1]))
    app.config.update(SETTINGS, DATA_DIR=str(tmp_path), SIMULATOR_WEBHOOK_URL=webhook.address)
    made = Town(app.test_client(), None)  # type: ignore[arg-type]
    botapp.simulator.install(
        app, trace=lambda _: [], next_appointment=lambda _: made.next_start, poke=made.poke
    )
    hub = replace(app.extensions["simulator"], wait=made.waits.append)
    made.hub = app.extensions["simulator"] = hub
    hub.templates.update(TEMPLATES)
    return made


@pytest.fixture
def platform(town: Town) -> Platform:
    """The platform as a caller with a token sees it."""
    return Platform(town.client)


@pytest.fixture
def follower(town: Town) -> str:
    """The openid of somebody who follows and has just written."""
    with town.hub.store.change() as db:
        openid = people.join(db)
        people.follow(db, openid)
        people.touch(db, openid, "message")
    return openid


@pytest.fixture
def control(town: Town) -> Callable[..., Any]:
    """Say a command to the control interface; the answer's JSON."""

    def say(name: str, /, **wish: Any) -> Any:
        return town.client.post(f"/simulator/control/{name}", json=wish).get_json()

    return say


@pytest.fixture
def control_account() -> Callable[..., None]:
    """Change the hosted account as the platform's console does."""

    def change(hub: Hub, **words: str) -> None:
        with hub.store.change() as db:
            account_.change(db, **words)

    return change
