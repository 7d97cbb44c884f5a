"""Programs control the platform over JSON; a wish that makes no sense is told so and changes nothing."""

from typing import Any

import pytest

from botapp import clock
from botapp.simulator import account, command
from botapp.simulator.wire import event, xml


def look(town: Any, name: str, **query: str) -> Any:
    """Ask the control interface."""
    return town.client.get(f"/simulator/control/{name}", query_string=query).get_json()


def nodes(push: Any) -> dict[str, str]:
    """The nodes of a recorded push."""
    return {node.tag: node.text or "" for node in xml.read(push["xml_in"])}


def test_a_person_is_made_as_wished_and_told_with_windows(town: Any, control: Any) -> None:
    made = control("people", openid="o_test_person", name="测试", follows=True, stance="mute")
    assert made["windows"] == []
    control("act", openid="o_test_person", act="say", text="您好")
    [told] = look(town, "people")
    assert (told["name"], told["follows"], told["stance"]) == ("测试", True, "mute")
    assert (told["windows"][0]["kind"], told["windows"][0]["left"]) == ("message", 5)


@pytest.mark.parametrize("kind", [*event.MESSAGES, *event.EVENTS])
def test_every_message_and_event_can_be_pushed(control: Any, follower: str, kind: str) -> None:
    push = control("push", openid=follower, kind=kind, noise=True)
    assert push["answer"] == "success"
    assert nodes(push)["Event" if kind in event.EVENTS else "MsgType"] == kind
    assert "XSimUnknown" in push["xml_in"]


def test_nodes_can_be_overridden_and_unknown_events_named(control: Any, follower: str) -> None:
    push = control("push", openid=follower, kind="CLICK", nodes={"EventKey": "我的预约"})
    assert nodes(push)["EventKey"] == "我的预约"
    assert nodes(control("push", openid=follower, kind="debug_demo", event=True))["Event"] == "debug_demo"


def test_a_finger_can_do_what_the_page_can(town: Any, control: Any, follower: str) -> None:
    assert nodes(control("act", openid=follower, act="tap", key="帮助"))["Event"] == "CLICK"
    assert nodes(control("act", openid=follower, act="unfollow"))["Event"] == "unsubscribe"
    assert [each["text"] for each in look(town, "transcript", openid=follower)] == [
        "CLICK 帮助",
        "您已取消关注",
        "unsubscribe",
    ]


def test_a_push_is_repeated_by_its_number(town: Any, webhook: Any, control: Any, follower: str) -> None:
    push = control("push", openid=follower, kind="text")
    answers = control("repeat", push=push["id"], times=3, at_once=True)
    assert [each["kind"] for each in answers] == ["success"] * 3
    assert len(webhook.received) == 4
    assert len(look(town, "pushes", openid=follower)) == 4


def test_the_address_is_verified_and_attacked(webhook: Any, control: Any) -> None:
    webhook.behave = lambda: (200, webhook.received[-1][0].get("echostr", "success").encode())
    assert control("verify")["accepted"] is True
    outcome = control("attack")
    assert outcome["withstood"] is False
    assert {"name", "status", "ms", "withstood", "body"} == set(outcome["attacks"][0])


def test_load_comes_back_as_a_histogram(control: Any) -> None:
    told = control("load", count=5, rate=500)
    assert (told["count"], told["answers"]) == (5, {"success": 5})


def test_the_clock_moves_and_wakes_the_application(town: Any, control: Any) -> None:
    before = clock.now()
    assert control("clock", by=3600)["unix"] == pytest.approx(before.timestamp() + 3600, abs=1)
    assert control("clock", to="2026-12-01T09:00:00+08:00")["now"].startswith("2026-12-01T01:00:00")
    assert look(town, "clock")["unix"] == clock.now().timestamp()
    assert town.pokes == 2


def test_a_receipt_leaves_in_its_time(town: Any, platform: Any, control: Any, follower: str) -> None:
    control("settings", receipt_seconds=60)
    rows = {"thing1": {"value": "两癌筛查"}, "time2": {"value": "9:00"}}
    platform.post("message/template/send", {"touser": follower, "template_id": "T", "data": rows})
    control("receipts")
    assert look(town, "pushes", openid=follower) == []
    control("clock", by=61)
    assert nodes(look(town, "pushes", openid=follower)[0])["Status"] == "success"


def test_a_template_is_added_for_a_test(platform: Any, control: Any, follower: str) -> None:
    control("templates", id="X", kind="template", title="到了", fields={"thing1": "事项"})
    body = {"touser": follower, "template_id": "X", "data": {"thing1": {"value": "好"}}}
    assert platform.code("message/template/send", body) == 0
    control("templates", id="X", kind="template", fields={"thing1": "事项"}, restricted=True)
    assert platform.code("message/template/send", body) == 43116


