"""Customer-service messages: every kind is shown or refused by its own code, and typing keeps its rules."""

import json
from typing import Any

import pytest

from botapp.simulator import chat, people
from botapp.simulator.platform import media
from botapp.simulator.platform.custom import KINDS

ARTICLE = {"title": "健康课堂", "description": "周五", "url": "http://127.0.0.1:1/", "picurl": ""}
CHOICES = [{"id": "1", "content": "满意"}, {"id": "2", "content": "不满意"}]


def shown(town: Any, openid: str) -> list[tuple[str, str]]:
    """Kind and text of every bubble."""
    with town.hub.store.look() as db:
        return [(each["kind"], each["text"]) for each in chat.bubbles(db, openid)]


def sample(town: Any, kind: str = "image") -> str:
    """A living media_id."""
    with town.hub.store.change() as db:
        return media.sample(db, kind)


def content(kind: str, media_id: str) -> dict[str, Any]:
    """A body that the platform takes."""
    return {
        "text": {"content": "您好"},
        "image": {"media_id": media_id},
        "voice": {"media_id": media_id},
        "video": {"media_id": media_id, "thumb_media_id": media_id},
        "music": {"musicurl": "http://127.0.0.1:1/a.mp3", "thumb_media_id": media_id},
        "news": {"articles": [ARTICLE]},
        "mpnews": {"media_id": "any"},
        "mpnewsarticle": {"article_id": "any"},
        "msgmenu": {"head_content": "满意吗？", "list": CHOICES, "tail_content": "谢谢"},
        "wxcard": {"card_id": "any"},
        "miniprogrampage": {"appid": "a", "pagepath": "p", "thumb_media_id": media_id, "title": "t"},
    }[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_message_arrives(town: Any, platform: Any, follower: str, kind: str) -> None:
    body = {"touser": follower, "msgtype": kind, kind: content(kind, sample(town))}
    assert platform.code("message/custom/send", body) == 0
    assert len(shown(town, follower)) == 1


REFUSED = [
    ("text", {}, 44004),
    ("text", {"content": "字" * 683}, 45002),
    ("image", {"media_id": "gone"}, 40007),
    ("voice", {}, 40007),
    ("video", {"media_id": "gone"}, 40007),
    ("music", {"thumb_media_id": "gone"}, 40007),
    ("news", {"articles": []}, 44003),
    ("news", {"articles": [ARTICLE, ARTICLE]}, 45008),
    ("mpnews", {}, 40035),
    ("msgmenu", {"list": []}, 40035),
    ("msgmenu", {"list": [{"id": "1"}]}, 40035),
    ("wxcard", {}, 40035),
    ("miniprogrampage", {"appid": "a"}, 40035),
    ("poem", {}, 40008),
]


@pytest.mark.parametrize(("kind", "part", "code"), REFUSED)
def test_unusable_content_is_refused_and_costs_no_message(
    town: Any, platform: Any, follower: str, kind: str, part: dict[str, Any], code: int
) -> None:
    body = {"touser": follower, "msgtype": kind, kind: part}
    assert platform.code("message/custom/send", body) == code
    with town.hub.store.look() as db:
        assert people.windows(db, follower)[0]["left"] == 5
    assert shown(town, follower) == []


@pytest.mark.parametrize(("stance", "code"), [("mute", 48002), ("minor", 70000), ("limited", 50002)])
def test_a_phone_may_refuse_all_messages(
    town: Any, platform: Any, follower: str, stance: str, code: int
) -> None:
    with town.hub.store.change() as db:
        people.take_stance(db, follower, stance)
    body = {"touser": follower, "msgtype": "text", "text": {"content": "您好"}}
    assert platform.code("message/custom/send", body) == code


def test_a_menu_message_keeps_its_choices(town: Any, platform: Any, follower: str) -> None:
    body = {"touser": follower, "msgtype": "msgmenu", "msgmenu": content("msgmenu", "")}
    platform.post("message/custom/send", body)
    [(kind, text)] = shown(town, follower)
    assert kind == "menu"
    assert json.loads(text)["rows"] == CHOICES


def typing(platform: Any, openid: str, command: str = "Typing") -> int:
    """Ask for the typing sign; the code."""
    return int(platform.code("message/custom/typing", {"touser": openid, "command": command}))


def test_the_typing_sign_shows_and_ends_with_the_message(town: Any, platform: Any, follower: str) -> None:
    assert typing(platform, follower) == 0
    assert town.client.get("/simulator/state").get_json()["residents"][0]["typing"] is True
    body = {"touser": follower, "msgtype": "text", "text": {"content": "您好"}}
    platform.post("message/custom/send", body)
    assert town.client.get("/simulator/state").get_json()["residents"][0]["typing"] is False


def test_the_typing_sign_is_refused_twice_late_or_misspelt(platform: Any, follower: str, later: Any) -> None:
    assert [typing(platform, follower) for _ in range(2)] == [0, 45081]
    assert typing(platform, follower, "CancelTyping") == 0
    assert typing(platform, follower, "Dancing") == 45072
    with later(seconds=31):
        assert typing(platform, follower) == 45080
