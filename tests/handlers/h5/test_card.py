"""服务证 as a page: its holder alone sees it, a valid one alone shows a QR, the holder decides on checks."""

import re
from datetime import timedelta

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.card import Card
from tests import cast
from tests.conftest import writing


@pytest.fixture
def browser(app):
    return cast.Browser(app)


@pytest.fixture
def open_card(browser):
    def go(holder: cast.Holder) -> str:
        answer = browser.get(f"/h5/card?pass={holder.key}", follow_redirects=True)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    return go


def test_pass_opens_the_card_and_leaves_the_address(browser):
    holder = cast.give_card()
    answer = browser.get(f"/h5/card?pass={holder.key}")
    assert (answer.status_code, answer.location) == (302, "/h5/card")
    page = browser.get("/h5/card").get_data(as_text=True)
    assert holder.number in page and "李*" in page and "示例镇" in page and "2027年11月23日" in page


def test_valid_card_shows_its_qr_and_both_sentences(open_card, app):
    page = open_card(cast.give_card())
    assert "有效" in page and "<title>服务证核验二维码</title>" in page
    assert "服务登记凭证，非居住证，不作身份证明" in page
    assert "自愿办理，任何单位不得因无此证拒绝服务、租房、用工" in page


def test_page_tells_nothing_that_is_not_on_the_face(open_card, app):
    page = open_card(cast.give_card())
    secrets = ("李芳", cast.DOCUMENT[-4:], "13800001234", "新河村", "3组15号", "阜阳")
    assert [secret for secret in secrets if secret in page] == []


@pytest.mark.parametrize(
    "forge",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: "2" + key[1:] if key[0] != "2" else "3" + key[1:],
        lambda key: re.sub(r"\.(\d+)\.", lambda found: f".{int(found[1]) + 3600}.", key),
        lambda key: key.rpartition(".")[0],
        lambda key: "é",
        lambda key: "",
        lambda key: "1.x.y",
    ],
)
def test_forged_pass_is_refused(browser, forge):
    holder = cast.give_card()
    answer = browser.get("/h5/card", query_string={"pass": forge(holder.key)})
    assert answer.status_code == 409
    assert "回复「我的服务证」" in answer.get_data(as_text=True)
    assert browser.get("/h5/card").status_code == 409


def test_expired_pass_is_refused_and_says_what_to_do(browser, town):
    holder = cast.give_card()
    town.go(minutes=31)
    answer = browser.get(f"/h5/card?pass={holder.key}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "链接过期了" in page and "回复「我的服务证」" in page and holder.number not in page


def test_browser_forgets_the_holder_after_half_an_hour(browser, open_card, town):
    open_card(cast.give_card())
    town.go(minutes=31)
    assert browser.get("/h5/card").status_code == 409


def test_another_residents_card_is_never_shown(app, open_card, browser):
    mine, hers = cast.give_card("o_li", "李芳"), cast.give_card("o_wang", "王小明")
    page = open_card(mine)
    assert mine.number in page and hers.number not in page and "王*" not in page
    for path in (f"/h5/card?id={hers.id}", f"/h5/card?number={hers.number}", f"/h5/card?resident={hers.id}"):
        assert hers.number not in browser.get(path).get_data(as_text=True)
    assert cast.Browser(app).get("/h5/card").status_code == 409


def test_next_pass_in_the_same_browser_replaces_the_holder(open_card, app):
    mine, hers = cast.give_card("o_li", "李芳"), cast.give_card("o_wang", "王小明")
    open_card(mine)
    page = open_card(hers)
    assert hers.number in page and mine.number not in page


def test_who_left_is_no_longer_let_in(browser, open_card, phone):
    open_card(cast.give_card(phone.openid))
    phone.event("unsubscribe")
    assert browser.get("/h5/card").status_code == 409


def test_resident_without_a_card_is_told_how_to_get_one(browser, say, phone):
    reply = say("我的服务证")
    assert "/h5/card" not in reply and "办服务证" in reply


def test_card_that_ends_soon_says_so_and_keeps_its_qr(open_card, browser, town):
    holder = cast.give_card()
    with writing():
        db.session.get_one(Card, holder.id).expires_on = clock.today() + timedelta(days=30)
    page = open_card(holder)
    assert "即将到期" in page and "服务证核验二维码" in page and "办服务证" in page


def test_expired_card_shows_no_qr(open_card, app):
    holder = cast.give_card()
    with writing():
        db.session.get_one(Card, holder.id).expires_on = clock.today() - timedelta(days=1)
    page = open_card(holder)
    assert "已过期" in page and "服务证核验二维码" not in page and holder.code not in page


def test_revoked_card_shows_the_reason_and_no_qr(open_card, app):
    holder = cast.give_card()
    cast.revoke(holder, "已迁出本镇")
    page = open_card(holder)
    assert "已撤销" in page and "已迁出本镇" in page and "12345" in page
    assert "服务证核验二维码" not in page and holder.code not in page


def test_holder_switches_public_checks_off_and_on(app, open_card, browser):
    holder = cast.give_card()

    def title() -> str:
        return cast.Browser(app).post("/verify/check", json={"code": holder.code}).get_json()["title"]

    assert 'aria-checked="true"' in open_card(holder)
    page = browser.post("/h5/card/public", data={"public": "no"}, follow_redirects=True).get_data(
        as_text=True
    )
    assert 'aria-checked="false"' in page and title() == "无法确认"
    browser.post("/h5/card/public", data={"public": "yes"})
    assert title() == "有效"


def test_switch_without_a_token_changes_nothing(app, open_card, browser, monkeypatch):
    holder = cast.give_card()
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    page = open_card(holder)
    refused = browser.post("/h5/card/public", data={"public": "no"})
    assert refused.status_code == 400 and "没有办成" in refused.get_data(as_text=True)
    assert 'aria-checked="true"' in browser.get("/h5/card").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    browser.post("/h5/card/public", data={"public": "no", "csrf_token": token[1]})
    assert 'aria-checked="false"' in browser.get("/h5/card").get_data(as_text=True)


def test_strangers_switch_is_refused(app):
    assert cast.Browser(app).post("/h5/card/public", data={"public": "no"}).status_code == 409


def test_holder_sees_on_which_days_the_card_was_checked(app, open_card):
    holder = cast.give_card()
    assert "还没有人核验过" in open_card(holder)
    for _ in range(2):
        cast.Browser(app).post("/verify/check", json={"code": holder.code})
    page = open_card(holder)
    assert "2026年11月23日" in page and "2 次" in page


def test_large_print_is_remembered_until_it_is_switched_off(browser, open_card, app):
    open_card(cast.give_card())
    assert '<html lang="zh-CN">' in browser.get("/h5/card").get_data(as_text=True)
    browser.get("/h5/card?font=lg")
    assert 'class="lg"' in browser.get("/h5/card").get_data(as_text=True)
    assert 'class="lg"' in browser.get("/verify/").get_data(as_text=True)
    browser.get("/h5/card?font=std")
    assert 'class="lg"' not in browser.get("/h5/card").get_data(as_text=True)


def test_front_door_leads_to_ones_own_things(browser, open_card, app):
    open_card(cast.give_card())
    assert browser.get("/h5/").location == "/h5/me"
