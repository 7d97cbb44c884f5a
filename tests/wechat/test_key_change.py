"""Token and key are changed while residents write: nobody notices, before, during and after."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from botapp import wechat
from botapp.simulator import account as platform_account
from botapp.simulator.account import Account
from botapp.simulator.hub import Hub
from botapp.simulator.store import Store
from botapp.simulator.wire import event
from botapp.simulator.wire.push import deliver
from botapp.wechat.account import _Current
from tests.hosting import listening
from tests.simulator.conftest import SETTINGS

NEW_TOKEN, NEW_KEY = "new-token", "N" * 42 + "E"
OPENID = "o" + "R" * 27


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The application behind a real socket."""
    with listening(app) as address:
        yield f"{address}/wechat"


@pytest.fixture
def hub(address, tmp_path, monkeypatch) -> Hub:
    """A platform with the old token and key, and an application that lists the new ones before them."""
    settings = SETTINGS | {"SIMULATOR_WEBHOOK_URL": address}
    ours = replace(
        wechat.current(),
        tokens=(NEW_TOKEN, settings["WECHAT_TOKEN"]),
        app_id=settings["WECHAT_APP_ID"],
        aes_keys=(NEW_KEY, settings["WECHAT_AES_KEY"]),
        mode="safe",
    )
    monkeypatch.setattr(_Current, "account", ours)
    store = Store(tmp_path / "simulator.sqlite")
    return Hub(Account.of(settings), store, {}, lambda _: [], lambda _: None, lambda: None)


def test_residents_are_answered_all_through_the_change(hub, town):
    answers = []

    def write():
        answers.append(deliver(hub, OPENID, event.message("text", 2**62 + len(answers), {"Content": "帮助"})))

    write()
    with hub.store.change() as rows:
        platform_account.rotate(rows, hub.account, token=NEW_TOKEN, aes_key=NEW_KEY)
    write()
    town.go(minutes=9)
    write()
    town.go(minutes=2)
    write()
    assert [answer.kind for answer in answers] == ["reply"] * 4, answers
