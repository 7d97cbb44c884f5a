"""Photos in the chat: kept only where staff asked for papers; an identity document is never asked for."""

import pytest
from sqlalchemy import select

from botapp.db import db
from botapp.models.card import Application
from botapp.models.helpdesk import Conversation
from botapp.models.picture import MOST, Picture, Status
from botapp.models.resident import Resident
from tests import cast
from tests.conftest import writing

PROOF = "居住证明，任选一样：租赁合同、房产证明、单位或房东证明、居住登记回执"


@pytest.fixture
def send(phone):
    """Send a photo; the reply."""
    return lambda **nodes: phone.push(
        "image", **({"PicUrl": "http://x", "MediaId": "m-1"} | nodes), MsgId=str(next(phone.serial))
    )


@pytest.fixture
def apply(phone):
    """Hand an application in, and let staff ask for these things."""

    def hand_in(*missing):
        with writing():
            me = Resident.meet(phone.openid)
            application = Application.submit(me, cast.ANSWERS, cast.clock.now())
            if missing:
                application.ask_for(cast.reviewer(), list(missing))
            return application.id

    return hand_in


def pictures():
    db.session.rollback()
    return list(db.session.scalars(select(Picture)))


def test_photo_that_was_asked_for_is_planned_and_the_reply_says_what_becomes_of_it(send, apply):
    id_ = apply(PROOF)
    reply = send()
    [picture] = pictures()
    assert (picture.application_id, picture.media_id, picture.status) == (id_, "m-1", Status.PLANNED)
    assert "照片收到了" in reply and "30天后删除" in reply and "补正" in reply and "身份证请不要拍" in reply


@pytest.mark.parametrize(
    "missing", [(), ("手机号打不通，请换一个能接通的",)], ids=["not asked", "asked for a number"]
)
def test_photo_that_nobody_asked_for_is_not_fetched_and_the_reply_says_so(send, apply, missing):
    apply(*missing)
    assert "没有保存" in send() and pictures() == []


def test_photo_without_any_case_is_not_fetched(send):
    reply = send()
    assert "没有保存" in reply and "身份证请不要发" in reply and pictures() == []


def test_photo_while_the_form_is_filled_in_is_not_kept_and_the_question_stays(send, say):
    say("办服务证"), say("同意")
    reply = send()
    assert "身份证请不要发" in reply and "请用文字回答" in reply and pictures() == []


def test_photo_in_the_middle_of_a_correction_goes_on_with_the_form(send, apply, say):
    apply(PROOF)
    asked = say("补正")
    reply = send()
    assert "照片收到了" in reply and reply.splitlines()[-1] in asked
    assert len(pictures()) == 1


def test_photo_without_a_number_of_the_platform_is_not_kept(send, apply):
    apply(PROOF)
    assert "没有保存" in send(MediaId="") and pictures() == []


def test_more_photos_than_enough_are_refused(send, apply):
    apply(PROOF)
    replies = [send(MediaId=f"m-{n}") for n in range(MOST + 1)]
    assert "够了" in replies[-1] and "没有保存" in replies[-1]
    assert len(pictures()) == MOST


def test_wanted_photo_is_kept_in_silence_while_a_person_holds_the_talk(send, apply, say):
    apply(PROOF)
    say("人工")
    with writing():
        Conversation.open()[0].take(cast.reviewer())
    assert send() == ""
    assert len(pictures()) == 1


def test_photo_pushed_again_is_kept_once(phone, apply):
    apply(PROOF)
    for _ in range(3):
        phone.push("image", MediaId="m-1", PicUrl="http://x", MsgId="77")
    assert len(pictures()) == 1


@pytest.mark.parametrize("ending", ["unsubscribe", "删除资料"])
def test_photos_go_when_the_resident_leaves_or_has_everything_deleted(send, apply, say, phone, ending):
    apply(PROOF)
    send()
    with writing():
        db.session.scalars(select(Picture)).one().content = b"sealed"
    if ending == "unsubscribe":
        phone.event("unsubscribe")
    else:
        say("删除资料")
        assert "发来的照片" in say("1")
    [picture] = pictures()
    assert (picture.status, picture.content, picture.media_id) == (Status.GONE, None, None)


def test_kept_photos_are_counted_among_ones_own_things(send, apply, say):
    apply(PROOF)
    send()
    assert "照片：" not in say("我的资料")
    with writing():
        db.session.scalars(select(Picture)).one().status = Status.KEPT
    assert "照片：1 张" in say("我的资料")


def test_no_form_and_no_reply_asks_for_a_photo_of_a_document(say, apply):
    asked = [say("办服务证"), say("同意")]
    assert not [words for words in asked if "拍照" in words or "上传" in words]
