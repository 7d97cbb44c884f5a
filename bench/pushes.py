"""Genuine pushes in safe mode as raw HTTP requests, made before they are needed."""

import itertools
import time
from pathlib import Path
from urllib.parse import urlencode

from botapp.lib.trial import read_sets
from botapp.simulator import crypto

TOKEN, APP_ID, AES_KEY = "bench-token", "wxbench0000000001", "b" * 43
QUESTIONS = Path(__file__).parents[1] / "config" / "questions"
PEOPLE = [f"o_bench_{number:020d}" for number in range(200)]


class Pushes:
    """An endless row of messages, each with an id of its own."""

    def __init__(self) -> None:
        self.serial = itertools.count(time.time_ns() // 1000)
        asked = [one.question for one in read_sets(QUESTIONS).questions if one.outcome == "answer"]
        self.words = itertools.cycle(asked)
        self.people = itertools.cycle(PEOPLE)
        self.key = crypto.key_of(AES_KEY)

    def take(self, count: int) -> list[bytes]:
        """So many requests, signed now: they are good for five minutes."""
        return [self._request(next(self.people), next(self.words)) for _ in range(count)]

    def _request(self, openid: str, words: str) -> bytes:
        stamp = str(int(time.time()))
        xml = (
            f"<xml><ToUserName>gh</ToUserName><FromUserName>{openid}</FromUserName><CreateTime>{stamp}</CreateTime>"
            f"<MsgType>text</MsgType><Content><![CDATA[{words}]]></Content><MsgId>{next(self.serial)}</MsgId></xml>"
        )
        cipher = crypto.encrypt(xml, self.key, APP_ID)
        query = {
            "signature": crypto.signature(TOKEN, stamp, "bench"),
            "timestamp": stamp,
            "nonce": "bench",
            "openid": openid,
            "encrypt_type": "aes",
            "msg_signature": crypto.signature(TOKEN, stamp, "bench", cipher),
        }
        body = f"<xml><ToUserName>gh</ToUserName><Encrypt>{cipher}</Encrypt></xml>".encode()
        head = (
            f"POST /wechat?{urlencode(query)} HTTP/1.1\r\nHost: bench\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
