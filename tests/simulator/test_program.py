"""The simulator alone: a platform for any backend, on loopback, without the town."""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from botapp import clock
from botapp.simulator import ledger, program

KEY = "B" * 42 + "E"


@pytest.fixture
def wish(tmp_path: Path, webhook: Any, monkeypatch: pytest.MonkeyPatch) -> program.Wish:
    """What a backend's author types."""
    monkeypatch.setattr(clock._Source, "file", None)
    return program.Wish(webhook.address, "t", KEY, "wx1", "s", "safe", tmp_path)


def test_it_has_phone_interface_and_control_and_no_town(wish: program.Wish, webhook: Any) -> None:
    client = program.create(wish).test_client()
    page = client.get("/simulator/").get_data(as_text=True)
    assert webhook.address in page
    assert "/admin/" not in page
    assert "照着试一遍" not in page
    person = client.post("/simulator/control/people", json={"follows": True}).get_json()
    client.post("/simulator/control/act", json={"openid": person["openid"], "act": "say", "text": "hello"})
    assert "<Encrypt>" in webhook.received[0][1]
    caller = {"grant_type": "client_credential", "appid": "wx1", "secret": "s"}
    assert "access_token" in client.post("/simulator/api/cgi-bin/stable_token", json=caller).get_json()


def test_its_menu_is_empty_until_the_backend_makes_one(wish: program.Wish) -> None:
    client = program.create(wish).test_client()
    assert 'data-opens="sub' not in client.get("/simulator/").get_data(as_text=True)


@pytest.mark.parametrize("key", ["short", ""])
def test_a_key_that_is_none_does_not_start(wish: program.Wish, key: str) -> None:
    with pytest.raises(ValueError, match="."):
        program.create(replace(wish, aes_key=key))


@pytest.fixture
def running(tmp_path: Path, webhook: Any) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command as people run it: its address and its process."""
    command = [sys.executable, "-m", "botapp.cli", "simulator", "--port", "0", "--webhook", webhook.address]
    with subprocess.Popen(
        [*command, "--data", str(tmp_path / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as started:
        assert started.stdout is not None
        found = re.search(r"http://\S+/simulator/", started.stdout.readline())
        assert found
        yield found[0], started
        started.kill()


def test_the_command_listens_resets_and_stops_in_good_order(running: Any, webhook: Any) -> None:
    address, started = running
    fault = {"path": "getcallbackip", "kind": "reset", "times": 1}
    assert requests.post(f"{address}control/faults", json=fault, timeout=5).json()["id"] == 1
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{address}api/cgi-bin/getcallbackip", timeout=5)
    assert requests.get(f"{address}api/cgi-bin/getcallbackip", timeout=5).json()["errcode"] == 41001
    started.terminate()
    assert started.wait(5) == 0
    assert "Traceback" not in started.stdout.read()


def test_a_taken_port_is_told_without_a_traceback(
    wish: program.Wish, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, pytest.raises(SystemExit):
        program.serve(wish, other.getsockname()[1], print)
    assert "in use" in capsys.readouterr().err


def test_results_of_sends_leave_although_nobody_looks(
    wish: program.Wish, webhook: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "TICK", 0.01)
    hub, ended = program.create(wish).extensions["simulator"], threading.Event()
    with hub.store.change() as db:
        ledger.owe_receipt(db, "o_anna", {"Event": "TEMPLATESENDJOBFINISH", "MsgID": 5, "Status": "success"})
    ticker = threading.Thread(target=program.settle_until, args=(hub, ended))
    ticker.start()
    assert webhook.arrived.wait(10)
    ended.set()
    ticker.join()
    assert "<Encrypt>" in webhook.received[0][1]
