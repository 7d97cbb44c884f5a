"""The doors for programs are open to programs, though the application asks browsers for a CSRF token."""

from pathlib import Path

from flask import Flask
from flask_wtf import CSRFProtect

import botapp.simulator
from tests.simulator.conftest import SETTINGS


def test_only_the_page_needs_a_csrf_token(tmp_path: Path) -> None:
    app = Flask("town", root_path=str(Path(botapp.simulator.__file__).parents[1]))
    app.config.update(SETTINGS, DATA_DIR=str(tmp_path), SECRET_KEY="k")
    CSRFProtect(app)
    botapp.simulator.install(app, trace=lambda _: [], next_appointment=lambda _: None, poke=lambda: None)
    client = app.test_client()
    assert client.post("/simulator/control/people", json={}).status_code == 200
    assert client.post("/simulator/api/cgi-bin/stable_token", json={}).get_json()["errcode"] == 40002
    assert client.post("/simulator/residents", json={}).status_code == 400
