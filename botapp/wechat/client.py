"""The platform's interface: one shared stable token, at most one replay, every answer one of our errors."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from botapp import clock, queue
from botapp.errors import NotNow, OutsideWindow, Undeliverable, UnknownOutcome
from botapp.lib.errcode import Do, meaning
from botapp.wechat.account import Account, current

TIMEOUT = (3, 8)
PLATFORM = "https://api.weixin.qq.com"
MINUTE = 60


class Client(WeChatClient):  # type: ignore[misc]
    """wechatpy's client with one shared stable token and at most one replay.

    The library's own replay recurses without end while a token stays rejected, and each process would fetch
    a token of its own; see developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken.
    """

    _spare = ""

    @property
    def access_token(self) -> str:
        """The token that all processes share."""
        return queue.recall("token") or self._spare or self._renew("")

    def _renew(self, refused: str) -> str:
        with queue.lock("token"):
            known = queue.recall("token") or ""
            if known and known != refused:
                return known
            fresh = self._stable(force=False)
            if fresh["access_token"] == refused:
                fresh = self._stable(force=True)
            Client._spare = str(fresh["access_token"])
            queue.keep("token", Client._spare, max(MINUTE, int(fresh["expires_in"]) - 5 * MINUTE))
            return Client._spare

    def _stable(self, *, force: bool) -> dict[str, Any]:
        asked = {
            "grant_type": "client_credential",
            "appid": self.appid,
            "secret": self.secret,
            "force_refresh": force,
        }
        url = f"{PLATFORM}/cgi-bin/stable_token"
        answer = self._http.post(url, json=asked, timeout=TIMEOUT).json()
        if "access_token" not in answer:
            raise WeChatClientException(answer.get("errcode"), answer.get("errmsg"))
        return dict(answer)

    def _request(self, method: str, url_or_endpoint: str, **rest: Any) -> Any:
        params = rest.pop("params", None) or {}
        token = self.access_token
        try:
            return super()._request(method, url_or_endpoint, params={**params, "access_token": token}, **rest)
        except WeChatClientException as error:
            if meaning(error.errcode or 0).do is not Do.RENEW:
                raise
        renewed = {**params, "access_token": self._renew(token)}
        return super()._request(method, url_or_endpoint, params=renewed, **rest)


class _Elsewhere(HTTPAdapter):
    """Sends what is meant for the platform to the address in the settings, path and query unchanged."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = urlsplit(address)

    def send(self, request: requests.PreparedRequest, *rest: Any, **named: Any) -> requests.Response:
        asked = urlsplit(str(request.url))
        path = self.address.path.rstrip("/") + asked.path
        request.url = urlunsplit((self.address.scheme, self.address.netloc, path, asked.query, ""))
        return super().send(request, *rest, **named)


class _Line:
    """The client of this process and the account that it speaks for."""

    client: Client | None = None
    account: Account | None = None


def client() -> Client:
    """The client of this process, made at first use."""
    if _Line.client is None or _Line.account is not current():
        made = Client(current().app_id, current().secret, timeout=TIMEOUT, auto_retry=False)
        made._http.trust_env = False
        if current().api_url != PLATFORM:
            made._http.mount(PLATFORM, _Elsewhere(current().api_url))
        _Line.client, _Line.account = made, current()
    return _Line.client


def post(endpoint: str, body: dict[str, Any]) -> str:
    """Ask the platform; its message id where it gives one.

    Raises `OutsideWindow`, `Undeliverable`, `NotNow` or `UnknownOutcome`.
    """
    try:
        answer = client().post(endpoint, data=body)
    except WeChatClientException as error:
        raise _refused(error) from error
    except requests.ConnectTimeout as error:
        raise NotNow("连不上微信", 0) from error
    except requests.RequestException as error:
        raise _broken(error) from error
    if not isinstance(answer, dict):
        raise UnknownOutcome("微信的回答看不懂")
    return str(answer.get("msgid") or "")


def _broken(error: requests.RequestException) -> Exception:
    refused_at_once = "NewConnectionError" in str(error) or "refused" in str(error)
    return NotNow("连不上微信", 0) if refused_at_once else UnknownOutcome("连接中断，不知道是否送达")


def _refused(error: WeChatClientException) -> Exception:
    """The platform's code as one of our errors."""
    if error.errcode is None:
        return UnknownOutcome("微信的回答看不懂")
    asked = meaning(error.errcode)
    if asked.do in PAUSES:
        return NotNow(asked.words, PAUSES[asked.do]())
    if asked.do is Do.WAIT:
        return OutsideWindow(asked.words)
    alarming = asked.do in (Do.ALARM, Do.RENEW, Do.TOMORROW)
    return Undeliverable(asked.words, gone=asked.do is Do.UNREACHABLE, alarming=alarming)


def _until_midnight() -> int:
    """Seconds until the platform's daily counters turn over."""
    local = clock.local(clock.now())
    tomorrow = datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), local.tzinfo)
    return int((tomorrow - local).total_seconds()) + MINUTE


PAUSES = {Do.RETRY: lambda: 0, Do.MINUTE: lambda: MINUTE, Do.TOMORROW: _until_midnight}
