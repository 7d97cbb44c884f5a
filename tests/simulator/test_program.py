"""The simulator alone: a platform for any backend, on loopback, without the town."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from botapp import clock
from botapp.simulator import program

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


def test_a_key_that_is_none_does_not_start(wish: program.Wish) -> None:
    with pytest.raises(ValueError, match="."):
        program.create(program.Wish(wish.webhook, "t", "short", "wx1", "s", "safe", wish.data))


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


def test_a_taken_port_is_told_without_a_traceback(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        command = [sys.executable, "-m", "botapp.cli", "simulator", "--data", str(tmp_path)]
        port = ["--port", str(other.getsockname()[1])]
        ended = subprocess.run([*command, *port], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert "in use" in ended.stderr
