"""Every error code of the platform has its ending: the whole table is walked, on the simulator's faults."""

from datetime import time, timedelta

import pytest

from botapp import clock, wechat
from botapp.db import db
from botapp.jobs.outbox import send
from botapp.jobs.outbox.verdict import VERDICTS
from botapp.lib.errcode import MEANINGS, Do
from botapp.models.channel import Incident, Tally
from botapp.models.credential import Credential
from botapp.models.outbox import Outbox, Status
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from tests.conftest import writing

CONSENTED = "SIM_APPOINTMENT"
CUSTOM = "message/custom/send"
# How a letter stands after every interface has given a code that asks for this.
ENDINGS = {
    Do.RETRY: Status.PLANNED,
    Do.MINUTE: Status.PLANNED,
    Do.RENEW: Status.PLANNED,
    Do.WAIT: Status.WAITING,
    Do.UNREACHABLE: Status.UNREACHABLE,
    Do.TOMORROW: Status.PLANNED,
    Do.DEAD: Status.DEAD,
    Do.ALARM: Status.PLANNED,
    Do.IGNORE: Status.PLANNED,
    Do.UPLOAD: Status.DEAD,
}
TOLD = {Do.RENEW, Do.TOMORROW, Do.ALARM, Do.DEAD, Do.UPLOAD}
TOO_LONG = 45002


def codes(do: Do) -> list[int]:
    return [code for code, meaning in MEANINGS.items() if meaning.do is do and code != TOO_LONG]


@pytest.fixture
def refuse(line, openid, write, row):
    """Let interfaces give a code to one letter of somebody who has just spoken; the letter afterwards."""

    def meet(code: int, path: str = "message/*", kind: str = "card_approved") -> Outbox:
        with writing():
            for table in (Incident, Tally, *([Credential] if MEANINGS[code].do is Do.RENEW else [])):
                db.session.query(table).delete()
            Resident.meet(openid).heard(clicked=False)
        line.mend()
        line.strike(path, code=code)
        send(id_ := write(kind))
        return row(id_)

    return meet


def incidents() -> dict[int, Incident]:
    return {each.code: each for each in Incident.open()}


def test_every_action_has_a_verdict_and_an_ending():
    assert set(VERDICTS) == set(Do) == set(ENDINGS)


@pytest.mark.parametrize("do", list(Do))
def test_every_code_ends_in_the_state_that_its_action_names(refuse, do):
    assert codes(do)
    for code in codes(do):
        letter = refuse(code)
        assert letter.status is ENDINGS[do], code
        assert letter.reason and letter.rid.count("-") == 2, code
        assert Tally.of(clock.today())[f"refused:{code}"] >= 1, code
        assert set(incidents()) == ({code} if do in TOLD else set()), code
        assert letter.status is not Status.PLANNED or letter.due_at > clock.now(), code


def test_a_letter_outlives_a_token_that_is_refused_for_our_own_fault(refuse):
    letter = refuse(40002, path="stable_token")
    assert letter.status is Status.PLANNED and letter.due_at > clock.now()
    assert incidents()[40002].endpoint == "stable_token"


@pytest.mark.parametrize("do", [Do.WAIT, Do.TOMORROW, Do.ALARM])
def test_what_one_interface_refuses_another_carries(refuse, do):
    for code in {codes(do)[0], codes(do)[-1]}:
        letter = refuse(code, CUSTOM)
        assert (letter.status, letter.channel) == (Status.SENT, "template"), code
        assert Tally.of(clock.today())["sent:template"] == 1, code


def test_a_busy_platform_is_asked_again_later_and_later(refuse, line, town, row):
    letter = refuse(-1)
    pauses = []
    while letter.status is Status.PLANNED:
        pauses.append((letter.due_at - clock.now()).total_seconds())
        town.go_to(letter.due_at)
        send(letter.id)
        letter = row(letter.id)
    assert pauses == [10, 30, 120, 600, 1800] and letter.status is Status.DEAD


def test_a_minute_is_waited_and_does_not_count_as_a_try(refuse, line, town, row):
    letter = refuse(45011)
    for _ in range(8):
        assert (letter.status, letter.due_at) == (Status.PLANNED, clock.now() + timedelta(minutes=1))
        town.go(minutes=1)
        send(letter.id)
        letter = row(letter.id)
    line.mend()
    town.go(minutes=1)
    send(letter.id)
    assert row(letter.id).status is Status.SENT


def test_used_up_for_today_means_until_midnight_in_the_township(refuse):
    letter = refuse(45009)
    midnight = clock.at(clock.today() + timedelta(days=1), time())
    assert letter.due_at == midnight == incidents()[45009].stops_until


@pytest.mark.parametrize(("code", "hours"), [(48001, 1), (43116, 1), (89507, 1), (89506, 24)])
def test_an_alarm_rests_its_interface_and_the_letter_leaves_afterwards(refuse, line, town, row, code, hours):
    letter = refuse(code)
    assert letter.due_at == clock.now() + timedelta(hours=hours)
    line.mend()
    town.go_to(max(letter.due_at, clock.morning_of(clock.today())))
    send(letter.id)
    assert row(letter.id).status is Status.SENT


