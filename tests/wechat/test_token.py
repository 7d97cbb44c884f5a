"""The token is asked for as the platform wants it: stable, in JSON, with the account's secret."""

import json

from botapp.wechat.token import TOKEN

LENT = {"access_token": "T1", "expires_in": 7200}


def test_the_stable_token_is_asked_for_with_post_and_without_force(wire):
    asked = wire(LENT).asked
    assert TOKEN.lend() == "T1"
    [request] = asked
    assert (request.method, request.path_url) == ("POST", "/cgi-bin/stable_token")
    assert json.loads(request.body) == {
        "grant_type": "client_credential",
        "appid": "wxba5fad812f8e6fb9",
        "secret": "the-secret",
        "force_refresh": False,
    }


def test_a_token_of_512_letters_is_kept_whole(host, monkeypatch):
    long = "A" * 512
    monkeypatch.setattr("botapp.wechat.line.answer", lambda *_, **__: {**LENT, "access_token": long})
    assert (TOKEN.lend(), TOKEN.lend()) == (long, long)
