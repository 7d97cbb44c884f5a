"""Is the account connected: each step from our own address to the platform's test of it, with what to do.

Source: developers.weixin.qq.com, dev/push (verification), base api_callbackcheck and api_getcallbackip.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import requests

from botapp import clock
from botapp.errors import Trouble
from botapp.wechat import client
from botapp.wechat.account import current, templates
from botapp.wechat.sign import sign
from botapp.wechat.template import SUBSCRIPTION
from botapp.wechat.token import TOKEN

TIMEOUT = (3, 5)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one step found: whether it is well, and what to read or to do."""

    step: str
    well: bool
    words: str


def findings(public_url: str) -> Iterator[Finding]:
    """Every step in order; a step that depends on the token is left out when there is none."""
    yield Finding("设置", *_settings(public_url))
    yield Finding("服务器地址", *_address(public_url))
    token = _asked(_token)
    yield Finding("访问凭证", *token)
    if token[0]:
        yield Finding("微信到这里的线路", *_asked(_callback))
        for name, template in templates().items():
            yield Finding(f"模板 {name}", *_asked(partial(_template, template.id, template.via)))


def _settings(public_url: str) -> tuple[bool, str]:
    account = current()
    missing = [
        name
        for name, value in {
            "WECHAT_APP_ID": account.app_id,
            "WECHAT_APP_SECRET": account.secret,
            "WECHAT_TOKEN": account.tokens,
            "WECHAT_AES_KEY": account.aes_keys or account.mode == "plain",
        }.items()
        if not value
    ]
    if missing:
        return False, f"还没有设置：{'、'.join(missing)}"
    if account.mode != "safe":
        return (
            True,
            f"都有了，但消息模式是 {account.mode}：建议在微信后台和 WECHAT_MODE 都改成安全模式 safe。",
        )
    return True, f"都有了；居民的手机从 {public_url} 访问。"


def _address(public_url: str) -> tuple[bool, str]:
    """Verify ourselves through the public address, as the platform will."""
    stamp, echo = str(int(clock.now().timestamp())), secrets.token_hex(8)
    proof = sign(current().tokens[0], stamp, echo) if current().tokens else ""
    query = {"signature": proof, "timestamp": stamp, "nonce": echo, "echostr": echo}
    try:
        answer = requests.get(f"{public_url}/wechat", params=query, timeout=TIMEOUT)
    except requests.RequestException as error:
        return False, f"打不开 {public_url}/wechat（{error.__class__.__name__}）：请看域名、证书和反向代理。"
    if answer.status_code != requests.codes.ok or answer.text != echo:
        return (
            False,
            f"{public_url}/wechat 的回答不对（HTTP {answer.status_code}）：反向代理要把参数原样转过来。",
        )
    return True, f"{public_url}/wechat 能通过验证，可以填到微信后台。"


def _token() -> tuple[bool, str]:
    TOKEN.lend()
    return True, "微信给了凭证：AppID、AppSecret 和 IP 白名单都对。"


def _callback() -> tuple[bool, str]:
    told = client.post("callback/check", {"action": "all", "check_operator": "DEFAULT"})
    lost = [row for row in told.get("ping", []) if row.get("package_loss") not in ("0%", "0.0%")]
    places = len(told.get("dns", []))
    return not lost, f"微信查到 {places} 个地址，" + ("都能到。" if not lost else "有的到不了：请看防火墙。")


def _template(id_: str, via: str) -> tuple[bool, str]:
    found = id_ in _own_templates(via)
    return found, "公众号里有。" if found else f"公众号里没有 {id_}：请在后台核对模板编号。"


def _own_templates(via: str) -> set[str]:
    if via == SUBSCRIPTION:
        rows: list[dict[str, Any]] = client.get("/wxaapi/newtmpl/gettemplate")["data"]
        return {str(row["priTmplId"]) for row in rows}
    rows = client.get("template/get_all_private_template")["template_list"]
    return {str(row["template_id"]) for row in rows}


def _asked(step: Callable[[], tuple[bool, str]]) -> tuple[bool, str]:
    try:
        return step()
    except Trouble as trouble:
        return False, trouble.told
