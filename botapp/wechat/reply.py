"""Passive replies: cut to size, free of what XML forbids, encrypted when the push was."""

import re
from functools import lru_cache
from hashlib import sha1
from secrets import token_hex

from wechatpy.crypto import PrpCrypto, WeChatCrypto
from wechatpy.replies import TextReply

from botapp import clock
from botapp.wechat.account import current
from botapp.wechat.push import Incoming, Seal

REPLY_BYTES = 2000  # the platform shows nothing for more than 2,048
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


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
    """The passive reply in the form of the push: XML, encrypted if the push was.

    It goes back under the token and the key that the push came under, because who sealed the push can open
    it: how long the platform uses an old key, and whether it then knows the new one, is not documented.
    """
    reply = TextReply(
        content=clean(text),
        source=incoming.account,
        target=incoming.openid,
        time=int(clock.now().timestamp()),
    )
    xml = str(reply.render())
    if incoming.seal is None:
        return xml
    nonce = sha1(xml.encode(), usedforsecurity=False).hexdigest()[:10]
    return sealed(xml, incoming.seal, nonce, int(clock.now().timestamp()))


def sealed(message: str, seal: Seal, nonce: str, stamp: int) -> str:
    """An encrypted reply with its signature; `nonce`: letters and digits, `stamp`: Unix seconds."""
    return str(_crypto(seal, current().app_id).encrypt_message(message, nonce, str(stamp)))


class _Cipher(PrpCrypto):  # type: ignore[misc]
    """The SDK's cipher, with 16 characters from the system's randomness instead of the repeatable one."""

    def get_random_string(self) -> str:
        return token_hex(8)


class _Crypto(WeChatCrypto):  # type: ignore[misc]
    """The SDK's envelope around that cipher."""

    def encrypt_message(self, message: str, nonce: str, stamp: str) -> str:
        return str(self._encrypt_message(message, nonce, stamp, _Cipher))


@lru_cache(maxsize=8)
def _crypto(seal: Seal, app_id: str) -> _Crypto:
    return _Crypto(*seal, app_id)
