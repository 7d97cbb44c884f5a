"""Fetching photos: stripped, sealed, refused with a reason, asked for again, dropped on their day."""

from pathlib import Path

import pytest
from sqlalchemy import select, text

from botapp import clock
from botapp.db import db
from botapp.errors import NotNow, Undeliverable, UnknownOutcome
from botapp.jobs import picture as job
from botapp.jobs.privacy import purge
from botapp.models.card import Application
from botapp.models.channel import Incident
from botapp.models.picture import BACK_OFF, Picture, Status
from botapp.models.resident import Resident
from botapp.wechat import media
from tests import cast
from tests.conftest import writing

SAMPLE = (Path(__file__).parents[2] / "botapp/static/simulator/sample.jpg").read_bytes()
BUSY = NotNow("微信系统繁忙", 0, code=-1)
GONE = Undeliverable("图片过期了，要重新上传", code=40007)
BANNED = Undeliverable("公众号没有这项权限", code=48001, rid="a-b-c", endpoint="media/get", alarming=True)


class Shelf:
    """What the platform gives for a media id: bytes or an error, and how often it was asked."""

    def __init__(self):
        self.answers, self.asked = [SAMPLE], []

    def fetch(self, media_id):
        self.asked.append(media_id)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def shelf(monkeypatch):
    made = Shelf()
    monkeypatch.setattr(media, "fetch", made.fetch)
    return made


@pytest.fixture
def photo(app, phone, shelf):
    """The id of a photo that staff asked for and the resident has just sent."""
    with writing():
        application = Application.submit(Resident.meet(phone.openid), cast.ANSWERS, clock.now())
        application.ask_for(cast.reviewer(), ["租赁合同"])
    phone.push("image", MediaId="m-1", PicUrl="http://x", MsgId="9")
    db.session.rollback()
    return db.session.scalars(select(Picture)).one().id


def row(id_):
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Picture, id_)


def test_clock_fetches_the_photo_strips_it_and_forgets_its_number(photo, town, platform, shelf):
    town.work()
    kept = row(photo)
    assert (kept.status, kept.kind, kept.media_id) == (Status.KEPT, "jpeg", None)
    assert kept.content and b"Exif" not in kept.content and len(kept.content) < len(SAMPLE)
    assert shelf.asked == ["m-1"]


def test_photo_lies_sealed_in_the_database(photo, shelf):
    job.fetch(photo)
    db.session.rollback()
    stored = bytes(db.session.scalar(text("SELECT content FROM picture")))
    assert b"JFIF" not in stored and row(photo).content[:3] == b"\xff\xd8\xff"
    assert row(photo).content[:64] not in stored


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"%PDF-1.7 contract", "不是照片"),
        (b"#!AMR\n" + b"\x00" * 40, "不是照片"),
        (SAMPLE[:900], "打不开"),
        (SAMPLE + b"\x00" * 2**21, "太大"),
    ],
)
def test_what_is_no_photo_is_refused_and_the_resident_is_asked_again(photo, town, platform, shelf, raw, why):
    shelf.answers = [raw]
    town.work()
    refused = row(photo)
    assert (refused.status, refused.content, refused.media_id) == (Status.REFUSED, None, None)
    assert why in refused.reason
    assert why in platform.said() and "重新拍一张" in platform.said()


def test_expired_photo_is_asked_for_again(photo, town, platform, shelf):
    shelf.answers = [GONE]
    town.work()
    assert row(photo).status is Status.REFUSED
    assert "过期" in platform.said() and "重新拍一张" in platform.said()
    assert shelf.asked == ["m-1"]


@pytest.mark.parametrize("trouble", [BUSY, UnknownOutcome("连接中断")])
def test_busy_platform_is_asked_again_later(photo, town, platform, shelf, trouble):
    shelf.answers = [trouble, SAMPLE]
    town.work()
    assert row(photo).status is Status.PLANNED and shelf.asked == ["m-1"]
    town.go(seconds=BACK_OFF[0] + 1)
    town.work()
    assert row(photo).status is Status.KEPT


def test_after_the_last_attempt_the_resident_is_asked(photo, town, platform, shelf):
    shelf.answers = [BUSY]
    for pause in (0, *BACK_OFF):
        town.go(seconds=pause + 1)
        town.work()
    assert row(photo).status is Status.REFUSED and len(shelf.asked) == len(BACK_OFF) + 1
    assert "重新拍一张" in platform.said()


def test_forbidden_interface_alarms_staff_and_costs_no_attempt(photo, town, platform, shelf):
    shelf.answers = [BANNED, SAMPLE]
    town.work()
    assert (row(photo).status, row(photo).attempts) == (Status.PLANNED, 0)
    [incident] = Incident.open()
    assert (incident.endpoint, incident.code, incident.rid) == ("media/get", 48001, "a-b-c")
    town.go(hours=1)
    town.work()
    assert row(photo).status is Status.KEPT


def test_forbidden_until_the_platform_has_thrown_it_away(photo, town, platform, shelf):
    shelf.answers = [BANNED]
    town.work()
    town.go(days=3)
    town.work()
    assert row(photo).status is Status.REFUSED


def test_two_workers_fetch_it_once(photo, shelf):
    job.fetch(photo)
    job.fetch(photo)
    assert shelf.asked == ["m-1"]


def test_photo_of_who_left_while_it_travelled_is_not_kept(photo, shelf, phone, monkeypatch):
    def fetch(media_id):
        phone.event("unsubscribe")
        return SAMPLE

    monkeypatch.setattr(media, "fetch", fetch)
    job.fetch(photo)
    assert (row(photo).status, row(photo).content) == (Status.GONE, None)


def decide(id_, act):
    with writing():
        application = row(id_).application
        application.status = application.status.SUBMITTED
        getattr(application, act)(*((cast.reviewer(), "没有住满") if act == "refuse" else ()))


@pytest.mark.parametrize(("act", "days"), [("refuse", 30), ("withdraw", 3)])
def test_photo_goes_so_many_days_after_the_end_of_its_case(photo, town, shelf, act, days):
    job.fetch(photo)
    decide(photo, act)
    town.go(days=days, seconds=-1)
    purge()
    assert row(photo).status is Status.KEPT
    town.go(seconds=1)
    purge()
    assert (row(photo).status, row(photo).content) == (Status.GONE, None)


def test_photo_of_an_undecided_case_stays_half_a_year_at_most(photo, town, shelf):
    job.fetch(photo)
    town.go(days=179)
    purge()
    assert row(photo).status is Status.KEPT
    town.go(days=1)
    purge()
    assert row(photo).content is None


def test_photo_without_a_case_goes_after_three_days(photo, town, shelf):
    job.fetch(photo)
    with writing():
        row(photo).application_id = None
    town.go(days=3)
    assert purge()["pictures"] == 1
    assert row(photo).content is None
