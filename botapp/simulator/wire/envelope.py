"""Around a push: the signed query and the body of the three modes (plain, compatible, safe)."""

from dataclasses import dataclass
from random import Random

from botapp import clock
from botapp.simulator import crypto
from botapp.simulator.account import Account
from botapp.simulator.wire import xml

END = "</xml>"


@dataclass(frozen=True)
class Letter:
    """What goes over the wire: query parameters and body."""

    query: dict[str, str]
    body: str


def wrap(account: Account, openid: str, text: str, die: Random) -> Letter:
    """Sign and, unless the mode is plain, encrypt one <xml> document with a fresh timestamp and nonce."""
    query = {**signed(account.token, die), "openid": openid}
    if account.mode == "plain":
        return Letter(query, text)
    sealed = crypto.encrypt(text, account.key, account.app_id, die.randbytes(crypto.RANDOM_BYTES))
    parts = (account.token, query["timestamp"], query["nonce"], sealed)
    query |= {"encrypt_type": "aes", "msg_signature": crypto.signature(*parts)}
    envelope = xml.write({"ToUserName": account.gh_id, "Encrypt": sealed})
    if account.mode == "compatible":
        envelope = text.removesuffix(END) + xml.inside({"Encrypt": sealed}) + END
    return Letter(query, envelope)


def signed(token: str, die: Random) -> dict[str, str]:
    """timestamp, nonce and their signature, which open every push and every verification."""
    timestamp, nonce = str(int(clock.now().timestamp())), str(die.randrange(1, 2_000_000_000))
    return {
        "signature": crypto.signature(token, timestamp, nonce),
        "timestamp": timestamp,
        "nonce": nonce,
    }


def open_reply(account: Account, body: str) -> str:
    """The reply inside an encrypted answer; Unreadable or Tampered when the platform would refuse it."""
    root = xml.read(body)
    sealed, given = xml.value(root, "Encrypt"), xml.value(root, "MsgSignature")
    stamp, nonce = xml.value(root, "TimeStamp"), xml.value(root, "Nonce")
    for each in account.accepted:
        if given == crypto.signature(each.token, stamp, nonce, sealed):
            return crypto.decrypt(sealed, each.key, each.app_id)
    raise crypto.Tampered("MsgSignature is wrong")
