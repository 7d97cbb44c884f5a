"""In and out: what a wrong password costs, where a login leads, how a password is changed."""

from tests import cast
from tests.conftest import PASSWORD
from tests.handlers.admin.conftest import notes


def test_stranger_is_asked_to_log_in_and_led_back(app, clerk):
    browser = cast.Browser(app)
    assert browser.get("/admin/needs").headers["Location"] == "/admin/login?next=/admin/needs"
    known = {"username": clerk.staff.username, "password": PASSWORD}
    assert browser.post("/admin/login?next=/admin/needs", data=known).headers["Location"] == "/admin/needs"


def test_login_never_leads_to_another_site(app, clerk):
    known = {"username": clerk.staff.username, "password": PASSWORD}
    answer = cast.Browser(app).post("/admin/login?next=//evil.example/admin", data=known)
    assert answer.headers["Location"] == "/admin/"


def test_wrong_password_says_nothing_about_which_part_is_wrong(app, clerk):
    browser = cast.Browser(app)
    wrong = [{"username": clerk.staff.username, "password": "x"}, {"username": "nobody", "password": "x"}]
    pages = [browser.post("/admin/login", data=tried) for tried in wrong]
    assert [page.status_code for page in pages] == [401, 401]
    assert all("登录名或密码不对。" in page.get_data(as_text=True) for page in pages)


def test_five_wrong_passwords_lock_the_account_and_a_manager_unlocks_it(app, clerk, manager):
    browser, username = cast.Browser(app), clerk.staff.username
    for _ in range(5):
        browser.post("/admin/login", data={"username": username, "password": "x"})
    known = {"username": username, "password": PASSWORD}
    assert "已锁定到 10:30" in browser.post("/admin/login", data=known).get_data(as_text=True)
    manager.click(f"/admin/staff/{clerk.staff.id}/enable")
    assert browser.post("/admin/login", data=known).status_code == 302


def test_logout_closes_the_session(clerk):
    clerk.click("/admin/logout")
    clerk.open("/admin/", 302)


def test_own_password_is_changed_and_every_session_ends(app, clerk):
    clerk.click("/admin/password", old=PASSWORD, new="new-password-2")
    assert "密码已改" in clerk.open("/admin/login")
    clerk.open("/admin/", 302)
    clerk.click("/admin/login", 401, username=clerk.staff.username, password=PASSWORD)
    clerk.click("/admin/login", username=clerk.staff.username, password="new-password-2")
    clerk.open("/admin/")


def test_own_password_needs_the_present_one(clerk):
    clerk.click("/admin/password", back="/admin/password", old="wrong-password-1", new="new-password-2")
    assert "密码不对" in notes(clerk.open("/admin/password"))
