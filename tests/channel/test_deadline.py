"""The platform waits five seconds for an answer: an honest push gets one, over a real connection."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from botapp import wechat
from botapp.simulator import store
from botapp.simulator.hub import Hub
from botapp.simulator.wire import event
from botapp.simulator.wire.push import deliver
from tests.channel.judge import accounts


@pytest.fixture
def platform_side(app: Flask, tmp_path: Path) -> Iterator[Hub]:
    """The platform with an account in safe mode and the application at its webhook; it tries only once."""
    theirs, ours = accounts("safe")
    wechat.use(ours, {})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    account = replace(theirs, webhook=f"http://127.0.0.1:{server.port}/wechat")
    memory = store.Store(tmp_path / "simulator.sqlite")
    with memory.change() as db:
        store.keep(db, "attempts", "1")
    yield Hub(account, memory, {}, lambda _: [], lambda _: None, lambda: None)
    server.shutdown()
    server.server_close()


def test_a_question_is_answered_within_the_platforms_deadline(platform_side: Hub):
    asked = event.message("text", 2**62 + 7, {"Content": "居住证咋办"})
    answer = deliver(platform_side, "o" + "R" * 27, asked)
    assert answer.kind == "reply" and "居住证" in answer.shown
