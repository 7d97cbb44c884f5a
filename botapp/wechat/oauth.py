"""Who opens a page inside WeChat: the address of the silent login, and the openid behind its code."""

from urllib.parse import quote

from botapp.errors import Trouble
from botapp.wechat import line
from botapp.wechat.account import current

LOGIN = "https://open.weixin.qq.com"
ENDPOINT = "/sns/oauth2/access_token"
STALE = {40029, 40163, 42002, 42003, 42007, 40030}  # the code is wrong, used or old


class Snapshot(Exception):
    """The page is shown as a snapshot: its openid is a virtual one, nothing may be stored under it."""


class Stale(Exception):
    """The code is wrong, used or too old: the login has to begin again."""


def authorize_url(redirect: str, state: str) -> str:
    """The address that leads through WeChat's silent login back to `redirect` with `code` and `state`.

    `state`: at most 128 letters and digits; ValueError otherwise. The order of the parameters is the
    platform's (developers.weixin.qq.com, doc/service/guide/h5/auth): it compares them as text.
    """
    if not (state.isascii() and state.isalnum() and len(state) <= 128):
        raise ValueError("state takes letters and digits")
    home = LOGIN if current().api_url == line.PLATFORM else current().api_url
    return (
        f"{home}/connect/oauth2/authorize?appid={current().app_id}&redirect_uri={quote(redirect, safe='')}"
        f"&response_type=code&scope=snsapi_base&state={state}#wechat_redirect"
    )


def openid_of(code: str) -> str:
    """Who came back with this code, which works once and for five minutes.

    Raises `Snapshot`; `Stale` for a code that does not work; `NotNow`, `UnknownOutcome` or `Undeliverable`
    when the platform cannot be asked.
    """
    asked = {
        "appid": current().app_id,
        "secret": current().secret,
        "code": code,
        "grant_type": "authorization_code",
    }
    try:
        told = line.answer("GET", ENDPOINT, asked)
    except Trouble as trouble:
        raise (Stale() if trouble.code in STALE else trouble) from None
    if told.get("is_snapshotuser"):
        raise Snapshot
    return line.text(told, "openid", ENDPOINT)
