"""核验: anyone learns whether a card holds, nobody learns more, and no code can be made up."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest

from botapp import clock, queue
from botapp.lib.code import Claims, parse_card_keys, sign, to_text
from botapp.lib.seal import new_key
from tests import cast

STATIC = Path(__file__).parents[3] / "botapp/static/resident"


@pytest.fixture
def holder(app):
    return cast.give_card()


@pytest.fixture
def check(app):
    def ask(code: object) -> dict[str, str]:
        return cast.Browser(app).post("/verify/check", json={"code": code}).get_json()

    return ask


@pytest.fixture
def type_in(app):
    return lambda words: cast.Browser(app).post("/verify/", data={"code": words}).get_data(as_text=True)


def test_signed_code_says_valid_and_shows_the_face(holder, check):
    told = check(holder.code)
    assert (told["state"], told["title"]) == ("valid", "有效")
    assert (told["number"], told["name"], told["township"]) == (holder.number, "李*", "示例镇")
    assert (told["expires_on"], told["until"]) == ("2027-11-23", "2027年11月23日")


def test_result_tells_nothing_that_is_not_on_the_face(holder, check, type_in):
    told = str(check(holder.code)) + type_in(holder.number)
    secrets = ("李芳", cast.DOCUMENT[-4:], "13800001234", "新河村", "3组15号", "阜阳")
    assert [secret for secret in secrets if secret in told] == []


@pytest.mark.parametrize("written", ["{}", " {} ", "http://127.0.0.1:8000/verify/#{}"])
def test_code_may_be_pasted_as_a_link(holder, type_in, written):
    assert "这张服务证有效" in type_in(written.format(holder.code))


@pytest.mark.parametrize(
    "change",
    [
        str,
        str.lower,
        lambda number: number.replace("-", ""),
        lambda number: f" {number}\n",
        lambda number: "".join(chr(ord(sign) + 0xFEE0) for sign in number),
    ],
)
def test_number_may_be_typed_as_thumbs_type_it(holder, type_in, change):
    page = type_in(change(holder.number))
    assert "这张服务证有效" in page and holder.number in page
    assert "李*" not in page  # numbers can be guessed; only the code on the card shows the name


def test_card_is_valid_through_its_last_day(holder, check, town):
    town.go_to(clock.morning_of(clock.today() + timedelta(days=365)))
    assert check(holder.code)["title"] == "有效"
    town.go(days=1)
    assert check(holder.code)["title"] == "已过期"


def test_revoked_card_says_so_although_its_signature_fits(holder, check):
    cast.revoke(holder)
    assert check(holder.code)["title"] == "已撤销"


def test_card_that_its_holder_hides_cannot_be_confirmed(holder, check):
    cast.forbid_checks(holder)
    assert check(holder.code).keys() == {"state", "title", "words"}
    assert check(holder.code)["title"] == "无法确认"
    assert cast.scans(holder) == []


def test_hidden_card_and_unknown_number_are_told_alike(holder, check):
    cast.forbid_checks(holder)
    assert check(holder.number) == check("FW-2026-999999")


def test_every_changed_letter_makes_the_code_not_ours(holder, check):
    for place, letter in enumerate(holder.code):
        changed = holder.code[:place] + ("B" if letter == "A" else "A") + holder.code[place + 1 :]
        assert check(changed)["title"] in ("不是本镇签发", "无法确认"), place
    assert cast.scans(holder) == []


def test_changed_claims_and_signature_are_not_ours(holder, check):
    middle = len(holder.code) // 2
    assert check(holder.code[:middle] + holder.code[middle + 4 :])["title"] == "不是本镇签发"
    assert check(holder.code[:-8] + "AAAAAAAA")["title"] == "不是本镇签发"


def test_code_of_another_town_is_never_valid(holder, check):
    claims = Claims(holder.number, "李*", "示例镇", clock.today(), clock.today() + timedelta(days=365))
    forged = to_text(sign(claims, parse_card_keys(new_key())[0]))
    assert check(forged)["title"] == "无法确认"


@pytest.mark.parametrize(
    "code", ["", "   ", None, 7, [], "张三", "FW-2026-²²²²²²", "A" * 900, "é", "FW-2026"]
)
def test_nonsense_is_never_valid_and_never_an_error(check, code):
    assert check(code)["state"] in ("empty", "forged", "unknown")


@pytest.mark.parametrize("body", [b"", b"[1]", b"null", b"{", b'"x"'])
def test_broken_body_is_answered_in_words(app, body):
    answer = cast.Browser(app).post("/verify/check", data=body, content_type="application/json")
    assert (answer.status_code, answer.get_json()["state"]) == (200, "empty")


def test_checks_are_counted_by_day_and_nothing_else_is_kept(holder, check, town):
    check(holder.code)
    check(holder.number)
    town.go(days=1)
    check(holder.code)
    assert cast.scans(holder) == [("2026-11-24", 1), ("2026-11-23", 2)]


def test_too_many_checks_are_put_off(holder, app, monkeypatch):
    monkeypatch.setattr(queue, "count_within", lambda name, limit, seconds: False)
    answer = cast.Browser(app).post("/verify/check", json={"code": holder.code})
    assert (answer.status_code, answer.get_json()["title"]) == (429, "请稍后再试")
    assert cast.Browser(app).post("/verify/", data={"code": holder.number}).status_code == 429
    assert cast.scans(holder) == []


def test_page_says_that_the_card_is_no_gate(app, holder, type_in):
    for page in (cast.Browser(app).get("/verify/").get_data(as_text=True), type_in(holder.number)):
        assert "自愿办理，任何单位不得因无此证拒绝服务、租房、用工" in page
        assert "服务登记凭证，非居住证，不作身份证明" in page


def test_typed_words_come_back_escaped(type_in):
    page = type_in("<script>alert(1)</script>")
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_pages_are_light(app):
    script, style = (STATIC / name for name in ("verify.js", "resident.css"))
    assert len(script.read_bytes()) < 2048
    assert len(gzip.compress(style.read_bytes())) < 6 * 1024
