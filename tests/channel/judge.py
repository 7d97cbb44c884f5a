"""Runs cases against the webhook and says how each promise of the door was kept."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter, thread_time

from flask import Flask
from sqlalchemy import event, select

from botapp import wechat
from botapp.db import db
from botapp.models.message import Message
from botapp.simulator.account import Account
from botapp.simulator.wire.reply import Asked, classify
from tests.channel import oracle
from tests.channel.mutation import ECHO, Case

TOKEN, APP_ID, KEY = "fuzz-token", "wx0123456789abcdef", "B" * 42 + "E"
MODES = ("plain", "compatible", "safe")


@dataclass
class Tally:
    """What was counted: cases, answers by kind, and the slowest case with its milliseconds.

    `slowest` is by the clock on the wall; `busiest` counts only time on a processor, whatever else runs here.
    """

    cases: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    layers: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    busiest: tuple[float, str] = (0.0, "")

    def note(self, case: Case, answer: str, milliseconds: float, busy: float) -> None:
        """Count one case."""
        self.cases += 1
        self.answers[answer] += 1
        self.layers[case.layer] += 1
        self.slowest = max(self.slowest, (milliseconds, case.story))
        self.busiest = max(self.busiest, (busy, case.story))


def accounts(mode: str) -> tuple[Account, wechat.Account]:
    """The same account as the platform and as the application knows it."""
    settings = {
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_APP_ID": APP_ID,
        "WECHAT_APP_SECRET": "5" * 32,
        "WECHAT_AES_KEY": KEY,
        "WECHAT_MODE": mode,
        "WECHAT_API_URL": "http://127.0.0.1:1",
        "WECHAT_WINDOW": oracle.WINDOW,
        "PUBLIC_URL": "http://127.0.0.1:1",
        "TOWN_NAME": "示例镇",
    }
    return Account.of(settings), wechat.Account.of(settings)


class Judge:
    """The application behind its WSGI door, and every SQL statement that it makes."""

    def __init__(self, app: Flask, account: Account) -> None:
        self.app, self.account = app, account
        self.client = app.test_client()
        self.tally = Tally()
        self.statements: list[str] = []

    @contextmanager
    def listening(self) -> Iterator["Judge"]:
        """Note statements while cases run."""

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            self.statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        yield self
        event.remove(db.engine, "before_cursor_execute", note)

    def try_(self, case: Case) -> str:
        """Send one request; the kind of the answer. AssertionError when the door breaks a promise."""
        self.statements.clear()
        began, worked = perf_counter(), thread_time()
        with self.app.app_context():  # a request has a session of its own
            answer = self.client.open(
                "/wechat",
                method=case.verb,
                query_string=case.query,
                data=case.body,
                headers={"Content-Type": case.content_type},
            )
        took, busy = (perf_counter() - began) * 1000, (thread_time() - worked) * 1000
        assert answer.status_code < 500, case
        kind = self._verified(case, answer.status_code, answer.data)
        self.tally.note(case, kind, took, busy)
        return kind

    def _verified(self, case: Case, status: int, told: bytes) -> str:
        if case.verb == "GET":
            return self._echoed(case, status, told)
        inner = oracle.believable(self.account, case)
        if inner is None or status != 200:
            assert 400 <= status < 500, (case, status, told[:200])
            assert not self.statements, case
            return f"{status} {'forged' if inner is None else 'unwanted'}"
        return self._answered(case, inner, told)

    def _echoed(self, case: Case, status: int, told: bytes) -> str:
        query = oracle.first_of(case.query)
        assert not self.statements, case
        if oracle.proves(self.account, query, "signature"):
            assert (status, told) == (200, query.get("echostr", ECHO).encode()), case
            return "200 echo"
        assert status == 403, case
        return "403 forged"

    def _answered(self, case: Case, inner: str, told: bytes) -> str:
        """A reply must be one that the platform shows; a row must be that of the push that was proven."""
        if self.statements:
            mine = select(Message.id).where(Message.key == oracle.key_in(inner))
            with self.app.app_context():
                assert db.session.scalar(mine), case
        if told in (b"", b"success"):
            return "200 success" if self.statements else "200 unreadable"
        nodes = oracle.nodes_of(inner)
        mode = "safe" if oracle.first_of(case.query).get("encrypt_type") == "aes" else "plain"
        reader = replace(self.account, mode=mode, gh_id=nodes.get("ToUserName", ""))
        asked = Asked(nodes.get("FromUserName", ""), nodes.get("MsgType", ""))
        verdict = classify(reader, asked, told)
        assert verdict.kind == "reply", (case, verdict)
        assert self.statements, case
        return "200 reply"
