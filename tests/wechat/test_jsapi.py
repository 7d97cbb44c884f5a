"""The ticket of pages: lent once for all processes, and signed as the platform's own example."""

from hashlib import sha1

from botapp.wechat import jsapi
from tests.wechat.conftest import in_processes

PAGE = "http://mp.weixin.qq.com?params=value"
# Published on developers.weixin.qq.com, doc/service/guide/h5/jssdk, appendix 1.
TICKET = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg"


def test_the_published_signature_is_made():
    signed = jsapi.sign(TICKET, "Wm3WZYTPz0wzccnW", 1414587457, PAGE)
    assert signed == "0f9de62fce790f9a083d5c99e95740ceb90c27ed"
    assert signed == jsapi.sign(TICKET, "Wm3WZYTPz0wzccnW", 1414587457, f"{PAGE}#part")


def test_a_page_gets_what_the_sdk_takes(host):
    told = jsapi.signature("http://127.0.0.1/h5/notify?a=1#top")
    assert told.keys() == {"appId", "timestamp", "nonceStr", "signature"}
    text = (
        f"jsapi_ticket={jsapi.TICKET.lend()}&noncestr={told['nonceStr']}"
        f"&timestamp={told['timestamp']}&url=http://127.0.0.1/h5/notify?a=1"
    )
    assert told["signature"] == sha1(text.encode()).hexdigest()


def test_many_processes_fetch_one_ticket_and_one_token(host, queue_server):
    host.take_time()
    [ticket] = set(in_processes(8, lambda _: jsapi.TICKET.lend()))
    assert ticket and (host.calls("ticket/getticket"), host.fetches) == (1, 1)


def test_a_ticket_lives_until_its_end(host, town):
    first = jsapi.TICKET.lend()
    town.go(seconds=7199)
    assert jsapi.TICKET.lend() == first
    town.go(seconds=1)
    assert jsapi.TICKET.lend() != first
    assert host.calls("ticket/getticket") == 2
