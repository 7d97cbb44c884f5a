"""The platform's interface: calls with the shared token, repeated once when the token was refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from botapp.errors import NotNow, UnknownOutcome
from botapp.lib.errcode import Do, meaning
from botapp.wechat import line
from botapp.wechat.line import LARGEST
from botapp.wechat.token import TOKEN

Query = dict[str, str]
Answer = TypeVar("Answer")


def post(endpoint: str, body: dict[str, Any]) -> dict[str, Any]:
    """Say something to the platform in JSON; its answer.

    `endpoint`: what follows `/cgi-bin/`, such as `message/custom/send`; elsewhere the path from the root,
    such as `/wxaapi/newtmpl/addtemplate`.
    Raises `OutsideWindow`, `Undeliverable`, `NotNow` or `UnknownOutcome`.
    """
    return _with_token(lambda token: line.answer("POST", endpoint, token, **line.utf8(body)))


def get(endpoint: str, **query: str) -> dict[str, Any]:
    """Ask the platform; its answer. Raises as `post`."""
    return _with_token(lambda token: line.answer("GET", endpoint, query | token))


def upload(endpoint: str, name: str, content: bytes, mime: str, **query: str) -> dict[str, Any]:
    """Send a file as the form part `media`; the answer. `name`: ASCII, with an ending. Raises as `post`."""
    files = {"media": (name, content, mime)}  # bytes, not a stream: a repeat sends all of them again
    return _with_token(lambda token: line.answer("POST", endpoint, query | token, files=files))


def download(endpoint: str, *, largest: int = LARGEST, **query: str) -> bytes:
    """A file of the platform, of at most `largest` bytes; a refusal is told by the body, not by the status.

    Raises as `post`: `Undeliverable` for a larger file, `UnknownOutcome` for a page or JSON in its place.
    """
    content = _with_token(lambda token: line.call("GET", endpoint, query | token, largest=largest))
    if content.lstrip()[:1] in (b"", b"<", b"{"):
        raise UnknownOutcome("微信没有给出文件", endpoint=endpoint)
    return content


def _with_token(ask: Callable[[Query], Answer]) -> Answer:
    token = TOKEN.lend()
    try:
        return ask({"access_token": token})
    except NotNow as error:
        if not _is_about_token(error):
            raise
        refusal = error
    token = TOKEN.renew(token, refusal)
    try:
        return ask({"access_token": token})
    except NotNow as error:
        raise (TOKEN.give_up(token, error) if _is_about_token(error) else error) from None


def _is_about_token(error: NotNow) -> bool:
    return error.code != 0 and meaning(error.code).do is Do.RENEW
