"""Templates of the account: added from the public library within its limits, told, used and dropped."""

from typing import Any

import pytest

from botapp.simulator import ledger

NEW = {"tid": "1001", "kidList": [1, 2], "sceneDesc": "预约"}


def test_an_added_template_can_be_sent_and_dropped(town: Any, platform: Any, follower: str) -> None:
    id_ = platform.post("wxaapi/newtmpl/addtemplate", NEW)["priTmplId"]
    with town.hub.store.change() as db:
        ledger.grant(db, follower, id_)
    body = {"thing1": {"value": "两癌筛查"}, "time2": {"value": "9:00"}}
    sent = {"touser": follower, "template_id": id_, "data": body}
    assert platform.code("message/subscribe/bizsend", sent) == 0
    assert platform.code("wxaapi/newtmpl/deltemplate", {"priTmplId": id_}) == 0
    assert platform.code("message/subscribe/bizsend", sent) == 40037


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"tid": "9"}, 200014),
        ({"kidList": [1]}, 200020),
        ({"kidList": [1, 2, 3, 4, 5, 6]}, 200020),
        ({"kidList": [1, 9]}, 200020),
        ({"kidList": "1,2"}, 200020),
        ({"sceneDesc": "字" * 16}, 200021),
    ],
)
def test_a_wrong_choice_is_refused(platform: Any, change: dict[str, Any], code: int) -> None:
    assert platform.code("wxaapi/newtmpl/addtemplate", NEW | change) == code


def test_25_templates_are_all(platform: Any) -> None:
    codes = [platform.code("wxaapi/newtmpl/addtemplate", NEW) for _ in range(24)]
    assert codes == [0] * 22 + [200012, 200012]  # three are there already


def test_the_account_sees_its_templates_with_their_kind(platform: Any) -> None:
    told = {each["priTmplId"]: each for each in platform.get("wxaapi/newtmpl/gettemplate")["data"]}
    assert (told["S"]["type"], told["L"]["type"]) == (2, 3)
    assert "{{thing1.DATA}}" in told["S"]["content"]
    assert "T" not in told


def test_the_public_library_comes_in_pages_of_thirty(platform: Any) -> None:
    path = "wxaapi/newtmpl/getpubtemplatetitles"
    assert platform.get(path, ids="616", start=1, limit=1)["data"][0]["title"] == "办理进度"
    assert platform.get_code(path, ids="616", start=0, limit=31) == 200016
    assert platform.get_code(path, ids="616", start="x", limit=1) == 200016
    assert platform.get_code(path, start=0, limit=1) == 40035
    assert platform.get("wxaapi/newtmpl/getpubtemplatekeywords", tid="1001")["count"] == 4
    assert platform.get_code("wxaapi/newtmpl/getpubtemplatekeywords", tid="9") == 200014
    assert platform.get("wxaapi/newtmpl/getcategory")["data"]
    assert platform.code("wxaapi/newtmpl/deltemplate", {"priTmplId": "no"}) == 200014


def test_template_messages_have_a_list_of_their_own(platform: Any) -> None:
    rows = platform.get("template/get_all_private_template")["template_list"]
    listed = {row["template_id"] for row in rows}
    subscribed = {row["priTmplId"] for row in platform.get("wxaapi/newtmpl/gettemplate")["data"]}
    assert listed and not listed & subscribed
