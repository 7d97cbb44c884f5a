"""订阅: follow a topic, see what one follows, leave it again, by a word."""

import re

from botapp import dialogue, router
from botapp.models.campaign import TOPICS, Interest
from botapp.models.resident import Resident
from botapp.router import plain
from botapp.words import link

FOLLOWS = re.compile(r"^(?:我要)?订阅(.{1,8})$")
LEAVES = re.compile(r"^(?:退订|取消订阅|不订阅)(.{1,8})$")
ALSO = {
    "vaccination": ("疫苗", "打疫苗", "预防接种"),
    "screening": ("筛查", "体检", "两癌", "两癌筛查"),
    "childcare": ("补贴", "育儿", "生育补贴"),
    "event": ("活动", "讲座"),
    "policy": ("政策",),
}
PROMISE = "每周最多2条，晚上不发；随时能退，不影响办事。"


@router.on("订阅", "我的订阅", "订阅话题", "话题", "关注话题")
def mine(resident: Resident, words: str) -> str:
    """Every topic, and which ones are followed."""
    followed = Interest.of(resident)
    choices = [
        (f"{'✓ ' if topic in followed else ''}{word}", f"{'退订' if topic in followed else '订阅'}{word}")
        for topic, word in TOPICS.items()
    ]
    listed = router.offer(resident, choices)
    asked = "想收哪些通知？回复数字，打✓的是已订的，再选一次就退："
    return f"{asked}\n{listed}\n{PROMISE}\n也可以在这里选：{link('/h5/topics')}"


@router.on_pattern(r"^(?:我要)?(?:订阅|退订|取消订阅|不订阅).")
def follow_or_leave(resident: Resident, words: str) -> str | None:
    """订阅接种, 退订接种."""
    said = plain(words)
    if (found := FOLLOWS.match(said)) and (topic := _topic(found[1])):
        Interest.follow(resident, topic)
        return f"订好了：{TOPICS[topic]}。有消息就发给您，{PROMISE}退订回复「退订{TOPICS[topic]}」。"
    if (found := LEAVES.match(said)) and (topic := _topic(found[1])):
        Interest.leave(resident, topic)
        return f"已退订「{TOPICS[topic]}」，不会再发这一类。"
    return None


@dialogue.gives_way
def is_about_a_topic(words: str) -> bool:
    """退订接种 in the middle of a form acts at once."""
    found = FOLLOWS.match(plain(words)) or LEAVES.match(plain(words))
    return bool(found and _topic(found[1]))


def _topic(said: str) -> str:
    word = said.removesuffix("通知").removesuffix("消息").removesuffix("的")
    return next((topic for topic, name in TOPICS.items() if word in (name, *ALSO.get(topic, ()))), "")
