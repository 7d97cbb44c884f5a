"""The door of the staff: nobody without login, nobody above their role, nothing kept that was refused."""

import re
from pathlib import Path

import pytest

import botapp
from botapp.db import db
from botapp.errors import Refusal
from botapp.models.card import Application, Status
from botapp.models.outbox import Outbox
from botapp.models.staff import Role
from tests import cast
from tests.handlers.admin.conftest import sit_idle

PACKAGE = Path(botapp.__file__).parent
INLINE = re.compile(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:|\|safe\b")
OPEN = {"admin.login", "admin.log_in"}
RANKED = {
    "/admin/settings": Role.REVIEWER,
    "/admin/staff": Role.MANAGER,
    "/admin/audit": Role.MANAGER,
}
GUARDED_CLICKS = {
    "/admin/card/cards/1/revoke": Role.REVIEWER,
    "/admin/card/cards/1/restore": Role.REVIEWER,
    "/admin/settings": Role.REVIEWER,
    "/admin/services/1": Role.REVIEWER,
    "/admin/services/1/openings": Role.REVIEWER,
    "/admin/openings/1": Role.REVIEWER,
    "/admin/openings/1/remove": Role.REVIEWER,
    "/admin/points/1": Role.REVIEWER,
    "/admin/calendar": Role.REVIEWER,
    "/admin/calendar/2026-12-01/remove": Role.REVIEWER,
    "/admin/staff": Role.MANAGER,
    "/admin/staff/1/reset": Role.MANAGER,
    "/admin/staff/1/disable": Role.MANAGER,
    "/admin/staff/1/enable": Role.MANAGER,
    "/admin/staff/1/role": Role.MANAGER,
}


def addresses(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin.") and rule.endpoint not in OPEN:
            path = re.sub(r"<(?:\w+:)?\w+>", "1", rule.rule)
            for method in rule.methods & {"GET", "POST"}:
                yield method, path


def test_no_page_and_no_click_without_login(app):
    browser, walked = cast.Browser(app), list(addresses(app))
    assert len(walked) > 50
    for method, path in walked:
        answer = browser.post(path) if method == "POST" else browser.get(path)
        turned_away = answer.status_code == 401 or "/admin/login" in answer.headers.get("Location", "")
        assert turned_away, (method, path, answer.status)


@pytest.mark.parametrize("path", RANKED)
def test_pages_open_to_their_role_and_above_only(desks, path):
    for role in Role:
        desks(role).open(path, 200 if role.covers(RANKED[path]) else 403)


@pytest.mark.parametrize("path", GUARDED_CLICKS)
def test_clicks_are_refused_below_their_role(desks, path):
    for role in Role:
        if not role.covers(GUARDED_CLICKS[path]):
            assert "您的角色不能做这件事" in desks(role).click(path, 403)


def test_menu_shows_only_what_the_role_may_open(clerk, manager):
    assert 'href="/admin/audit"' not in clerk.open("/admin/")
    assert 'href="/admin/audit"' in manager.open("/admin/")


@pytest.mark.parametrize("path", ["/admin/nowhere", "/admin/needs/999", "/admin/needs/99999999999999999999"])
def test_what_is_not_there_gets_a_page_that_says_so(clerk, path):
    assert "没有这一页" in clerk.open(path, 404)


@pytest.mark.parametrize(
    "path",
    [
        "/admin/card/applications?status=lost",
        "/admin/needs?status=lost",
        "/admin/outbox?status=lost",
        "/admin/appointments/day?on=lost",
        "/admin/appointments/day?on=0001-01-01",
        "/admin/calendar?year=1999",
    ],
)
def test_a_filter_that_does_not_exist_is_a_missing_page(clerk, path):
    clerk.open(path, 404)


def test_half_an_hour_without_a_click_ends_the_session(clerk):
    sit_idle(clerk, 29)
    clerk.open("/admin/")
    sit_idle(clerk, 29)
    clerk.open("/admin/")
    sit_idle(clerk, 31)
    clerk.open("/admin/", 302)


def test_polling_does_not_keep_a_session_alive(clerk):
    sit_idle(clerk, 20)
    clerk.open("/admin/pulse")
    sit_idle(clerk, 11)
    assert "请重新登录" in clerk.open("/admin/pulse", 401)


def test_simulated_time_logs_nobody_out(clerk, town):
    town.go(days=3)
    clerk.open("/admin/")


def test_disabled_account_is_out_at_its_next_click(clerk, manager):
    manager.click(f"/admin/staff/{clerk.staff.id}/disable")
    clerk.open("/admin/", 302)


def test_refusal_appears_on_the_page_of_the_click_and_changes_nothing(clerk, application):
    page = f"/admin/card/applications/{application}"
    clerk.click(f"{page}/refuse", back=page, reason="", more="")
    assert "请写明理由，居民会看到。" in clerk.open(page)
    db.session.rollback()
    assert db.session.get_one(Application, application).status is Status.SUBMITTED
    assert Outbox.recent() == []


def test_refusal_undoes_what_was_written_before_it(clerk, application, monkeypatch):
    def half_way(row, by):
        Outbox.write(row.resident, "card_approved", number=row.number)
        raise Refusal("做到一半，不行。")

    monkeypatch.setattr(Application, "approve", half_way)
    page = f"/admin/card/applications/{application}"
    clerk.click(f"{page}/approve", back=page)
    assert "做到一半，不行。" in clerk.open(page)
    db.session.rollback()
    assert Outbox.recent() == [] and Outbox.fresh_count() == 0


def test_refusal_without_a_page_to_return_to_has_its_own(clerk, application):
    page = clerk.click(f"/admin/card/applications/{application}/refuse", 409)
    assert "没有做成" in page and "请写明理由" in page


@pytest.mark.parametrize(
    "back", ["https://evil.example/admin", "//evil.example/admin", "/admin\\@evil.example"]
)
def test_no_click_leads_away_from_the_admin_pages(clerk, back):
    assert ">/admin/</a>" in clerk.click("/admin/theme", theme="dark", back=back)


def test_click_without_the_forms_token_is_explained(app, clerk):
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert "页面放得太久了" in clerk.click("/admin/logout", 400)
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    clerk.open("/admin/")


def test_pages_are_not_kept_by_browsers_and_run_no_foreign_script(clerk):
    answer = clerk.client.get("/admin/password")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    page = answer.get_data(as_text=True)
    assert not INLINE.search(page)


def test_templates_hold_no_script_and_no_style_of_their_own():
    templates = list((PACKAGE / "templates/admin").rglob("*.html"))
    assert len(templates) > 25
    for path in templates:
        assert not INLINE.search(path.read_text()), path


def test_script_and_style_stay_light():
    sizes = {name: (PACKAGE / "static/admin" / name).stat().st_size for name in ("admin.js", "admin.css")}
    assert sizes["admin.js"] <= 6 * 1024 and sizes["admin.css"] <= 24 * 1024


def test_theme_is_remembered_and_rendered_by_the_server(clerk):
    assert 'data-theme="auto"' in clerk.open("/admin/")
    clerk.click("/admin/theme", theme="dark")
    assert 'data-theme="dark"' in clerk.open("/admin/")
    clerk.click("/admin/theme", theme='"><script>')
    assert 'data-theme="auto"' in clerk.open("/admin/")
