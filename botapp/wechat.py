"""The platform's wire: pushes, replies, messages. The only file that knows wechatpy."""

import hmac
import re
import struct
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from xml.etree import ElementTree

import requests
from requests.adapters import HTTPAdapter
from wechatpy import WeChatClient
from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException, WeChatClientException
from wechatpy.replies import TextReply

from botapp import clock, queue
from botapp.errors import NotNow, OutsideWindow, Undeliverable, UnknownOutcome
from botapp.lib.errcode import Do, meaning

BODY_LIMIT = 64 * 1024
REPLY_BYTES = 2000  # the platform shows nothing for more than 2,048
TIMEOUT = (3, 8)
PLATFORM = "https://api.weixin.qq.com"
MINUTE = 60
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
UNDECIPHERABLE = (ValueError, IndexError, struct.error, InvalidAppIdException)


class Forged(Exception):
    """A push that does not prove that it comes from the platform."""


class Unreadable(Exception):
    """A genuine push that nothing can be made of."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account's side of the shared secrets; lists hold the current one first."""

    tokens: tuple[str, ...]
    app_id: str
    secret: str
    aes_keys: tuple[str, ...]
    mode: str
    api_url: str
    window: int

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Account":
        """From the settings WECHAT_*."""
        return cls(
            tokens=_several(settings["WECHAT_TOKEN"]),
            app_id=settings["WECHAT_APP_ID"],
            secret=settings["WECHAT_APP_SECRET"],
            aes_keys=_several(settings["WECHAT_AES_KEY"]),
            mode=settings["WECHAT_MODE"],
            api_url=settings["WECHAT_API_URL"].rstrip("/"),
            window=settings["WECHAT_WINDOW"],
        )


@dataclass(frozen=True, slots=True)
class Incoming:
    """One push: who, what kind, what words; `key` is the same for every repeat of it."""

    key: str
    openid: str
    account: str
    kind: str
    words: str
    event: str
    event_key: str
    nodes: Mapping[str, str]
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Template:
    """A template message of the account: its id and which keyword says what."""

    id: str
    fields: Mapping[str, str]


class _Current:
    """The account of this process and its client, set once when the application starts."""

    account: Account | None = None
    templates: Mapping[str, Template] = {}
    client: "Client | None" = None


def use(account: Account, templates: Mapping[str, Template]) -> None:
    """Speak for this account."""
    _Current.account, _Current.client, _Current.templates = account, None, templates


def account() -> Account:
    """The account in use. Raises RuntimeError before the application has started."""
    if _Current.account is None:
        raise RuntimeError("no account: the application has not started")
    return _Current.account


def templates() -> Mapping[str, Template]:
    """The template messages that this account has."""
    return _Current.templates


# Reading


def is_genuine(query: Mapping[str, str]) -> bool:
    """Whether `signature` proves the token (developers.weixin.qq.com/doc/service/guide/dev/push)."""
    parts = (query.get("timestamp", ""), query.get("nonce", ""))
    return any(_same(_sign(token, *parts), query.get("signature", "")) for token in account().tokens)


def is_fresh(query: Mapping[str, str]) -> bool:
    """Whether the push was signed within the allowed window around now."""
    stamp = query.get("timestamp", "")
    return (
        stamp.isascii()
        and stamp.isdigit()
        and len(stamp) < 12
        and abs(clock.now().timestamp() - int(stamp)) <= account().window
    )


def read(query: Mapping[str, str], body: bytes) -> Incoming:
    """A push as words. Raises `Forged` when its origin is not proven, `Unreadable` when it is not XML."""
    if len(body) > BODY_LIMIT or not is_fresh(query):
        raise Forged("too large or too old")
    encrypted = query.get("encrypt_type") == "aes"
    if not encrypted:
        if account().mode == "safe" or not is_genuine(query):
            raise Forged("plain push refused" if account().mode == "safe" else "wrong signature")
        return _incoming(_nodes(body), encrypted=False)
    cipher = _sealed(query, body)
    return _incoming(_nodes(_open(cipher)), encrypted=True)


def _sealed(query: Mapping[str, str], body: bytes) -> str:
    try:
        cipher = _nodes(body).get("Encrypt", "")
    except Unreadable as error:
        raise Forged("no envelope") from error
    parts = (query.get("timestamp", ""), query.get("nonce", ""), cipher)
    given = query.get("msg_signature", "")
    if not cipher or not any(_same(_sign(token, *parts), given) for token in account().tokens):
        raise Forged("wrong msg_signature")
    return cipher


def _open(cipher: str) -> bytes:
    for key in account().aes_keys:
        try:
            opened = PrpCrypto(_key_bytes(key)).decrypt(cipher, account().app_id)
        except UNDECIPHERABLE:
            continue
        return opened if isinstance(opened, bytes) else str(opened).encode()
    raise Forged("no key opens it")


