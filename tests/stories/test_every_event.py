"""Story: every message and event of the platform, as it comes over the wire, has its answer and effect."""

from random import Random

import pytest
from sqlalchemy import func, select

from botapp import clock
from botapp.db import db
from botapp.handlers import greeting
from botapp.models.appointment import Appointment
from botapp.models.channel import Incident
from botapp.models.helpdesk import Conversation, Line
from botapp.models.message import Message, Outcome
from botapp.models.outbox import Outbox
from botapp.models.reminder import Reminder
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from botapp.simulator.wire import event, xml
from botapp.simulator.wire.push import key_of
from tests import cast
from tests.conftest import ACCOUNT, read_reply, signed, writing

SILENT = ""
# What the resident reads after each event; SILENT means that `success` is all the platform gets.
ANSWERS = {
    "subscribe": "1. 问政策",
    "unsubscribe": SILENT,
    "SCAN": "又见面了",
    "LOCATION": SILENT,
    "CLICK": "可以这样用",
    "VIEW": SILENT,
    "view_miniprogram": SILENT,
    "scancode_push": SILENT,
    "scancode_waitmsg": "用不上",
    "pic_sysphoto": SILENT,
    "pic_photo_or_album": SILENT,
    "pic_weixin": SILENT,
    "location_select": SILENT,
    "TEMPLATESENDJOBFINISH": SILENT,
    "MASSSENDJOBFINISH": SILENT,
    "PUBLISHJOBFINISH": SILENT,
    "subscribe_msg_popup_event": SILENT,
    "subscribe_msg_change_event": SILENT,
    "subscribe_msg_sent_event": SILENT,
    "kf_create_session": SILENT,
    "kf_close_session": SILENT,
    "kf_switch_session": SILENT,
    "qualification_verify_success": SILENT,
    "qualification_verify_fail": SILENT,
    "naming_verify_success": SILENT,
    "naming_verify_fail": SILENT,
    "annual_renew": SILENT,
    "verify_expired": SILENT,
    "user_info_modified": SILENT,
    "user_authorization_revoke": SILENT,
    "user_authorization_cancellation": SILENT,
}
SAID = {
    "text": "您好",
    "image": "身份证请不要发",
    "voice": "听不懂语音",
    "video": "看不懂视频",
    "shortvideo": "看不懂视频",
    "location": "不会保存您的位置",
    "link": "打不开链接",
}
LEAVING = {"unsubscribe", "user_authorization_revoke", "user_authorization_cancellation"}
MEETING = {
    *("subscribe", "SCAN", "CLICK", "VIEW", "view_miniprogram", "scancode_push", "scancode_waitmsg"),
    *("pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select", "kf_create_session"),
    "subscribe_msg_popup_event",
}
ABOUT_THE_ACCOUNT = {
    "qualification_verify_success": "资质认证通过，有效期到2026年11月25日",
    "qualification_verify_fail": "资料不清楚",
    "naming_verify_success": "名称认证通过",
    "naming_verify_fail": "资料不清楚",
    "annual_renew": "年审",
    "verify_expired": "已过期（2026年11月25日）",
}


@pytest.fixture
def push(app):
    """Post one push of `openid` as the platform writes it, with all nodes; what the resident reads.

    In the end no handler may have broken: a silent event would hide it.
    """

    def post(openid, nodes, created=None):
        common = {"ToUserName": ACCOUNT, "FromUserName": openid}
        common["CreateTime"] = created or int(clock.now().timestamp())
        with app.app_context():
            answer = app.test_client().post(
                "/wechat", query_string=signed(), data=xml.write({**common, **nodes}).encode()
            )
        assert answer.status_code == 200
        return read_reply(answer.get_data(as_text=True), openid)

    yield post
    assert count(Message, Message.outcome == Outcome.FAILED) == 0


def count(table, *where):
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table).where(*where))


def known(openid):
    db.session.rollback()
    return Resident.known_as(openid)


def test_the_list_below_is_the_platforms_list():
    assert set(ANSWERS) == set(event.EVENTS)
    assert set(SAID) == set(event.MESSAGES)


@pytest.mark.parametrize("name", event.EVENTS)
@pytest.mark.parametrize("noisy", [False, True], ids=["plain", "noisy"])
def test_every_event_has_its_answer(push, phone, name, noisy):
    nodes = event.event(name, phone.openid, "wx")
    answer = push(phone.openid, event.noisy(nodes, Random(7)) if noisy else nodes)
    assert (ANSWERS[name] in answer) if ANSWERS[name] else answer == SILENT
    assert (known(phone.openid) is None) == (name in LEAVING)


@pytest.mark.parametrize("kind", event.MESSAGES)
def test_every_message_has_its_answer(push, phone, kind):
    assert SAID[kind] in push(phone.openid, event.message(kind, 2**62 + 11))


@pytest.mark.parametrize("name", event.EVENTS)
def test_only_who_does_something_in_the_chat_becomes_known(push, app, name):
    push("o_stranger", event.event(name, "o_stranger", "wx"))
    assert (known("o_stranger") is not None) == (name in MEETING)


