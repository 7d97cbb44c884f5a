"""What a finger does on the phone: choices, voices, places, menu types, the pop-up and its answers."""

from typing import Any

import pytest

from botapp.simulator import people
from botapp.simulator.platform import media
from botapp.simulator.wire import xml


def act(town: Any, openid: str, name: str, **wish: Any) -> int:
    """Let a resident act; the HTTP status."""
    return int(town.client.post(f"/simulator/{name}", json={"openid": openid, **wish}).status_code)


def pushed(town: Any, openid: str) -> list[Any]:
    """The roots of all pushes, oldest first."""
    found = town.client.get("/simulator/control/pushes", query_string={"openid": openid}).get_json()
    return [xml.read(each["xml_in"]) for each in reversed(found)]


def windows(town: Any, openid: str) -> dict[str, Any]:
    """Open windows by kind."""
    with town.hub.store.look() as db:
        return {each["kind"]: each["left"] for each in people.windows(db, openid)}


@pytest.fixture
def newcomer(town: Any) -> str:
    """A follower who has not written yet."""
    with town.hub.store.change() as db:
        openid = people.join(db)
        people.follow(db, openid)
    return openid


def test_a_tapped_choice_says_its_words_but_opens_only_the_short_window(town: Any, newcomer: str) -> None:
    assert act(town, newcomer, "choose", id="2", text="不满意") == 200
    [message] = pushed(town, newcomer)
    assert (message.findtext("Content"), message.findtext("bizmsgmenuid")) == ("不满意", "2")
    assert windows(town, newcomer) == {"click": 3}


def test_a_voice_can_be_fetched_by_its_number(town: Any, newcomer: str) -> None:
    act(town, newcomer, "voice")
    [message] = pushed(town, newcomer)
    assert message.findtext("Format") == "amr"
    with town.hub.store.look() as db:
        assert media.require(db, str(message.findtext("MediaId")))["bytes"].startswith(b"#!AMR")


def test_a_place_has_its_coordinates(town: Any, newcomer: str) -> None:
    act(town, newcomer, "place", label="村口", x="31.7", y="119.9")
    [message] = pushed(town, newcomer)
    told = [message.findtext(name) for name in ("MsgType", "Location_X", "Location_Y", "Label")]
    assert told == ["location", "31.7", "119.9", "村口"]


@pytest.mark.parametrize(
    ("kind", "events", "opened"),
    [
        ("click", ["CLICK"], {"click": 3}),
        ("scancode_push", ["scancode_push"], {"click": 3}),
        ("scancode_waitmsg", ["scancode_waitmsg"], {"click": 3}),
        ("pic_sysphoto", ["pic_sysphoto", None], {"message": 5}),
        ("pic_photo_or_album", ["pic_photo_or_album", None], {"message": 5}),
        ("pic_weixin", ["pic_weixin", None], {"message": 5}),
        ("location_select", ["location_select", None], {"message": 5}),
    ],
)
def test_each_menu_type_pushes_its_event_and_opens_its_window(
    town: Any, newcomer: str, kind: str, events: list[Any], opened: dict[str, int]
) -> None:
    act(town, newcomer, "tap", type=kind, key="k")
    assert [each.findtext("Event") for each in pushed(town, newcomer)] == events
    assert windows(town, newcomer) == opened


@pytest.mark.parametrize(("kind", "event"), [("view", "VIEW"), ("miniprogram", "view_miniprogram")])
def test_an_opened_page_opens_no_window(town: Any, newcomer: str, kind: str, event: str) -> None:
    act(town, newcomer, "view", type=kind, url="http://127.0.0.1:1/")
    assert pushed(town, newcomer)[-1].findtext("Event") == event
    assert windows(town, newcomer) == {}


def test_a_button_without_a_finger_is_refused(town: Any, newcomer: str) -> None:
    assert act(town, newcomer, "tap", type="media_id") == 409


def test_the_popup_is_answered_for_each_template(town: Any, newcomer: str) -> None:
    act(town, newcomer, "subscribe", choices={"S": "accept", "L": "reject"})
    rows = pushed(town, newcomer)[-1].findall("SubscribeMsgPopupEvent/List")
    told = [(row.findtext("TemplateId"), row.findtext("SubscribeStatusString")) for row in rows]
    assert sorted(told) == [("L", "reject"), ("S", "accept")]
    state = town.client.get("/simulator/state", query_string={"openid": newcomer}).get_json()
    assert state["consents"] == {"S": 1}


@pytest.mark.parametrize("choices", [{"X": "accept"}, {"S": "perhaps"}])
def test_an_impossible_answer_is_refused(town: Any, newcomer: str, choices: dict[str, str]) -> None:
    assert act(town, newcomer, "subscribe", choices=choices) == 409
    assert pushed(town, newcomer) == []


def test_closing_a_subscription_empties_it(town: Any, newcomer: str) -> None:
    act(town, newcomer, "subscribe", template_id="S")
    act(town, newcomer, "unsubscribe", template_id="S")
    choice = pushed(town, newcomer)[-1].find("SubscribeMsgChangeEvent/List")
    assert choice is not None
    assert (choice.findtext("SubscribeStatusString"), choice.find("PopupScene")) == ("reject", None)
    state = town.client.get("/simulator/state", query_string={"openid": newcomer}).get_json()
    assert state["consents"] == {"S": 0}
    assert act(town, newcomer, "unsubscribe", template_id="X") == 409


def test_a_phone_takes_a_stance(town: Any, newcomer: str) -> None:
    assert act(town, newcomer, "stance", stance="minor") == 200
    assert act(town, newcomer, "stance", stance="angry") == 409
    state = town.client.get("/simulator/state", query_string={"openid": newcomer}).get_json()
    assert state["residents"][0]["stance"] == "minor"
