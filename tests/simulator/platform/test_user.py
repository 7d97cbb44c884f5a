"""Followers are told of in pages and batches, without names; a remark has its length."""

from typing import Any

from botapp.simulator import people


def test_a_batch_has_a_hundred_at_most(platform: Any, follower: str) -> None:
    asked = {"user_list": [{"openid": follower, "lang": "zh_CN"}]}
    told = platform.post("user/info/batchget", asked)["user_info_list"]
    assert [(each["openid"], each["subscribe"]) for each in told] == [(follower, 1)]
    assert platform.code("user/info/batchget", {"user_list": asked["user_list"] * 101}) == 40032
    assert platform.code("user/info/batchget", {}) == 40032


def test_followers_come_in_pages(town: Any, platform: Any, follower: str) -> None:
    with town.hub.store.change() as db:
        people.join(db)
        second = people.join(db)
        people.follow(db, second)
    whole = platform.get("user/get")
    assert (whole["total"], whole["data"]["openid"], whole["next_openid"]) == (2, [follower, second], second)
    rest = platform.get("user/get", next_openid=follower)
    assert rest["data"]["openid"] == [second]
    assert platform.get("user/get", next_openid=second)["count"] == 0


def test_a_remark_is_kept_if_it_is_short(platform: Any, follower: str) -> None:
    assert platform.code("user/info/updateremark", {"openid": follower, "remark": "三组"}) == 0
    assert platform.get("user/info", openid=follower)["remark"] == "三组"
    assert platform.code("user/info/updateremark", {"openid": follower, "remark": "字" * 10}) == 40035
    assert platform.code("user/info/updateremark", {"openid": "o-no", "remark": "a"}) == 40003
