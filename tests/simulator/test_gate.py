"""Only this machine comes in, and only the phone's own page changes anything."""

from typing import Any

import pytest

from botapp.simulator.gate import is_loopback


@pytest.mark.parametrize("path", ["/simulator/", "/simulator/state", "/simulator/api/cgi-bin/menu/get"])
@pytest.mark.parametrize(
    "header", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"]
)
def test_what_came_through_a_proxy_is_refused(town: Any, path: str, header: str) -> None:
    assert town.client.get(path, headers={header: "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize(
    "host", ["town.example", "192.168.1.2:8000", "127.0.0.1.example.com", "localhost.example"]
)
def test_another_host_name_is_refused(town: Any, host: str) -> None:
    assert town.client.get("/simulator/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:8000", "127.8.9.1", "[::1]:8000", "[::1]"]
)
def test_every_name_of_this_machine_is_let_in(town: Any, host: str) -> None:
    assert town.client.get("/simulator/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("address", ["10.0.0.7", "203.0.113.9", "::2", ""])
def test_another_machine_is_refused(town: Any, address: str) -> None:
    answer = town.client.get("/simulator/", environ_base={"REMOTE_ADDR": address})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost:9999"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_another_sites_page_changes_nothing(town: Any, headers: dict[str, str]) -> None:
    assert town.client.post("/simulator/residents", json={}, headers=headers).status_code == 403
    with town.hub.store.look() as db:
        assert db.execute("SELECT count(*) FROM person").fetchone()[0] == 0


def test_a_plain_form_changes_nothing(town: Any) -> None:
    assert town.client.post("/simulator/residents", data={"a": "b"}).status_code == 403


def test_the_own_page_is_let_in(town: Any) -> None:
    own = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    assert town.client.post("/simulator/residents", json={}, headers=own).status_code == 200


@pytest.mark.parametrize(
    ("host", "own"), [("::1", True), ("127.1.2.3", True), ("0.0.0.0", False), ("", False)]
)
def test_loopback_means_this_machine_only(host: str, own: bool) -> None:
    assert is_loopback(host) is own
