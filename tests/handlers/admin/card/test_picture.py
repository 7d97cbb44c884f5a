"""Photos on the staff's desks: behind a reason, recorded at each look, for a minute, and in no cache."""

from pathlib import Path

import pytest
from sqlalchemy import select

from botapp.db import db
from botapp.lib.picture import clean
from botapp.models.audit import Audit
from botapp.models.card import Application
from botapp.models.picture import Picture
from tests import cast
from tests.conftest import writing

SAMPLE = (Path(__file__).parents[4] / "botapp/static/simulator/sample.jpg").read_bytes()


@pytest.fixture
def photo(application) -> int:
    """The id of a photo that was fetched for the application."""
    with writing():
        row = db.session.get_one(Application, application)
        row.ask_for(cast.reviewer(), ["租赁合同"])
        picture = Picture.receive(row, "m-1")
        picture.keep(clean(SAMPLE))
        return picture.id


def look(desk, photo, reason="核对申请材料"):
    desk.click(f"/admin/reveal/picture/{photo}/content", reason=reason)


def get(desk, photo):
    with desk.client.application.app_context():
        return desk.client.get(f"/admin/card/pictures/{photo}")


def test_photo_is_hidden_until_a_reason_is_given(clerk, photo, application):
    page = clerk.open(f"/admin/card/applications/{application}")
    assert "居民发来的照片" in page and "<img" not in page
    assert get(clerk, photo).status_code == 403
    look(clerk, photo)
    assert f'src="/admin/card/pictures/{photo}"' in clerk.open(f"/admin/card/applications/{application}")
    answer = get(clerk, photo)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data == clean(SAMPLE).content


def test_no_browser_keeps_the_photo_or_runs_anything_in_it(clerk, photo):
    look(clerk, photo)
    headers = get(clerk, photo).headers
    assert headers["Cache-Control"] == "no-store" and headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


def test_each_look_is_recorded_with_its_reason(clerk, photo, town):
    for _ in range(2):
        look(clerk, photo)
        town.go(seconds=61)
    db.session.rollback()
    rows = db.session.scalars(select(Audit).where(Audit.subject == "picture")).all()
    assert [(row.action, row.subject_id, row.reason) for row in rows] == [
        ("reveal", photo, "核对申请材料"),
        ("reveal", photo, "核对申请材料"),
    ]
    assert all(row.resident_id for row in rows)


def test_after_a_minute_it_is_hidden_again(clerk, photo, town):
    look(clerk, photo)
    town.go(seconds=61)
    assert get(clerk, photo).status_code == 403


def test_one_photo_opens_no_other_and_no_other_desk(clerk, reviewer, photo, application):
    with writing():
        other = Picture.receive(db.session.get_one(Application, application), "m-2")
        other.keep(clean(SAMPLE))
    look(clerk, photo)
    assert get(clerk, other.id).status_code == 403
    assert get(reviewer, photo).status_code == 403


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda picture: picture.refuse("照片打不开"), "没有存下：照片打不开"),
        (lambda picture: Picture.forget_all(picture.resident), "已按保存期限删除"),
    ],
)
def test_staff_read_why_there_is_no_photo(clerk, photo, application, change, words):
    with writing():
        change(db.session.get_one(Picture, photo))
    assert words in clerk.open(f"/admin/card/applications/{application}")


def test_dropped_photo_cannot_be_opened(clerk, photo):
    look(clerk, photo)
    with writing():
        Picture.forget_all(db.session.get_one(Picture, photo).resident)
    assert get(clerk, photo).status_code == 404


def test_stranger_is_sent_to_the_login(app, photo):
    answer = cast.Browser(app).get(f"/admin/card/pictures/{photo}")
    assert answer.status_code == 302 and "/admin/login" in answer.location
