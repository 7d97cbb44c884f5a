"""People: added with a password that is shown once, and at least one manager always remains."""

import re

import pytest

from botapp.db import db
from botapp.models.audit import Audit
from botapp.models.staff import Role, Staff
from tests import cast
from tests.conftest import PASSWORD

SECRET = re.compile(r'<p class="secret">(\w+)</p>')


def test_added_person_logs_in_with_the_password_that_is_shown_once(app, manager):
    page = manager.click("/admin/staff", 200, name="赵敏", username="zhaomin", role="clerk")
    known = {"username": "zhaomin", "password": SECRET.search(page)[1]}
    assert not SECRET.search(manager.open("/admin/staff"))
    assert cast.Browser(app).post("/admin/login", data=known).status_code == 302


@pytest.mark.parametrize(
    "wrong", [{"username": "赵敏"}, {"username": "x"}, {"name": ""}, {"role": "king"}, {"username": "taken"}]
)
def test_senseless_or_taken_names_are_refused(manager, wrong):
    facts = {"name": "赵敏", "username": "zhaomin", "role": "clerk"}
    manager.click("/admin/staff", 200, **facts | {"username": "taken"})
    manager.click("/admin/staff", 409, **facts | wrong)


def test_last_manager_can_neither_be_disabled_nor_demoted(manager):
    page = f"/admin/staff/{manager.staff.id}"
    assert "至少要留一位" in manager.click(f"{page}/disable", 409)
    assert "至少要留一位" in manager.click(f"{page}/role", 409, role="clerk")
    manager.open("/admin/staff")


def test_one_of_two_managers_can_leave(manager, desks):
    other = desks(Role.MANAGER)
    manager.click(f"/admin/staff/{other.staff.id}/role", role="clerk")
    other.open("/admin/staff", 403)


def test_reset_gives_a_new_password_and_ends_sessions(app, manager, clerk):
    page = manager.click(f"/admin/staff/{clerk.staff.id}/reset", 200)
    clerk.open("/admin/", 302)
    browser, username = cast.Browser(app), clerk.staff.username
    old = browser.post("/admin/login", data={"username": username, "password": PASSWORD})
    new = browser.post("/admin/login", data={"username": username, "password": SECRET.search(page)[1]})
    assert (old.status_code, new.status_code) == (401, 302)


def test_disabled_person_is_enabled_again(manager, clerk):
    manager.click(f"/admin/staff/{clerk.staff.id}/disable")
    manager.click(f"/admin/staff/{clerk.staff.id}/enable")
    db.session.rollback()
    assert db.session.get_one(Staff, clerk.staff.id).active
    assert [row.action for row in Audit.about("staff", clerk.staff.id)][-2:] == ["disable", "enable"]


def test_role_that_does_not_exist_is_refused(manager, clerk):
    manager.click(f"/admin/staff/{clerk.staff.id}/role", 409, role="king")
