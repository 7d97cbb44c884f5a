"""Around a push: the signed query and the body of the three modes (plain, compatible, safe)."""

import secrets
from dataclasses import dataclass

from botapp import clock
from botapp.simulator import crypto, xml
from botapp.simulator.account import GH_ID, Account


@dataclass(frozen=True)
class Letter:
    """What goes over the wire: query parameters and body."""

    query: dict[str, str]
    body: str


def wrap(account: Account, openid: str, nodes: xml.Nodes) -> Letter:
    """Sign and, unless the mode is plain, encrypt one push with a fresh timestamp and nonce."""
    timestamp, nonce = str(int(clock.now().timestamp())), str(secrets.randbelow(2_000_000_000))
    query = {
        "signature": crypto.signature(account.token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
    }
    query["openid"] = openid
    if account.mode == "plain":
        return Letter(query, xml.write(nodes))
    sealed = crypto.encrypt(xml.write(nodes), account.key, account.app_id)
    query |= {
        "encrypt_type": "aes",
        "msg_signature": crypto.signature(account.token, timestamp, nonce, sealed),
    }
    shown = nodes if account.mode == "compatible" else {"ToUserName": GH_ID}
    return Letter(query, xml.write({**shown, "Encrypt": sealed}))


def open_reply(account: Account, body: str) -> str:
    """The reply inside an encrypted answer; Unreadable or Tampered when the platform would refuse it."""
    root = xml.read(body)
    sealed, given = xml.value(root, "Encrypt"), xml.value(root, "MsgSignature")
    due = crypto.signature(account.token, xml.value(root, "TimeStamp"), xml.value(root, "Nonce"), sealed)
    if given != due:
        raise crypto.Tampered("MsgSignature is wrong")
    return crypto.decrypt(sealed, account.key, account.app_id)
