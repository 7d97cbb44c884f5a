"""One call: what is asked, how long it may take, and the one meaning of whatever comes back."""

import json
import traceback

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError, ReadTimeoutError

from botapp.errors import NotNow, OutsideWindow, Trouble, Undeliverable, UnknownOutcome
from botapp.lib.errcode import MEANINGS, Do
from botapp.wechat import line

SEND = "message/custom/send"
TOKEN = {"access_token": "T1"}
BECOMES = {
    Do.RETRY: NotNow,
    Do.MINUTE: NotNow,
    Do.TOMORROW: NotNow,
    Do.RENEW: NotNow,
    Do.WAIT: OutsideWindow,
    Do.UNREACHABLE: Undeliverable,
    Do.DEAD: Undeliverable,
    Do.ALARM: Undeliverable,
    Do.IGNORE: Undeliverable,
    Do.UPLOAD: Undeliverable,
}
REFUSED = requests.ConnectionError(
    MaxRetryError(None, "/x?access_token=T1", NewConnectionError(None, "refused"))
)
CUT = requests.ConnectionError(("Connection aborted.", ConnectionResetError(104, "reset")))
SLOW = requests.ConnectionError(
    MaxRetryError(None, "/x?access_token=T1", ReadTimeoutError(None, "/x", "slow"))
)


def trouble(*answers: object) -> Trouble:
    """What a call raises."""
    with pytest.raises(Trouble) as caught:
        line.answer("POST", SEND, TOKEN, **line.utf8({"words": "您好"}))
    return caught.value


def test_words_leave_as_raw_utf8_within_limits_of_time(wire):
    asked = wire({"errcode": 0})
    line.answer("POST", SEND, TOKEN, **line.utf8({"words": "您好"}))
    [request], [named] = asked.asked, asked.named
    assert request.url == "https://api.weixin.qq.com/cgi-bin/message/custom/send?access_token=T1"
    assert request.body == '{"words": "您好"}'.encode()
    assert named["timeout"] == (3, 8)


@pytest.mark.parametrize(
    "endpoint", ["/wxaapi/newtmpl/addtemplate", "https://api.weixin.qq.com/wxaapi/newtmpl/addtemplate"]
)
def test_interfaces_elsewhere_are_named_by_path_or_address(wire, endpoint):
    asked = wire({"errcode": 0}).asked
    line.answer("GET", endpoint, {"type": "2"})
    assert asked[0].url == "https://api.weixin.qq.com/wxaapi/newtmpl/addtemplate?type=2"


@pytest.mark.parametrize("code", MEANINGS)
def test_every_code_becomes_the_error_that_its_action_asks_for(wire, code):
    told = MEANINGS[code]
    wire({"errcode": code, "errmsg": "refused, hints: [req_id: x] rid: 6543-21ab-9f rest"})
    error = trouble()
    assert type(error) is BECOMES[told.do] and str(error) == told.words
    assert (error.code, error.rid, error.endpoint) == (code, "6543-21ab-9f", SEND)
    assert error.alarming is (told.do in (Do.ALARM, Do.TOMORROW))
    assert getattr(error, "gone", False) is (told.do is Do.UNREACHABLE)


def test_an_unknown_code_is_never_sent_again(wire):
    wire({"errcode": 99999, "errmsg": "?"})
    error = trouble()
    assert type(error) is Undeliverable and (error.code, error.rid) == (99999, "")


@pytest.mark.parametrize("code", [45011, 45009])
def test_a_limit_says_how_long_to_wait(wire, code):
    wire({"errcode": code})
    midnight = 14 * 3600 + 60  # it is ten in the morning
    assert trouble().seconds == {45011: 60, 45009: midnight}[code]


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>502</html>",
        (502, b"<html>502</html>"),
        (500, b""),
        (503, {"errcode": 0}),
        b"",
        b"[1]",
        b'"ok"',
        b"{",
        b"{" * 100_000,
        requests.ReadTimeout("slow"),
        requests.TooManyRedirects("elsewhere"),
        CUT,
        SLOW,
    ],
    ids=range(13),
)
def test_what_is_no_answer_leaves_the_outcome_unknown(wire, answer):
    wire(answer)
    assert type(trouble()) is UnknownOutcome


@pytest.mark.parametrize(
    "answer", [requests.ConnectTimeout("slow"), requests.exceptions.SSLError("bad"), REFUSED], ids=range(3)
)
def test_what_never_left_can_leave_later(wire, answer):
    wire(answer)
    assert type(trouble()) is NotNow


def test_a_refusal_is_told_by_the_body_whatever_the_status(wire):
    wire((500, {"errcode": -1, "errmsg": "busy"}))
    assert type(trouble()) is NotNow


def test_the_token_is_in_no_error_text(wire):
    for answer in (REFUSED, SLOW):
        wire(answer)
        assert "T1" not in "".join(traceback.format_exception(trouble()))


@pytest.mark.parametrize(
    "told", [{}, {"ticket": 5, "expires_in": 9}, {"ticket": "x"}, {"ticket": "", "expires_in": 9}]
)
def test_a_lent_value_without_a_value_or_a_life_is_none(told):
    with pytest.raises(UnknownOutcome):
        line.lent(json.loads(json.dumps(told)), "ticket", "ticket/getticket")
