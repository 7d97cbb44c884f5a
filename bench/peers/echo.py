"""A stateless echo with wechatpy in safe mode: verify, decrypt, parse, reply, encrypt; nothing is stored."""

import os

from flask import Flask, request
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import TextReply

app = Flask(__name__)
crypto = WeChatCrypto(os.environ["PEER_TOKEN"], os.environ["PEER_AES_KEY"], os.environ["PEER_APP_ID"])


@app.post("/wechat")
def echo() -> str:
    """The resident's own words come back."""
    stamp, nonce = request.args["timestamp"], request.args["nonce"]
    opened = crypto.decrypt_message(request.get_data(), request.args["msg_signature"], stamp, nonce)
    message = parse_message(opened)
    said: str = crypto.encrypt_message(
        TextReply(content=message.content, message=message).render(), nonce, stamp
    )
    return said
