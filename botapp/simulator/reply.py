"""What the platform makes of an answer to a push: success, empty, a reply, or invalid with the reason."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from botapp.simulator import envelope, xml
from botapp.simulator.account import GH_ID, Account
from botapp.simulator.crypto import Tampered

TEXT_BYTES = 2048
BODIES = {
    "text": "Content",
    "image": "Image/MediaId",
    "voice": "Voice/MediaId",
    "news": "Articles/item/Title",
    "transfer_customer_service": "MsgType",
}
STAND_INS = {"image": "[图片]", "voice": "[语音]", "transfer_customer_service": ""}


@dataclass(frozen=True)
class Answer:
    """One classified answer: kind is success, empty, reply or invalid; shown is what the chat displays."""

    kind: str
    xml: str = ""
    shown: str = ""
    reason: str = ""


def classify(account: Account, openid: str, body: bytes) -> Answer:
    """Judge an answer as the platform does: the two plain words first, then strictly everything."""
    if body in (b"", b"success"):
        return Answer("success" if body else "empty")
    try:
        inner = _opened(account, body.decode())
        return Answer("reply", xml=inner, shown=_shown(xml.read(inner), openid))
    except UnicodeDecodeError:
        return Answer("invalid", reason="not UTF-8")
    except (xml.Unreadable, Tampered) as error:
        return Answer("invalid", xml=body.decode(), reason=str(error))


def _opened(account: Account, body: str) -> str:
    sealed = xml.read(body).find("Encrypt") is not None
    if sealed and account.mode == "plain":
        raise xml.Unreadable("encrypted, but plaintext was due")
    if not sealed and account.mode == "safe":
        raise xml.Unreadable("plaintext, but encryption was due")
    return envelope.open_reply(account, body) if sealed else body


def _shown(root: Element, openid: str) -> str:
    if xml.value(root, "ToUserName") != openid or xml.value(root, "FromUserName") != GH_ID:
        raise xml.Unreadable("ToUserName or FromUserName is wrong")
    if not xml.value(root, "CreateTime").isdecimal():
        raise xml.Unreadable("CreateTime is not an integer")
    kind = xml.value(root, "MsgType")
    if kind not in BODIES:
        raise xml.Unreadable(f"MsgType {kind} cannot be a reply")
    return STAND_INS.get(kind, _fitting(xml.value(root, BODIES[kind])))


def _fitting(text: str) -> str:
    if len(text.encode()) > TEXT_BYTES:
        raise xml.Unreadable(f"text is longer than {TEXT_BYTES} bytes")
    return text
