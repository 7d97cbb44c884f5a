"""What an interface of the platform is: an act, its verb and what must come with it."""

from collections.abc import Callable
from dataclasses import dataclass
from sqlite3 import Connection
from typing import Any

from werkzeug.wrappers import Response

from botapp.simulator.hub import Hub

Body = dict[str, Any]
Act = Callable[[Hub, Connection, Body], Body | Response]


@dataclass(frozen=True)
class Endpoint:
    """One interface: its act, its verb, whether it asks for a token and whether it refuses \\u escapes.

    takes_file: the body is a form with a file part, not JSON.
    """

    act: Act
    verb: str = "POST"
    needs_token: bool = True
    refuses_escapes: bool = False
    takes_file: bool = False


def ok(**more: Any) -> Body:
    """The answer of a call that did what it should."""
    return {"errcode": 0, "errmsg": "ok", **more}
