"""Calls with the token: any verb, files in both directions, and one repeat at most."""

import json

import pytest

from botapp.errors import NotNow, Undeliverable, UnknownOutcome
from botapp.simulator.platform.media import SAMPLE
from botapp.wechat import client

TOKEN = {"access_token": "T1", "expires_in": 7200}
OTHER = {"access_token": "T2", "expires_in": 7200}
DEAD = {"errcode": 40001, "errmsg": "invalid credential rid: 1-2-3"}


def test_the_first_call_fetches_the_stable_token_and_the_next_one_has_it(wire):
    asked = wire(TOKEN, {"errcode": 0}, {"errcode": 0}).asked
    client.post("message/custom/send", {"touser": "o1"})
    client.post("message/custom/send", {"touser": "o1"})
    assert asked[0].url == "https://api.weixin.qq.com/cgi-bin/stable_token"
    assert json.loads(asked[0].body)["force_refresh"] is False
    assert ["access_token=T1" in request.url for request in asked] == [False, True, True]


@pytest.mark.parametrize("code", [40001, 40014, 42001])
def test_a_refused_token_is_renewed_and_the_call_repeated_once(wire, code):
    asked = wire(TOKEN, {"errcode": code}, OTHER, {"errcode": 0, "msgid": 5}).asked
    assert client.post("message/template/send", {"touser": "o1"})["msgid"] == 5
    assert json.loads(asked[2].body)["force_refresh"] is True  # lent a moment ago, it would be lent again
    assert asked[3].body == asked[1].body and "access_token=T2" in asked[3].url


def test_a_token_that_stays_refused_costs_two_fetches_and_one_repeat(wire):
    asked = wire(TOKEN, DEAD, OTHER, DEAD).asked
    with pytest.raises(NotNow) as caught:
        client.get("user/info", openid="o1")
    assert sum("stable_token" in request.url for request in asked) == 2
    assert (caught.value.rid, caught.value.alarming) == ("1-2-3", True)


def test_another_refusal_of_the_repeat_is_told_as_it_is(wire):
    wire(TOKEN, DEAD, OTHER, {"errcode": 43004})
    with pytest.raises(Undeliverable, match="取消关注"):
        client.get("user/info", openid="o1")


def test_other_refusals_are_not_repeated(wire):
    asked = wire(TOKEN, {"errcode": -1}).asked
    with pytest.raises(NotNow):
        client.post("message/custom/send", {"touser": "o1"})
    assert len(asked) == 2


def test_a_get_may_succeed_without_a_code(wire):
    asked = wire(TOKEN, {"subscribe": 1}).asked
    assert client.get("user/info", openid="o1") == {"subscribe": 1}
    assert asked[1].method == "GET" and "openid=o1" in asked[1].url


def test_a_repeated_upload_sends_the_whole_file(host):
    client.get("getcallbackip")
    host.revoke(sticky=False)
    told = client.upload("media/upload", "photo.jpg", SAMPLE.read_bytes(), "image/jpeg", type="image")
    assert host.calls("media/upload") == 2
    assert client.download("media/get", media_id=told["media_id"]) == SAMPLE.read_bytes()


def test_a_file_that_is_gone_is_told_by_the_body(host):
    with pytest.raises(Undeliverable) as caught:
        client.download("media/get", media_id="none")
    assert caught.value.code == 40007 and caught.value.rid


@pytest.mark.parametrize("kind", ["html", "bad_gateway", "reset"])
def test_a_page_or_nothing_is_no_file(host, kind):
    host.strike("media/get", kind=kind)
    with pytest.raises(UnknownOutcome):
        client.download("media/get", media_id="none")


@pytest.mark.parametrize("body", [b"", b" \n<html>", b'{"video_url": "x"}'])
def test_what_is_no_file_is_not_taken_for_one(wire, body):
    wire(TOKEN, body)
    with pytest.raises(UnknownOutcome):
        client.download("media/get", media_id="m")


def test_a_file_that_is_larger_than_wanted_is_not_read_to_its_end(host):
    told = client.upload("media/upload", "photo.jpg", SAMPLE.read_bytes(), "image/jpeg", type="image")
    with pytest.raises(Undeliverable, match="太大"):
        client.download("media/get", largest=1000, media_id=told["media_id"])
