"""The phone in the browser: what it shows, and what each act of a resident pushes."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import botapp.simulator
from botapp.simulator import chat, ledger
from botapp.simulator.wire import xml
from botapp.simulator.wire.push import key_of


def newcomer(town: Any) -> str:
    """A resident who does not follow yet."""
    return str(town.client.post("/simulator/residents", json={}).get_json()["openid"])


def act(town: Any, name: str, openid: str, **wish: Any) -> int:
    """Let a resident act; the HTTP status."""
    return int(town.client.post(f"/simulator/{name}", json={"openid": openid, **wish}).status_code)


def state(town: Any, openid: str, **query: Any) -> Any:
    """The phone as JSON."""
    return town.client.get("/simulator/state", query_string={"openid": openid, **query}).get_json()


def pushed(town: Any, openid: str) -> list[dict[str, str]]:
    """The nodes of every push, oldest first."""
    with town.hub.store.look() as db:
        records = reversed(chat.pushes(db, openid))
        return [{node.tag: node.text or "" for node in xml.read(each["xml_in"])} for each in records]


@pytest.fixture
def follower(town: Any) -> str:
    """A resident who follows."""
    openid = newcomer(town)
    act(town, "follow", openid)
    return openid


def test_the_first_visit_finds_a_resident_and_the_menu(town: Any) -> None:
    page = town.client.get("/simulator/").get_data(as_text=True)
    assert all(
        words in page for words in ("示例镇世代服务", "本机试用", "问政策", "约服务", "我的", "打开后台")
    )
    assert len(state(town, "")["residents"]) == 1
    town.client.get("/simulator/")
    assert len(state(town, "")["residents"]) == 1


def test_the_page_carries_nothing_inline_and_forbids_it(town: Any) -> None:
    answer = town.client.get("/simulator/")
    page, policy = answer.get_data(as_text=True), answer.headers["Content-Security-Policy"]
    assert "style=" not in page
    assert " on" not in "".join(
        part for part in page.split("<") if " on" in part and "=" in part.split(" on")[1][:9]
    )
    assert page.count("<script") == page.count("<script src=") == 1
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_following_pushes_the_event_and_opens_the_phone(town: Any) -> None:
    openid = newcomer(town)
    act(town, "follow", openid)
    [event] = pushed(town, openid)
    assert (event["MsgType"], event["Event"], event["EventKey"]) == ("event", "subscribe", "")
    assert state(town, openid)["residents"][0]["follows"] is True


def test_following_twice_pushes_once(town: Any, follower: str) -> None:
    act(town, "follow", follower)
    assert len(pushed(town, follower)) == 1


def test_words_are_pushed_and_shown_on_the_residents_side(town: Any, follower: str) -> None:
    assert act(town, "say", follower, text=" 居住证咋办 ") == 200
    message = pushed(town, follower)[-1]
    assert (message["MsgType"], message["Content"]) == ("text", "居住证咋办")
    assert message["MsgId"].isdecimal()
    assert state(town, follower)["bubbles"][-1]["side"] == "mine"


def test_the_same_words_twice_are_two_messages(town: Any, follower: str) -> None:
    act(town, "say", follower, text="好")
    act(town, "say", follower, text="好")
    first, second = (each["MsgId"] for each in pushed(town, follower)[-2:])
    assert first != second


def test_a_photo_is_pushed_with_its_address_and_number(town: Any, follower: str) -> None:
    act(town, "picture", follower)
    message = pushed(town, follower)[-1]
    assert message["MsgType"] == "image"
    assert message["PicUrl"] == f"http://127.0.0.1:1/simulator/media/{message['MediaId']}"


def test_menu_buttons_push_their_key_or_address(town: Any, follower: str) -> None:
    act(town, "click", follower, key="我的预约")
    act(town, "view", follower, url="http://127.0.0.1:1/public/")
    click, view = pushed(town, follower)[-2:]
    assert (click["Event"], click["EventKey"]) == ("CLICK", "我的预约")
    assert (view["Event"], view["EventKey"]) == ("VIEW", "http://127.0.0.1:1/public/")


def test_accepting_a_subscription_pushes_it_and_counts_one(town: Any, follower: str) -> None:
    act(town, "subscribe", follower, template_id="S")
    assert pushed(town, follower)[-1]["Event"] == "subscribe_msg_popup_event"
    assert state(town, follower)["consents"] == {"S": 1}
    assert act(town, "subscribe", follower, template_id="X") == 409


@pytest.mark.parametrize(
    ("name", "wish"), [("say", {"text": "好"}), ("picture", {}), ("click", {"key": "a"}), ("view", {})]
)
def test_who_does_not_follow_can_only_follow(town: Any, name: str, wish: dict[str, str]) -> None:
    openid = newcomer(town)
    assert act(town, name, openid, **wish) == 409
    assert pushed(town, openid) == []


def test_empty_words_and_unknown_residents_and_acts_are_refused(town: Any, follower: str) -> None:
    assert act(town, "say", follower, text="  ") == 409
    assert act(town, "follow", "o-nobody") == 409
    assert act(town, "dance", follower) == 404


def test_unfollowing_pushes_the_event_without_showing_a_failure(
    town: Any, webhook: Any, follower: str
) -> None:
    webhook.behave = lambda: (500, b"")
    act(town, "unfollow", follower)
    assert pushed(town, follower)[-1]["Event"] == "unsubscribe"
    assert state(town, follower)["bubbles"][-1]["text"] == "您已取消关注"


def test_emptying_a_phone_unfollows_and_forgets(town: Any, webhook: Any, follower: str) -> None:
    act(town, "say", follower, text="好")
    pushes = len(webhook.received)
    act(town, "reset", follower)
    after = state(town, follower)
    assert len(webhook.received) == pushes + 1
    assert (after["bubbles"], after["pushes"], after["residents"][0]["follows"]) == ([], [], False)


def test_each_phone_shows_only_its_own(town: Any, follower: str) -> None:
    other = newcomer(town)
    act(town, "say", follower, text="只给我看")
    assert state(town, other)["bubbles"] == []


def test_a_poll_brings_only_what_is_new(town: Any, follower: str) -> None:
    before = state(town, follower)
    last = before["bubbles"][-1]["id"]
    answer = town.client.get(
        "/simulator/state", query_string={"openid": follower, "version": before["version"]}
    )
    assert answer.status_code == 204
    act(town, "say", follower, text="新的")
    fresh = state(town, follower, version=before["version"], after=last)
    assert [bubble["text"] for bubble in fresh["bubbles"]] == ["新的"]


def test_a_poll_delivers_the_receipts_that_are_owed(town: Any, follower: str) -> None:
    with town.hub.store.change() as db:
        ledger.owe_receipt(db, follower, {"Event": "TEMPLATESENDJOBFINISH", "MsgID": 5, "Status": "success"})
    state(town, follower)
    assert pushed(town, follower)[-1]["Event"] == "TEMPLATESENDJOBFINISH"


def test_beside_each_push_stands_what_the_application_did(town: Any, follower: str) -> None:
    act(town, "say", follower, text="好")
    key = key_of(pushed(town, follower)[-1])
    object.__setattr__(
        town.hub, "trace", lambda openid: [{"msgid": key, "handler": "policy.ask", "queued": 2}]
    )
    with town.hub.store.change():
        pass
    latest = state(town, follower)["pushes"][0]
    assert latest["trace"] == {"msgid": key, "handler": "policy.ask", "queued": 2}
    assert state(town, follower)["pushes"][1]["trace"] is None


def test_the_page_hears_of_a_jump_in_time(town: Any, follower: str, noon: Any) -> None:
    before = state(town, follower)
    town.next_start = noon + timedelta(days=3)
    assert act(town, "travel", follower, to="eve") == 200
    assert state(town, follower, version=before["version"]) is not None
    assert town.pokes == 1


def test_a_jump_to_nowhere_says_why(town: Any, follower: str) -> None:
    answer = town.client.post("/simulator/travel", json={"openid": follower, "to": "eve"})
    assert answer.status_code == 409
    assert "还没有预约" in answer.get_json()["error"]


def test_the_panel_tells_what_the_platform_knows(town: Any, follower: str) -> None:
    act(town, "say", follower, text="好")
    act(town, "subscribe", follower, template_id="S")
    told = town.client.get("/simulator/panel").get_json()
    assert told["people"][0]["consents"] == {"办证进度": 1}
    assert {each["kind"] for each in told["people"][0]["windows"]} == {"follow", "message"}
    assert told["breaches"] == []


def test_a_phone_can_stand_beside_another(town: Any, follower: str) -> None:
    page = town.client.get("/simulator/?only=1").get_data(as_text=True)
    assert 'class="only"' in page
    assert "微信平台这一边" not in page
    assert "微信平台这一边" in town.client.get("/simulator/").get_data(as_text=True)


def test_the_script_stays_small() -> None:
    static = Path(botapp.simulator.__file__).parents[1] / "static" / "simulator"
    assert (static / "phone.js").stat().st_size < 24 * 1024