def test_counters_invariants_calls_and_state_are_told(town: Any, platform: Any, follower: str) -> None:
    body = {"touser": follower, "msgtype": "text", "text": {"content": "您好"}}
    platform.post("message/custom/send", body)
    assert look(town, "counters")["sends"] == {"custom": {"0": 1}}
    assert look(town, "invariants") == {"holds": True, "broken": []}
    assert look(town, "calls", openid=follower)[0]["path"] == "message/custom/send"
    told = look(town, "state")
    assert told["tokens"][0]["seconds"] == 7200
    assert {each["name"] for each in told["allowances"]} == {"stable_token", "message/custom/send"}
    assert told["people"][0]["windows"][0]["left"] == 4


def test_the_key_changes_over_the_interface(webhook: Any, control: Any, follower: str) -> None:
    assert control("rotate", token="new", aes_key="C" * 42 + "E") == {"done": True}
    assert "error" in control("rotate", token="new", aes_key="short")


def test_everything_can_be_forgotten(town: Any, control: Any, follower: str) -> None:
    control("faults", path="*", kind="reset")
    control("reset")
    assert look(town, "people") == look(town, "faults") == []


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("act", {"openid": "o", "act": "dance"}),
        ("act", {"openid": "o-nobody", "act": "say", "text": "好"}),
        ("push", {"kind": "text"}),
        ("repeat", {"push": 99}),
        ("faults", {"kind": "earthquake"}),
        ("faults", {}),
        ("clock", {"to": "tomorrow"}),
        ("clock", {"to": "2026-12-01T09:00:00"}),
        ("settings", {"colour": "red"}),
        ("settings", {"mode": "open"}),
        ("people", {"stance": "angry"}),
        ("templates", {"id": "X", "kind": "poem", "fields": {}}),
        ("templates", {"id": "X"}),
        ("login", {"openid": "o", "scope": "all"}),
        ("seed", {}),
    ],
)
def test_a_wish_without_sense_is_refused(town: Any, name: str, wish: dict[str, Any]) -> None:
    answer = town.client.post(f"/simulator/control/{name}", json=wish)
    assert answer.status_code == 422
    assert answer.get_json()["error"]


def test_an_unknown_command_names_the_known_ones(town: Any) -> None:
    answer = town.client.post("/simulator/control/dance", json={})
    assert answer.status_code == 404
    assert answer.get_json()["commands"] == sorted(command.COMMANDS)


def test_a_foreign_page_controls_nothing(town: Any) -> None:
    for headers in ({"Origin": "http://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert town.client.post("/simulator/control/reset", json={}, headers=headers).status_code == 403
    assert town.client.post("/simulator/control/reset", data="{}").status_code == 403


@pytest.mark.parametrize("rule", ["renew", "keep"])
def test_how_windows_combine_is_a_switch(control: Any, platform: Any, follower: str, rule: str) -> None:
    control("settings", windows=rule)
    body = {"touser": follower, "msgtype": "text", "text": {"content": "您好"}}
    codes = [platform.code("message/custom/send", body) for _ in range(6)]
    assert codes == [0] * 5 + [45047]
    control("act", openid=follower, act="say", text="还在吗")
    assert platform.code("message/custom/send", body) == (0 if rule == "renew" else 45047)


def test_after_paying_there_is_no_limit_for_48_hours(control: Any, platform: Any, follower: str) -> None:
    control("act", openid=follower, act="pay")
    body = {"touser": follower, "msgtype": "text", "text": {"content": "您好"}}
    assert {platform.code("message/custom/send", body) for _ in range(30)} == {0}


def test_every_name_that_may_change_is_known() -> None:
    assert not set(command.SETTINGS) & set(account.CHANGEABLE)


@pytest.mark.parametrize(
    ("kind", "opened"), [("text", "message"), ("subscribe", "follow"), ("SCAN", "scan"), ("CLICK", "click")]
)
def test_a_pushed_act_is_also_booked(town: Any, control: Any, kind: str, opened: str) -> None:
    control("push", openid="o_fresh", kind="subscribe")
    control("push", openid="o_fresh", kind=kind)
    [told] = look(town, "people")
    assert told["follows"] is True
    assert opened in {each["kind"] for each in told["windows"]}
    control("push", openid="o_fresh", kind="unsubscribe")
    assert look(town, "people")[0]["windows"] == []
