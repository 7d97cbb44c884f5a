"""Consents to subscription messages are counted as the platform counts them, each answer once."""

import pytest

from botapp.db import db
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from botapp.simulator.wire import event, xml
from tests.conftest import ACCOUNT, signed

ONCE, OTHER = "SIM_APPOINTMENT", "OTHER"


def entry(template: str, said: str) -> dict[str, str]:
    return {"TemplateId": template, "SubscribeStatusString": said, "PopupScene": "2"}


@pytest.fixture
def push(app, phone):
    """Post an event with nested nodes, as the platform writes it; the answer."""

    def post(name: str, nodes: dict[str, object], created: int = 1795399200) -> str:
        whole = {"ToUserName": ACCOUNT, "FromUserName": phone.openid, "CreateTime": created}
        body = xml.write(whole | event.event(name, phone.openid, "wx", nodes))
        with app.app_context():
            return app.test_client().post("/wechat", query_string=signed(), data=body).get_data(as_text=True)

    return post


@pytest.fixture
def popup(push):
    """Answer the pop-up."""
    return lambda *entries, **rest: push(
        "subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": {"List": list(entries)}}, **rest
    )


def balances() -> dict[str, int]:
    db.session.rollback()
    return {row.template: row.balance for row in Subscription.of(Resident.known_as("o_resident"))}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_every_entry_of_the_list_is_counted_and_nothing_is_said(popup, count):
    assert popup(*(entry(f"T{n}", "accept") for n in range(count))) == "success"
    assert balances() == {f"T{n}": 1 for n in range(count)}


def test_an_empty_node_counts_nothing(push):
    assert push("subscribe_msg_popup_event", {"SubscribeMsgPopupEvent": ""}) == "success"
    assert balances() == {}


def test_each_yes_is_one_message_more(popup):
    popup(entry(ONCE, "accept"), created=1795399200)
    popup(entry(ONCE, "accept"), created=1795399201)
    assert balances() == {ONCE: 2}


def test_the_same_push_again_counts_once(popup):
    for _ in range(3):
        popup(entry(ONCE, "accept"))
    assert balances() == {ONCE: 1}


def test_two_answers_within_one_second_both_count(popup):
    popup(entry(ONCE, "accept"))
    popup(entry(OTHER, "accept"))
    assert balances() == {ONCE: 1, OTHER: 1}


def test_a_no_takes_nothing_away_and_is_noted(popup):
    popup(entry(ONCE, "accept"))
    popup(entry(ONCE, "reject"))
    assert balances() == {ONCE: 1}
    assert Subscription.held(ONCE, Resident.known_as("o_resident")).refused_at


def test_switching_it_off_empties_it(popup, push):
    popup(entry(ONCE, "accept"), entry(OTHER, "accept"))
    change = {"List": {"TemplateId": ONCE, "SubscribeStatusString": "reject"}}
    assert push("subscribe_msg_change_event", {"SubscribeMsgChangeEvent": change}) == "success"
    assert balances() == {ONCE: 0, OTHER: 1}


def test_answers_that_we_do_not_know_change_nothing(popup):
    popup(entry(ONCE, "filter"), entry("", "accept"), {"TemplateId": ONCE})
    assert balances() == {}


def test_unfollowing_forgets_them(popup, phone):
    popup(entry(ONCE, "accept"))
    phone.event("unsubscribe")
    assert db.session.query(Subscription).count() == 0
