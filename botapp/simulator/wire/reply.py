"""What the platform makes of an answer to a push: success, empty, a reply, or invalid with the reason."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from botapp.simulator.account import Account
from botapp.simulator.crypto import Tampered
from botapp.simulator.wire import envelope, xml

TEXT_BYTES = 2048
MOST_ARTICLES = 8
# Kinds of messages that may be answered with one article only (platform page on passive replies).
ONE_ARTICLE = {"text", "image", "voice", "video", "shortvideo", "link", "location"}
MEDIA = {"image": "Image/MediaId", "voice": "Voice/MediaId", "video": "Video/MediaId"}


@dataclass(frozen=True)
class Asked:
    """What was pushed: to whom an answer belongs, the MsgType, and which media still live."""

    openid: str
    kind: str = "text"
    has_media: Callable[[str], bool] = lambda _: False


@dataclass(frozen=True)
class Answer:
    """One classified answer; the chat displays `shown` as a bubble of the kind `form`.

    kind: success, empty, reply or invalid (reason says why).
    """

    kind: str
    xml: str = ""
    shown: str = ""
    reason: str = ""
    form: str = "text"


def classify(account: Account, asked: Asked, body: bytes) -> Answer:
    """Judge an answer as the platform does: the two plain words first, then strictly everything."""
    if body in (b"", b"success"):
        return Answer("success" if body else "empty")
    try:
        inner = _opened(account, body.decode())
        return _accepted(account, asked, inner)
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


def _accepted(account: Account, asked: Asked, inner: str) -> Answer:
    root = xml.read(inner)
    if xml.value(root, "ToUserName") != asked.openid or xml.value(root, "FromUserName") != account.gh_id:
        raise xml.Unreadable("ToUserName or FromUserName is wrong")
    if not xml.value(root, "CreateTime").isdecimal():
        raise xml.Unreadable("CreateTime is not an integer")
    kind = xml.value(root, "MsgType")
    if kind not in FORMS:
        raise xml.Unreadable(f"MsgType {kind} cannot be a reply")
    form, shown = FORMS[kind](root, asked)
    return Answer("reply", xml=inner, shown=shown, form=form)


def _text(root: Element, asked: Asked) -> tuple[str, str]:
    text = xml.value(root, "Content")
    if len(text.encode()) > TEXT_BYTES:
        raise xml.Unreadable(f"text is longer than {TEXT_BYTES} bytes")
    return "text", text


def _media(root: Element, asked: Asked) -> tuple[str, str]:
    kind = xml.value(root, "MsgType")
    media_id = xml.value(root, MEDIA[kind])
    if not asked.has_media(media_id):
        raise xml.Unreadable(f"{MEDIA[kind]} is unknown or has expired")
    return kind, media_id


def _music(root: Element, asked: Asked) -> tuple[str, str]:
    if not asked.has_media(xml.value(root, "Music/ThumbMediaId")):
        raise xml.Unreadable("Music/ThumbMediaId is unknown or has expired")
    return "text", f"[音乐] {root.findtext('Music/Title') or ''}".strip()


def _news(root: Element, asked: Asked) -> tuple[str, str]:
    articles = root.findall("Articles/item")
    if str(len(articles)) != xml.value(root, "ArticleCount"):
        raise xml.Unreadable("ArticleCount is not the number of articles")
    if not 1 <= len(articles) <= (1 if asked.kind in ONE_ARTICLE else MOST_ARTICLES):
        raise xml.Unreadable(f"{len(articles)} articles are too many or too few here")
    return "news", json.dumps([_article(item) for item in articles], ensure_ascii=False)


def _article(item: Element) -> dict[str, str]:
    nodes = {"title": "Title", "description": "Description", "picurl": "PicUrl", "url": "Url"}
    xml.value(item, "Title")
    return {name: item.findtext(node) or "" for name, node in nodes.items()}


def _hand_over(root: Element, asked: Asked) -> tuple[str, str]:
    if asked.kind == "event":
        raise xml.Unreadable("an event cannot be handed over to customer service")
    return "text", ""


FORMS: dict[str, Callable[[Element, Asked], tuple[str, str]]] = {
    "text": _text,
    "image": _media,
    "voice": _media,
    "video": _media,
    "music": _music,
    "news": _news,
    "transfer_customer_service": _hand_over,
}