def _nodes(body: bytes) -> dict[str, str]:
    """The top-level nodes of the XML, the first of each name. Raises `Unreadable`."""
    try:
        text = body.decode("utf-8")
        if "<!" in text.partition("<xml")[0]:
            raise Unreadable("document types are refused")
        root = ElementTree.fromstring(text)  # noqa: S314 - no document type, 64 KB at most
    except (UnicodeDecodeError, ElementTree.ParseError, ValueError, RecursionError) as error:
        raise Unreadable(error.__class__.__name__) from error
    nodes: dict[str, str] = {}
    for node in root:
        nodes.setdefault(node.tag, (node.text or "").strip())
    return nodes


def _incoming(nodes: dict[str, str], *, encrypted: bool) -> Incoming:
    openid = nodes.get("FromUserName", "")
    kind = nodes.get("MsgType", "").lower()
    if not openid or not kind or len(openid) > 64:
        raise Unreadable("no sender or no type")
    event = nodes.get("Event", "").lower() if kind == "event" else ""
    return Incoming(
        key=_repeat_key(nodes, openid),
        openid=openid,
        account=nodes.get("ToUserName", ""),
        kind=kind,
        words=nodes.get("Content", "") if kind == "text" else "",
        event=event,
        event_key=nodes.get("EventKey", ""),
        nodes=nodes,
        encrypted=encrypted,
    )


def _repeat_key(nodes: Mapping[str, str], openid: str) -> str:
    if nodes.get("MsgId"):
        return f"m:{openid}:{nodes['MsgId']}"
    named = ("CreateTime", "Event", "EventKey", "MsgID")
    return ":".join(("e", openid, *(nodes.get(name, "") for name in named)))


# Replying


def split(text: str, limit: int = REPLY_BYTES) -> list[str]:
    """Pieces of at most `limit` bytes of UTF-8 that end with a line or a sentence where one ends in reach."""
    pieces, rest = [], text.strip()
    while len(rest.encode()) > limit:
        head = rest.encode()[:limit].decode("utf-8", "ignore")
        cut = _break(head)
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*pieces, rest]


def _break(head: str) -> int:
    for marks in ("\n", "。!?！？;；", ",，、 "):
        cut = max(head.rfind(mark) for mark in marks) + 1
        if cut > len(head) // 2:
            return cut
    return len(head)


def clean(text: str) -> str:
    """Text without characters that XML forbids; a `]]>` in it cannot end the CDATA section."""
    return ILLEGAL.sub("", text).replace("]]>", "]]]]><![CDATA[>")


def render(text: str, incoming: Incoming) -> str:
    """The passive reply in the form of the push: XML, encrypted if the push was."""
    reply = TextReply(
        content=clean(text),
        source=incoming.account,
        target=incoming.openid,
        time=int(clock.now().timestamp()),
    )
    xml = str(reply.render())
    if not incoming.encrypted:
        return xml
    crypto = WeChatCrypto(account().tokens[0], account().aes_keys[0], account().app_id)
    nonce = sha1(xml.encode(), usedforsecurity=False).hexdigest()[:10]
    return str(crypto.encrypt_message(xml, nonce, str(int(clock.now().timestamp()))))


# Sending


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


def client() -> Client:
    """The client of this process."""
    if _Current.client is None:
        made = Client(account().app_id, account().secret, timeout=TIMEOUT, auto_retry=False)
        made._http.trust_env = False
        if account().api_url != PLATFORM:
            made._http.mount(PLATFORM, _Elsewhere(account().api_url))
        _Current.client = made
    return _Current.client


def send_words(openid: str, words: str) -> str:
    """A customer-service message; only inside the reply window. Returns nothing useful: the API gives no id.

    Raises `OutsideWindow`, `Undeliverable`, `NotNow` or `UnknownOutcome`.
    """
    body = {"touser": openid, "msgtype": "text", "text": {"content": words}}
    return _post("message/custom/send", body)


def send_template(openid: str, template: Template, facts: Mapping[str, str], repeat_id: str) -> str:
    """A template message; returns the platform's message id. Raises as `send_words`.

    The platform sends a message with the same `repeat_id` once within ten minutes.
    """
    body = {
        "touser": openid,
        "template_id": template.id,
        "client_msg_id": repeat_id,
        "data": {template.fields[name]: {"value": value} for name, value in facts.items()},
    }
    return _post("message/template/send", body)


def _post(endpoint: str, body: dict[str, Any]) -> str:
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


# Small things


def _sign(*parts: str) -> str:
    """SHA-1 over the sorted parts, as the platform defines it; not our choice of hash."""
    return sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def _same(mine: str, given: str) -> bool:
    return hmac.compare_digest(mine.encode(), given.encode())


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _key_bytes(key: str) -> bytes:
    return b64decode(key + "=")
