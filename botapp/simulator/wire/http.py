"""How the platform speaks HTTP: one connection a push, no redirects, and an end when the time is up."""

import time
from collections.abc import Mapping

import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

LONGEST = 1 << 20


class Late(Exception):
    """The last byte was not there in time."""


class Unreachable(Exception):
    """Nobody answered, or the connection broke; the text says how."""


def post(address: str, query: Mapping[str, str], body: bytes, patience: float) -> tuple[int, bytes]:
    """Push a body; status and answer. Late after `patience` seconds, Unreachable if the connection fails."""
    return ask("POST", address, query, body, patience)


def get(address: str, query: Mapping[str, str], patience: float) -> tuple[int, bytes]:
    """Ask with GET, as the verification of an address does; otherwise as `post`."""
    return ask("GET", address, query, b"", patience)


def ask(verb: str, address: str, query: Mapping[str, str], body: bytes, patience: float) -> tuple[int, bytes]:
    """One request from the first byte to the last."""
    deadline = time.monotonic() + patience
    headers = {"Content-Type": "text/xml", "Accept-Encoding": "identity", "User-Agent": "Mozilla/4.0"}
    try:
        with requests.Session() as session:
            session.trust_env = False
            with session.request(
                verb,
                address,
                params=dict(query),
                data=body or None,
                headers=headers,
                timeout=patience,
                stream=True,
                allow_redirects=False,
            ) as response:
                return response.status_code, _body(response, deadline)
    except (requests.Timeout, ReadTimeoutError) as error:
        raise Late from error
    except (requests.RequestException, HTTPError) as error:
        raise Unreachable(f"connection failed ({type(error).__name__})") from error


def _body(response: requests.Response, deadline: float) -> bytes:
    body = b""
    while piece := response.raw.read1(LONGEST):
        body += piece
        if time.monotonic() > deadline or len(body) > LONGEST:
            raise Late
    if time.monotonic() > deadline:
        raise Late
    return body
