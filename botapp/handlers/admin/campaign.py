"""通知 for staff: news for who follows a topic, written by one person, sent by another, stopped by any."""

from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from botapp import words
from botapp.handlers.admin import bp, done, find, here, me, needs, typed
from botapp.models.campaign import (
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_A_WEEK,
    TOPICS,
    Campaign,
    Interest,
    Status,
)
from botapp.models.staff import Role

STANDS = {
    "planned": "等着发",
    "sending": "正在发",
    "sent": "已发出",
    "delivered": "已送达",
    "waiting": "下次来时给看",
    "unreachable": "送不到",
    "dead": "没发成",
    "dropped": "没有发",
    "unknown": "不确定",
}


@bp.get("/campaigns")
def campaigns() -> str:
    """What was sent, what waits for a second person, and a form for the next."""
    return _page()


@bp.post("/campaigns/preview")
def preview_campaign() -> str:
    """The same page with the message as a resident will read it; nothing is kept."""
    return _page(topic=typed("topic"), title=typed("title"), text=typed("words"))


@bp.post("/campaigns")
def write_campaign() -> Response:
    """Put it down for another person."""
    Campaign.write(me(), typed("topic"), typed("title"), typed("words"))
    return done("写好了，请另一个人（审核员）看过再发。", "campaigns")


@bp.post("/campaigns/<int:id_>/send")
@needs(Role.REVIEWER)
def send_campaign(id_: int) -> Response:
    """Let it go, by another person than who wrote it."""
    find(Campaign, id_).send(me())
    return done("开始发了，几分钟内发完；晚上不发，明早接着发。", "campaigns")


@bp.post("/campaigns/<int:id_>/stop")
def stop_campaign(id_: int) -> Response:
    """Hold back everything that has not left."""
    held = find(Campaign, id_).stop(me())
    return done(f"停了，{held} 条还没发的不再发。", "campaigns")


def _page(**shown: Any) -> str:
    here(url_for("admin.campaigns"))
    facts = {"topic": TOPICS.get(shown.get("topic", ""), ""), "title": shown.get("title", "")}
    return render_template(
        "admin/campaign/list.html",
        rows=Campaign.recent(),
        topics=TOPICS,
        counts={topic: Interest.count(topic) for topic in TOPICS},
        stands=STANDS,
        preview=words.of("campaign", {**facts, "words": shown["text"]}) if shown.get("text") else "",
        longest=(LONGEST_TITLE, LONGEST_WORDS),
        most=MOST_A_WEEK,
        text_of=lambda row: words.of(
            "campaign", {"topic": TOPICS[row.topic], "title": row.title, "words": row.words}
        ),
        Status=Status,
        **shown,
    )
