"""The whole vocabulary of tests: app, say, staff, platform, clock; rows are tested on both databases."""

import importlib
import itertools
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from pathlib import Path
from xml.etree import ElementTree

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from botapp import clock, demo, queue, wechat
from botapp.app import connect, create_app
from botapp.db import begin_writing, db
from botapp.errors import Undeliverable
from botapp.jobs.tick import tick
from botapp.lib.seal import new_key
from botapp.models import staff
from botapp.models.staff import Role, Staff
from botapp.wechat.account import _Current
from tests import servers

settings.register_profile("town", deadline=None)  # a slow machine is no counterexample
settings.load_profile("town")
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning in the township
TOKEN, ACCOUNT = "test-token", "gh_test"
PASSWORD = "correct-horse-1"


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> None:
    """Passwords are hashed as in the product, only with less work."""
    staff.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An address of an empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/town.sqlite"
        return
    with servers.postgresql(tmp_path_factory) as address:
        yield address


@pytest.fixture(scope="session")
def furnished(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a database with services, points, hours and policies, but nobody in it."""
    app = create_app(
        DATABASE_URL=database,
        DATA_DIR=str(tmp_path_factory.mktemp("data")),
        DATA_KEYS=new_key(),
        CARD_KEYS=new_key(),
        SECRET_KEY="test",
        WECHAT_TOKEN=TOKEN,
        WECHAT_MODE="plain",
        TESTING=True,
    )
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), clock.stop(MONDAY):
        db.create_all()
        begin_writing()
        demo.furnish()
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FURNITURE = {"service", "point", "opening", "policy", "calendar_day", "card_rule", "alembic_version"}


@pytest.fixture
def app(furnished: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The furnished town at ten on Monday 23 November 2026, empty again after each test."""
    connect(furnished)  # another test may have made an application of its own
    monkeypatch.setattr(queue, "enqueue", lambda name, *ids: True)
    with furnished.app_context(), clock.stop(MONDAY):
        yield furnished
        db.session.rollback()
        for table in reversed(db.metadata.sorted_tables):
            if table.name not in FURNITURE:
                db.session.execute(table.delete())
        db.session.commit()
        db.session.remove()


@contextmanager
def writing() -> Iterator[None]:
    """One transaction of the test itself, on what is newest."""
    db.session.rollback()
    begin_writing()
    yield
    db.session.commit()


class Town:
    """Time in a test: travel, and let the clock and the workers do what is due."""

    def go(self, **delta: float) -> None:
        """Move the clock forward."""
        self.go_to(clock.now() + timedelta(**delta))

    def go_to(self, moment: datetime) -> None:
        """Set the clock."""
        clock._Source.stopped = moment

    def work(self) -> None:
        """Run everything that is due now, as clock and workers would."""
        handed: list[tuple[str, tuple[int, ...]]] = []
        original, queue.enqueue = queue.enqueue, lambda name, *ids: bool(handed.append((name, ids))) or True
        try:
            while tick() and handed:
                for name, ids in handed:
                    module, _, job = name.rpartition(".")
                    getattr(importlib.import_module(module), job)(*ids)
                handed.clear()
        finally:
            queue.enqueue = original


@pytest.fixture
def town(app: Flask) -> Town:
    """Time, and what happens in it."""
    return Town()


class Platform:
    """What reached the phones; it refuses what the platform refuses."""

    def __init__(self) -> None:
        self.words: list[tuple[str, str]] = []
        self.notices: list[tuple[str, dict[str, str]]] = []
        self.refusal: Exception | None = None

    def send_words(self, openid: str, words: str) -> str:
        self._refuse()
        if len(words.encode()) > 2048:
            raise Undeliverable("too long")
        self.words.append((openid, words))
        return ""

    def send_template(
        self, openid: str, template: wechat.Template, facts: dict[str, str], repeat_id: str
    ) -> str:
        self._refuse()
        if any(len(value) > 20 or "\n" in value for value in (facts["subject"], facts["note"])):
            raise Undeliverable("47003")
        self.notices.append((openid, facts))
        return f"{len(self.notices)}"

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal

    def said(self) -> str:
        """Everything that reached phones, as one text."""
        return "\n".join([*(text for _, text in self.words), *(str(facts) for _, facts in self.notices)])


@pytest.fixture
def platform(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """The platform at the outermost edge."""
    fake = Platform()
    monkeypatch.setattr(wechat, "send_words", fake.send_words)
    monkeypatch.setattr(wechat, "send_template", fake.send_template)
    template = wechat.Template("T", {"subject": "thing1", "when": "time2", "note": "thing3"})
    monkeypatch.setattr(_Current, "templates", {"notice": template})
    return fake


class Phone:
    """One resident's phone: signs real XML and posts it through the real door."""

    serial = itertools.count(int(time.time()) * 1000)

    def __init__(self, client: FlaskClient, openid: str) -> None:
        self.client, self.openid = client, openid

    def say(self, words: str) -> str:
        """Send a text; the reply as the resident reads it, empty for silence."""
        return self.push("text", Content=words, MsgId=str(next(self.serial)))

    def event(self, name: str, key: str = "") -> str:
        """Let an event happen, such as a tap on the menu."""
        return self.push("event", Event=name, EventKey=key, Serial=str(next(self.serial)))

    def follow(self) -> str:
        """Follow the account."""
        return self.event("subscribe")

    def push(self, kind: str, **nodes: str) -> str:
        """Post one push and read the answer."""
        with self.client.application.app_context():  # a request has a session of its own
            response = self.client.post("/wechat", query_string=signed(), data=self.xml(kind, **nodes))
        assert response.status_code == 200, response.status
        return read_reply(response.get_data(as_text=True), self.openid)

    def xml(self, kind: str, **nodes: str) -> str:
        """The push as the platform writes it."""
        created = int(clock.now().timestamp()) + next(self.serial) % 1000
        whole = {
            "ToUserName": ACCOUNT,
            "FromUserName": self.openid,
            "CreateTime": str(created),
            "MsgType": kind,
        }
        body = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in {**whole, **nodes}.items())
        return f"<xml>{body}</xml>"


def signed(token: str = TOKEN, moment: datetime | None = None) -> dict[str, str]:
    """The query of a push that the platform signs."""
    stamp = str(int((moment or clock.now()).timestamp()))
    signature = sha1("".join(sorted([token, stamp, "nonce"])).encode()).hexdigest()
    return {"signature": signature, "timestamp": stamp, "nonce": "nonce"}


def read_reply(body: str, openid: str) -> str:
    """The text of a reply that the platform would show; fails on one that it would not."""
    if body in ("", "success"):
        return ""
    root = ElementTree.fromstring(body)
    assert root.findtext("ToUserName") == openid
    assert root.findtext("MsgType") == "text"
    assert str(root.findtext("CreateTime")).isdigit()
    content = root.findtext("Content") or ""
    assert 0 < len(content.encode()) <= 2048
    return content


@pytest.fixture
def phones(app: Flask) -> Callable[[str], Phone]:
    """A phone for an openid."""
    return lambda openid: Phone(app.test_client(), openid)


@pytest.fixture
def phone(phones: Callable[[str], Phone]) -> Phone:
    """The phone of one resident who follows."""
    mine = phones("o_resident")
    mine.follow()
    return mine


@pytest.fixture
def say(phone: Phone) -> Callable[[str], str]:
    """Say something and read the answer."""
    return phone.say


class Desk:
    """A member of staff at the admin pages."""

    def __init__(self, app: Flask, role: Role) -> None:
        with writing():
            self.staff = Staff.add(f"{role.value}{next(Phone.serial)}", "陈静", role, PASSWORD)
        self.client = app.test_client()
        self.click("/admin/login", username=self.staff.username, password=PASSWORD)

    def open(self, path: str, status: int = 200) -> str:
        """Read a page."""
        with self.client.application.app_context():
            answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status)
        return answer.get_data(as_text=True)

    def click(self, path: str, status: int = 302, **fields: object) -> str:
        """Send a form."""
        with self.client.application.app_context():
            answer = self.client.post(path, data=fields)
        assert answer.status_code == status, (path, answer.status, answer.get_data(as_text=True)[-400:])
        return answer.get_data(as_text=True)


@pytest.fixture
def desks(app: Flask) -> Callable[[Role], Desk]:
    """A desk for a role."""
    return lambda role: Desk(app, role)


@pytest.fixture
def clerk(desks: Callable[[Role], Desk]) -> Desk:
    """The clerk's desk."""
    return desks(Role.CLERK)


def number_in(text: str) -> str:
    """The case number in a reply, such as YY-261123-0001."""
    found = re.search(r"[A-Z]{2}-\d+-\d+", text)
    assert found, text
    return found[0]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium, speaking Chinese; where it may not be installed it is named as left out, in CI never."""
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        # bin/test installs it where it may and names what it leaves out; with CI=true the launch fails.
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as player:
        browser = player.chromium.launch(
            executable_path=str(CHROMIUM), args=FLAGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield browser
        browser.close()
