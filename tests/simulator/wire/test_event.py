"""Every message and event goes over the wire with all its nodes, also among unknown ones."""

from random import Random
from typing import Any

import pytest

from botapp.simulator.hub import Hub
from botapp.simulator.wire import event, xml
from botapp.simulator.wire.push import deliver

OPENID = "o" + "R" * 27


def nodes_of(webhook: Any) -> Any:
    """The last push that arrived, in plain mode."""
    return xml.read(webhook.received[-1][1])


@pytest.fixture
def plain(online: Hub, control_account: Any) -> Hub:
    """A hub that pushes in plain mode."""
    control_account(online, mode="plain")
    return online


@pytest.mark.parametrize("kind", [*event.MESSAGES, "sticker"])
def test_every_message_arrives_with_its_nodes_and_number(
    plain: Hub, webhook: Any, resident: str, kind: str
) -> None:
    deliver(plain, resident, event.message(kind, 2**62 + 7))
    root = nodes_of(webhook)
    assert root.findtext("MsgType") == kind
    assert root.findtext("MsgId") == str(2**62 + 7)
    assert {node.tag for node in root} >= set(event.MESSAGES.get(kind, {}))


@pytest.mark.parametrize("name", [*event.EVENTS, "debug_demo"])
def test_every_event_arrives_with_its_nodes_and_without_a_number(
    plain: Hub, webhook: Any, resident: str, name: str
) -> None:
    deliver(plain, resident, event.event(name, resident, "wx"))
    root = nodes_of(webhook)
    assert (root.findtext("MsgType"), root.findtext("Event")) == ("event", name)
    assert root.find("MsgId") is None
    assert {node.tag for node in root} >= set(event.EVENTS.get(name, {}))


@pytest.mark.parametrize("name", sorted(event.PRIVACY))
def test_events_about_privacy_name_the_resident_a_second_time(name: str) -> None:
    made = event.event(name, OPENID, "wx1")
    assert (made["OpenID"], made["AppID"]) == (OPENID, "wx1")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_a_list_comes_with_none_one_or_three_items(
    plain: Hub, webhook: Any, resident: str, count: int
) -> None:
    rows: Any = [{"TemplateId": str(n), "SubscribeStatusString": "accept"} for n in range(count)]
    wish = {"SubscribeMsgPopupEvent": {"List": rows}}
    deliver(plain, resident, event.event("subscribe_msg_popup_event", resident, "wx", wish))
    assert len(nodes_of(webhook).findall("SubscribeMsgPopupEvent/List")) == count


def test_unknown_nodes_are_mixed_in_and_nothing_is_lost() -> None:
    plain_nodes = event.message("text", 5, {"Content": "您好"})
    mixed = event.noisy(plain_nodes, Random(3))
    assert set(plain_nodes.items()) <= {(key, node) for key, node in mixed.items() if key in plain_nodes}
    assert list(mixed)[: len(plain_nodes)] != list(plain_nodes)
    assert len(mixed) >= len(plain_nodes) + 4


def test_a_label_says_what_a_person_would_say() -> None:
    assert event.label_of(event.message("text", 1, {"Content": "预约"})) == "预约"
    assert event.label_of(event.event("CLICK", OPENID, "wx", {"EventKey": "帮助"})) == "点菜单 帮助"
    assert event.label_of(event.message("image", 1)) == "一张照片"
