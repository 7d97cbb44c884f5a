"""A transcript is saved as it is replayed: what was said, done, and must come back."""

from datetime import UTC, datetime
from typing import Any

import pytest

from botapp.simulator import transcript
from botapp.simulator.transcript import Misspelt, Step, missing, parse

TEXT = """# a story
@ 2026-11-25 09:00
! subscribe
< 您好
> 预约

< 第…位
< 请选择
> 再见
<
"""


def test_steps_carry_what_must_come_back() -> None:
    assert [(each.kind, each.words, each.expected) for each in parse(TEXT)] == [
        ("time", "2026-11-25 09:00", []),
        ("event", "subscribe", ["您好"]),
        ("say", "预约", ["第…位", "请选择"]),
        ("say", "再见", [""]),
    ]
    assert parse(TEXT)[0].moment == datetime(2026, 11, 25, 1, tzinfo=UTC)


@pytest.mark.parametrize("line", ["hello", "< nothing was said yet", "? what"])
def test_a_line_without_meaning_is_named(line: str) -> None:
    with pytest.raises(Misspelt, match="line 1"):
        parse(line)


@pytest.mark.parametrize(
    ("expected", "answer", "lacking"),
    [
        (["请选择"], "第一步\n请选择：", []),
        (["号码…收好"], "号码 YY-261123-0001 请收好", []),
        (["号码…收好"], "收好号码", ["号码…收好"]),
        (["(1+1)?"], "(1+1)?", []),
        ([""], "", []),
        ([""], "什么", ["(nothing)"]),
        ([], "什么都行", []),
    ],
)
def test_each_expected_line_is_looked_for(expected: list[str], answer: str, lacking: list[str]) -> None:
    assert missing(Step("say", "x", expected), answer) == lacking


def test_a_saved_conversation_replays_its_own_words(
    town: Any, webhook: Any, follower: str, reply_of: Any
) -> None:
    webhook.behave = lambda: (200, reply_of(follower, "约好了，号码 YY-261123-0001\n请带身份证"))
    town.client.post("/simulator/say", json={"openid": follower, "text": "预约"})
    town.client.post("/simulator/click", json={"openid": follower, "key": "帮助"})
    answer = town.client.get("/simulator/transcript", query_string={"openid": follower})
    steps = parse(answer.get_data(as_text=True))
    assert [(each.kind, each.words) for each in steps] == [
        ("time", "2026-11-25 12:00"),
        ("say", "预约"),
        ("event", "CLICK 帮助"),
    ]
    assert steps[1].expected == ["约好了，号码 …", "请带身份证"]
    assert missing(steps[1], "约好了，号码 YY-261124-0009\n请带身份证") == []
    assert "attachment" in answer.headers["Content-Disposition"]


def test_nobody_has_no_conversation(town: Any) -> None:
    assert town.client.get("/simulator/transcript", query_string={"openid": "o-no"}).status_code == 404


def test_a_pause_is_told_as_a_new_time() -> None:
    said = {"side": "mine", "kind": "text", "text": "您好"}
    noon = datetime(2026, 11, 25, 4, tzinfo=UTC).timestamp()
    story = [{**said, "at": noon}, {**said, "at": noon + 60}, {**said, "at": noon + 3600}]
    lines = transcript.write(story, "title").splitlines()
    assert lines == ["# title", "@ 2026-11-25 12:00", "> 您好", "> 您好", "@ 2026-11-25 13:00", "> 您好"]
