"""What the platform counts is read as numbers, and a refused call without what it said about a resident."""

import pytest

from botapp.errors import Trouble
from botapp.wechat import client, usage
from tests.hosting import hosted


@pytest.fixture
def host(app, tmp_path, monkeypatch):
    """The platform that hosts the account."""
    with hosted(tmp_path, monkeypatch) as host:
        yield host


def refused_send(openid: str) -> str:
    with pytest.raises(Trouble) as refused:
        client.post(
            "message/custom/send", {"touser": openid, "msgtype": "text", "text": {"content": "悄悄话"}}
        )
    return refused.value.rid


def test_the_allowance_shrinks_with_each_call(host):
    before = usage.allowance("message/custom/send")
    refused_send(host.follower())
    after = usage.allowance("message/custom/send")
    assert (after.used - before.used, before.left - after.left, after.limit) == (1, 1, before.limit)


def test_an_interface_that_the_platform_does_not_count_is_a_trouble(host):
    with pytest.raises(Trouble) as refused:
        usage.allowance("no/such/interface")
    assert refused.value.code == 76021


def test_a_refused_call_is_found_by_its_number_without_token_or_words(host):
    call = usage.look_up(refused_send(host.follower()))
    assert call.path.endswith("message/custom/send") and "45015" in call.answer
    assert "悄悄话" not in repr(call) and "access_token" not in repr(call)


def test_a_number_nobody_knows_is_a_trouble(host):
    with pytest.raises(Trouble) as refused:
        usage.look_up("00000000-00000000-00000000")
    assert refused.value.code == 76001