@pytest.mark.parametrize(
    "nodes", [event.message("sticker", 2**62 + 12), event.event("debug_demo", "o", "wx")]
)
def test_what_nobody_knows_is_accepted_in_silence(push, phone, nodes):
    before = count(Message)
    assert push(phone.openid, nodes) == SILENT
    assert count(Message) == before + 1 and count(Outbox) == 0


@pytest.mark.parametrize(
    "nodes",
    [
        event.event("LOCATION", "o", "wx"),
        event.event("location_select", "o", "wx"),
        event.message("location", 2**62 + 13),
    ],
    ids=lambda nodes: str(nodes.get("Event", "message")),
)
def test_no_place_is_stored_anywhere(push, phone, nodes):
    push(phone.openid, nodes)
    db.session.rollback()
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)).mappings():
            stored = " ".join(str(value) for value in row.values())
            assert "31.7412" not in stored and "119.946" not in stored and "村" not in str(row.get("words"))


@pytest.mark.parametrize(("name", "words"), ABOUT_THE_ACCOUNT.items())
def test_staff_see_what_becomes_of_the_account(push, app, name, words):
    push("o_platform", event.event(name, "o_platform", "wx"))
    db.session.rollback()
    [incident] = Incident.open()
    assert incident.endpoint == "account" and words in incident.words
    assert known("o_platform") is None


def test_six_news_about_the_account_are_six_incidents(push, app):
    for name in ABOUT_THE_ACCOUNT:
        push("o_platform", event.event(name, "o_platform", "wx"))
    assert count(Incident) == len(ABOUT_THE_ACCOUNT)


def test_newest_date_of_a_certification_is_shown(push, app):
    for expires in (1795579200, 1827115200):
        push("o_platform", event.event("annual_renew", "o", "wx", {"ExpiredTime": expires}), created=expires)
    db.session.rollback()
    [incident] = Incident.open()
    assert "2027年11月25日" in incident.words and incident.count == 2


def test_certification_without_a_date_is_told_too(push, app):
    push("o_platform", event.event("verify_expired", "o", "wx", {"ExpiredTime": "soon"}))
    db.session.rollback()
    assert "日期不详" in Incident.open()[0].words


# ---- two events in one second


@pytest.mark.parametrize("name", event.EVENTS)
def test_simulator_and_webhook_call_an_event_by_the_same_key(push, phone, name):
    common = {"ToUserName": ACCOUNT, "FromUserName": phone.openid, "CreateTime": 1795579200}
    nodes = {**common, **event.event(name, phone.openid, "wx")}
    push(phone.openid, nodes, created=1795579200)
    assert count(Message, Message.key == key_of(nodes)) == 1


def test_two_taps_in_one_second_are_both_answered(push, phone):
    taps = [event.event("CLICK", phone.openid, "wx", {"EventKey": key}) for key in ("预约", "帮助")]
    first, second = (push(phone.openid, nodes, created=1795579200) for nodes in taps)
    assert "预约哪项服务" in first and "可以这样用" in second


def test_same_tap_pushed_again_is_answered_from_memory(push, phone):
    tap = event.event("CLICK", phone.openid, "wx", {"EventKey": "预约"})
    assert push(phone.openid, tap, created=1795579200) == push(phone.openid, tap, created=1795579200)


def test_words_right_after_following_are_answered(push, app):
    push("o_new", event.event("subscribe", "o_new", "wx"), created=1795579200)
    assert "居住证" in push("o_new", event.message("text", 2**62 + 14, {"Content": "居住证咋办"}), 1795579200)


def test_who_leaves_and_returns_in_one_second_starts_afresh(push, phone):
    first = known(phone.openid).id
    for name in ("unsubscribe", "subscribe"):
        push(phone.openid, event.event(name, phone.openid, "wx"), created=1795579200)
    again = known(phone.openid)
    assert again and again.id != first
    assert db.session.get(Resident, first).openid is None


def test_privacy_events_about_two_people_in_one_second_reach_both(push, phones):
    for openid in ("o_li", "o_wang"):
        phones(openid).follow()
    for openid in ("o_li", "o_wang"):
        nodes = event.event("user_authorization_revoke", openid, "wx")
        push("o_platform", nodes, created=1795579200)
    assert known("o_li") is None and known("o_wang") is None


# ---- leaving


@pytest.mark.parametrize("name", ["user_authorization_revoke", "user_authorization_cancellation"])
def test_privacy_event_touches_only_whom_it_names(push, phones, name):
    li, wang = phones("o_li"), phones("o_wang")
    li.follow(), wang.follow()
    push("o_li", event.event(name, "o_wang", "wx"))
    assert known("o_li") is not None and known("o_wang") is None


def test_privacy_event_about_nobody_touches_nobody(push, phone):
    before = count(Resident)
    for wish in ({"OpenID": "o_unknown"}, {"OpenID": ""}):
        push(phone.openid, event.event("user_authorization_revoke", "", "wx", wish))
    assert known(phone.openid) is not None and count(Resident) == before


