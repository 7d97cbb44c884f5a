"""What a page needs to use WeChat's JS-SDK: a ticket, lent once for all, and the signature made with it."""

import secrets
from hashlib import sha1

from botapp import clock
from botapp.wechat import client, line
from botapp.wechat.account import current
from botapp.wechat.keeper import Keeper

ENDPOINT = "ticket/getticket"


def signature(url: str) -> dict[str, str | int]:
    """What `wx.config` takes for the page at this address: appId, timestamp, nonceStr, signature.

    `url`: exactly as the browser shows it; what follows `#` is left out. Raises `NotNow`.
    developers.weixin.qq.com, doc/service/guide/h5/jssdk, appendix 1.
    """
    nonce, stamp = secrets.token_hex(8), int(clock.now().timestamp())
    signed = sign(TICKET.lend(), nonce, stamp, url)
    return {"appId": current().app_id, "timestamp": stamp, "nonceStr": nonce, "signature": signed}


def sign(ticket: str, nonce: str, stamp: int, url: str) -> str:
    """The SHA-1 that proves an address, over raw values in this order."""
    page = url.partition("#")[0]
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={stamp}&url={page}"
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


def _fetch(force: bool) -> tuple[str, int]:
    return line.lent(client.get(ENDPOINT, type="jsapi"), "ticket", ENDPOINT)


TICKET = Keeper("ticket", ENDPOINT, _fetch)