def test_a_frozen_secret_keeps_every_letter_and_tells_staff_once(line, openid, write, row):
    line.say(openid, "谢谢")
    line.strike("stable_token", code=40243)
    ids = [write("card_approved") for _ in range(3)]
    for id_ in ids:
        send(id_)
    assert [row(id_).status for id_ in ids] == [Status.PLANNED] * 3
    assert [(each.endpoint, each.code) for each in Incident.open()] == [("stable_token", 40243)]
    assert line.counters()["token_fetches"]["stable_token"] == 1


@pytest.mark.parametrize(
    ("code", "left"), [(45015, 0), (45047, 0), (48002, 5), (-1, 5), (43004, 5), (47003, 5)]
)
def test_a_refusal_gives_the_message_back_unless_the_window_is_closed(refuse, openid, code, left):
    refuse(code, CUSTOM)
    assert Resident.known_as(openid).words_left == left


@pytest.mark.parametrize(
    ("code", "left"), [(43101, 0), (43019, 1), (47003, 1), (48001, 1), (-1, 1), (43004, 1)]
)
def test_a_refusal_gives_the_consent_back_unless_there_is_none(line, openid, write, row, town, code, left):
    line.do(openid, "subscribe", template_id=CONSENTED)
    town.go(minutes=2)
    line.strike("message/subscribe/bizsend", code=code)
    send(id_ := write("appointment_approved"))
    held = Subscription.held(CONSENTED, row(id_).resident)
    assert held is not None and held.balance == left


def test_a_letter_that_is_too_long_is_cut_in_two_once(refuse, line, openid, town):
    letter = refuse(TOO_LONG)
    assert letter.status is Status.DROPPED and "分成2条" in letter.reason
    halves = [each for each in Outbox.recent() if each.kind == "more"]
    assert len(halves) == 2 and all(each.status is Status.PLANNED for each in halves)
    town.work()
    db.session.rollback()
    assert {each.status for each in Outbox.recent() if each.kind == "more"} == {Status.DEAD}


@pytest.mark.parametrize("kind", ["drop", "reset", "bad_gateway", "html"])
def test_words_of_unknown_outcome_are_never_repeated(line, openid, write, row, town, kind):
    line.say(openid, "谢谢")
    line.strike(CUSTOM, kind)
    send(id_ := write("helpdesk_reply", words="在的"))
    assert row(id_).status is Status.UNKNOWN
    town.go(minutes=5)
    send(id_)
    sends = line.counters()["sends"]["custom"]
    assert sum(sends.values()) == 1


@pytest.mark.parametrize("channel", ["subscription", "template"])
def test_a_notice_of_unknown_outcome_is_repeated_under_its_id_and_arrives_once(
    line, openid, write, row, town, channel
):
    line.do(openid, "subscribe", template_id=CONSENTED)
    town.go(minutes=2)
    path = "message/subscribe/bizsend" if channel == "subscription" else "message/template/send"
    line.strike(path, "drop", times=2)
    send(id_ := write("appointment_approved" if channel == "subscription" else "card_approved"))
    for _ in range(2):
        assert (row(id_).status, row(id_).channel) == (Status.PLANNED, channel)
        town.go_to(row(id_).due_at)
        send(id_)
    assert row(id_).status is Status.SENT and len(line.notices(openid)) == 1
    balance = Subscription.held(CONSENTED, row(id_).resident).balance
    assert balance == line.person(openid)["consents"][CONSENTED] == (channel == "template")


def test_after_eight_minutes_an_unknown_outcome_is_left_to_staff(line, openid, write, row, town):
    town.go(minutes=2)
    line.strike("message/template/send", "reset")
    send(id_ := write("card_approved"))
    for _ in range(4):
        town.go(minutes=3)
        send(id_)
    assert row(id_).status is Status.UNKNOWN
    town.go(hours=1)
    send(id_)
    assert sum(line.counters()["sends"]["template"].values()) == 3


def test_what_may_have_left_by_one_way_takes_no_other(line, openid, write, row, town):
    line.do(openid, "subscribe", template_id=CONSENTED)
    town.go(minutes=2)
    line.strike("message/subscribe/bizsend", "drop", times=1)
    send(id_ := write("appointment_approved"))
    line.strike("message/subscribe/bizsend", code=48001)
    town.go(seconds=30)
    send(id_)
    assert row(id_).status is Status.UNKNOWN and len(line.notices(openid)) == 1


def test_a_busy_platform_after_an_unknown_outcome_keeps_the_way(line, openid, write, row, town):
    town.go(minutes=2)
    line.strike("message/template/send", "drop", times=1)
    send(id_ := write("card_approved"))
    line.strike("message/template/send", code=-1, times=1)
    town.go_to(row(id_).due_at)
    send(id_)
    assert (row(id_).status, row(id_).channel) == (Status.PLANNED, "template")
    line.say(openid, "谢谢")  # a window opens, but the notice may lie there already
    town.go_to(row(id_).due_at)
    send(id_)
    assert (row(id_).status, row(id_).channel) == (Status.SENT, "template")
    assert len(line.notices(openid)) == 1


def test_nothing_takes_another_way_to_somebody_who_left_in_between(line, openid, write, row, monkeypatch):
    line.say(openid, "谢谢")
    id_, original = write("card_approved"), wechat.send_words

    def refused_while_leaving(*rest: str) -> str:
        line.do(openid, "unfollow")
        line.strike(CUSTOM, code=48002)
        return original(*rest)

    monkeypatch.setattr(wechat, "send_words", refused_while_leaving)
    send(id_)
    assert row(id_).status is Status.DROPPED
    assert "template" not in line.counters()["sends"]