def test_changed_portrait_leaves_the_resident_as_they_are(push, phone, say):
    say("预约两癌筛查 下周三上午9点"), say("确认")
    push(phone.openid, event.event("user_info_modified", phone.openid, "wx"))
    assert "12月2日 周三 9:00" in say("我的预约")


def test_leaving_drops_all_that_wechat_gave_in_one_go(push, phone, say):
    say("预约两癌筛查 下周三上午9点"), say("确认"), say("1")
    say("人工"), say("村口路灯坏了")
    with writing():
        me = Resident.known_as(phone.openid)
        id_ = me.id
        db.session.add(Subscription(resident_id=id_, template="T", balance=1))
        Outbox.write(me, "card_approved", number="SQ-1")
    push(phone.openid, event.event("unsubscribe", phone.openid, "wx"))
    db.session.rollback()
    resident = db.session.get(Resident, id_)
    assert (resident.openid, resident.offers) == (None, None) and resident.left_at
    assert {row.status.value for row in db.session.scalars(select(Outbox))} == {"dropped"}
    assert not Reminder.of(resident) and Conversation.open_for(resident) is None
    assert {line.words for line in db.session.scalars(select(Line))} == {"（已删除）"}
    assert count(Message, Message.resident_id == id_, Message.words.is_not(None)) == 0
    assert count(Subscription) == 0


def test_booking_stands_after_leaving_and_staff_see_who_left(push, phone, say, clerk):
    say("预约两癌筛查 下周三上午9点"), say("确认")
    push(phone.openid, event.event("unsubscribe", phone.openid, "wx"))
    db.session.rollback()
    [booking] = db.session.scalars(select(Appointment))
    assert booking.is_active
    assert "已取消关注" in clerk.open("/admin/appointments/day?on=2026-12-02")
    clerk.click(f"/admin/appointments/{booking.id}/cancel", reason="其他原因", more="已取消关注，联系不上")
    db.session.rollback()
    assert booking.seat is None


def test_receipts_after_leaving_make_nobody_known_again(push, phone):
    push(phone.openid, event.event("unsubscribe", phone.openid, "wx"))
    for name in ("TEMPLATESENDJOBFINISH", "subscribe_msg_sent_event", "LOCATION", "kf_close_session"):
        push(phone.openid, event.event(name, phone.openid, "wx"), created=1795579300)
    assert known(phone.openid) is None


# ---- scenes


@pytest.mark.parametrize(
    ("name", "key"), [("subscribe", "qrscene_k7q2xv9d"), ("SCAN", "k7q2xv9d")], ids=["follow", "scan"]
)
def test_scanned_code_offers_first_what_it_is_about(push, app, name, key):
    reply = push("o_new", event.event(name, "o_new", "wx", {"EventKey": key, "Ticket": "t"}))
    assert "1. 您扫的：预约服务" in reply and "预约服务（" not in reply
    said = event.message("text", 2**62 + 15, {"Content": "1"})
    assert "预约哪项服务" in push("o_new", said)


@pytest.mark.parametrize("key", ["qrscene_unknown", "qrscene_", "last_trade_no_1008612", ""])
def test_unknown_code_or_payment_gets_the_plain_welcome(push, app, key):
    plain = push("o_one", event.event("subscribe", "o_one", "wx"))
    assert push("o_two", event.event("subscribe", "o_two", "wx", {"EventKey": key})) == plain


def test_every_scene_leads_somewhere(push, app):
    for number, scene in enumerate(greeting._Scenes.rows):
        openid = f"o_scene{number}"
        push(openid, event.event("subscribe", openid, "wx", {"EventKey": f"qrscene_{scene}"}))
        reply = push(openid, event.message("text", 2**62 + 100 + number, {"Content": "1"}))
        assert reply and "没弄明白" not in reply and "请用文字" not in reply


def test_silent_event_between_list_and_digit_changes_nothing(push, phone, say):
    say("帮助")
    push(phone.openid, event.event("LOCATION", phone.openid, "wx"))
    push(phone.openid, event.event("TEMPLATESENDJOBFINISH", phone.openid, "wx"))
    assert "预约哪项服务" in say("2")


# ---- the platform's own customer service


def test_bot_is_silent_while_staff_talk_in_the_platforms_own_service(push, phone, say):
    push(phone.openid, event.event("kf_create_session", phone.openid, "wx"))
    assert say("居住证咋办") == SILENT
    push(phone.openid, event.event("kf_switch_session", phone.openid, "wx"), created=1795579300)
    assert say("预约") == SILENT
    assert "120" in say("家里有人喝农药了")
    push(phone.openid, event.event("kf_close_session", phone.openid, "wx"), created=1795579400)
    assert "居住证" in say("居住证咋办")


def test_end_of_that_talk_does_not_end_ours(push, phone, say):
    say("人工")
    with writing():
        Conversation.open()[0].take(cast.reviewer())
    push(phone.openid, event.event("kf_close_session", phone.openid, "wx"))
    assert say("还在吗") == SILENT
