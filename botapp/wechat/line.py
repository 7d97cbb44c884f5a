"""One call over the network: limits of time and size, and every failure as one of our errors.

Our own few lines over requests: wechatpy's client replays without end, uploads nothing when it replays, hands
out HTML pages as answers and waits for ever.
"""

import json
import logging
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from botapp import clock
from botapp.errors import NotNow, OutsideWindow, Trouble, Undeliverable, UnknownOutcome
from botapp.lib.errcode import Do, meaning
from botapp.wechat.account import current

PLATFORM = "https://api.weixin.qq.com"
TIMEOUT = (3, 8)  # seconds to connect, and to wait for the next byte of the answer
MINUTE = 60
PIECE = 64 * 1024
LARGEST = 10 * 1024 * 1024
RID = re.compile(r"rid:\s*([\w-]{1,64})")
logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings name addresses, and tokens in them


class _Line:
    """The open connections of this process."""

    session: requests.Session | None = None


def call(
    verb: str, endpoint: str, query: Mapping[str, str], *, largest: int = LARGEST, **content: Any
) -> bytes:
    """The body of the answer, of at most `largest` bytes, if it is no refusal.

    `endpoint`: what follows `/cgi-bin/`; or a path from the root that begins with `/`, or such an address of
    the platform. Raises `OutsideWindow`, `Undeliverable`, `NotNow` or `UnknownOutcome`.
    """
    try:
        with _session().request(
            verb, _address(endpoint), params=query, timeout=TIMEOUT, stream=True, **content
        ) as answer:
            body, status = _body(answer, largest), answer.status_code
    except requests.RequestException as error:
        raise _broken(error, endpoint) from None  # its text holds the address, and with it the token
    told = _told(body)
    if code := _code(told):
        raise refused(code, str(told.get("errmsg", "")), endpoint)
    if status >= requests.codes.bad:
        raise UnknownOutcome(f"微信的服务器出错（HTTP {status}）", endpoint=endpoint)
    if len(body) > largest:
        raise Undeliverable("文件太大", endpoint=endpoint)
    return body


def answer(verb: str, endpoint: str, query: Mapping[str, str], **content: Any) -> dict[str, Any]:
    """The answer as JSON. Raises as `call`; `UnknownOutcome` also for a page where JSON was due."""
    told = _told(call(verb, endpoint, query, **content))
    if not told:
        raise UnknownOutcome("微信的回答看不懂", endpoint=endpoint)
    return told


def text(told: Mapping[str, Any], name: str, endpoint: str) -> str:
    """A text that an answer must hold. Raises `UnknownOutcome` when it is missing."""
    found = told.get(name)
    if not isinstance(found, str) or not found:
        raise UnknownOutcome("微信的回答看不懂", endpoint=endpoint)
    return found


def lent(told: Mapping[str, Any], name: str, endpoint: str) -> tuple[str, int]:
    """A lent value and the seconds of its life. Raises `UnknownOutcome` when one is missing."""
    seconds = told.get("expires_in")
    if not isinstance(seconds, int):
        raise UnknownOutcome("微信的回答看不懂", endpoint=endpoint)
    return text(told, name, endpoint), seconds


def utf8(body: Mapping[str, Any]) -> dict[str, Any]:
    """JSON in raw UTF-8: the platform refuses menus with escapes (40033)."""
    raw = json.dumps(body, ensure_ascii=False).encode()
    return {"data": raw, "headers": {"Content-Type": "application/json; charset=utf-8"}}


def refused(code: int, errmsg: str, endpoint: str) -> Trouble:
    """The platform's code as one of our errors; the one place that translates."""
    asked, rid = meaning(code), RID.search(errmsg)
    about: dict[str, Any] = {"code": code, "rid": rid[1] if rid else "", "endpoint": endpoint}
    if asked.do in PAUSES:
        return NotNow(asked.words, PAUSES[asked.do](), alarming=asked.do is Do.TOMORROW, **about)
    if asked.do is Do.WAIT:
        return OutsideWindow(asked.words, **about)
    return Undeliverable(asked.words, gone=asked.do is Do.UNREACHABLE, alarming=asked.do is Do.ALARM, **about)


def _session() -> requests.Session:
    if _Line.session is None:
        _Line.session = requests.Session()
        _Line.session.trust_env = False
        _Line.session.max_redirects = 0
    return _Line.session


def _address(endpoint: str) -> str:
    path = endpoint.removeprefix(PLATFORM)
    return current().api_url + (path if path.startswith("/") else f"/cgi-bin/{path}")


def _body(answer: requests.Response, largest: int) -> bytes:
    """The body, or a little more than `largest` of it."""
    return b"".join(islice(answer.iter_content(PIECE), largest // PIECE + 1))


def _told(body: bytes) -> dict[str, Any]:
    """The JSON object in an answer; empty when there is none."""
    if not body.lstrip().startswith(b"{"):
        return {}
    try:
        return dict(json.loads(body, strict=False))
    except (ValueError, RecursionError):
        return {}


def _code(told: Mapping[str, Any]) -> int:
    code = str(told.get("errcode", 0))
    return int(code) if code.removeprefix("-").isdecimal() else 0


def _broken(error: requests.RequestException, endpoint: str) -> Trouble:
    if _never_left(error):
        return NotNow("连不上微信", 0, endpoint=endpoint)
    return UnknownOutcome("连接中断，不知道是否送达", endpoint=endpoint)


def _never_left(error: requests.RequestException) -> bool:
    """Whether there was no connection that could have carried the request."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    reasons = (getattr(cause, "reason", None) for cause in error.args)
    return any(isinstance(reason, NewConnectionError | ConnectTimeoutError) for reason in reasons)


def _until_midnight() -> int:
    """Seconds until the platform's daily counters turn over."""
    local = clock.local(clock.now())
    tomorrow = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), local.tzinfo)
    return int((tomorrow - local).total_seconds()) + MINUTE


PAUSES: dict[Do, Callable[[], int]] = {
    Do.RETRY: lambda: 0,
    Do.RENEW: lambda: 0,
    Do.MINUTE: lambda: MINUTE,
    Do.TOMORROW: _until_midnight,
}
