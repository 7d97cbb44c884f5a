"""Tags: names, limits, members, and what becomes of them when a follower leaves."""

from typing import Any

import pytest

from botapp.simulator import people


def create(platform: Any, name: str) -> dict[str, Any]:
    """Make a tag."""
    return dict(platform.post("tags/create", {"tag": {"name": name}}))


def test_a_tag_is_made_renamed_counted_and_dropped(platform: Any, follower: str) -> None:
    id_ = create(platform, "新来的")["tag"]["id"]
    platform.post("tags/members/batchtagging", {"openid_list": [follower], "tagid": id_})
    platform.post("tags/update", {"tag": {"id": id_, "name": "流动人口"}})
    assert platform.get("tags/get")["tags"] == [{"id": id_, "name": "流动人口", "count": 1}]
    assert platform.post("tags/getidlist", {"openid": follower})["tagid_list"] == [id_]
    assert platform.post("user/tag/get", {"tagid": id_})["data"]["openid"] == [follower]
    assert platform.get("user/info", openid=follower)["tagid_list"] == [id_]
    platform.post("tags/members/batchuntagging", {"openid_list": [follower], "tagid": id_})
    assert platform.post("user/tag/get", {"tagid": id_})["count"] == 0
    platform.post("tags/delete", {"tag": {"id": id_}})
    assert platform.get("tags/get")["tags"] == []


@pytest.mark.parametrize(("name", "code"), [("", 40035), ("字" * 31, 45158), ("在册", 45157)])
def test_a_bad_name_is_refused(platform: Any, name: str, code: int) -> None:
    create(platform, "在册")
    assert create(platform, name)["errcode"] == code


def test_the_limits_of_account_person_and_call(town: Any, platform: Any, follower: str) -> None:
    with town.hub.store.change() as db:
        db.executemany("INSERT INTO tag (name) VALUES (?)", [(f"t{n}",) for n in range(100)])
    assert create(platform, "one more")["errcode"] == 45056
    ids = [tag["id"] for tag in platform.get("tags/get")["tags"]][:21]
    members = [{"openid_list": [follower], "tagid": id_} for id_ in ids]
    codes = [platform.code("tags/members/batchtagging", each) for each in members]
    assert codes == [0] * 20 + [45059]
    crowd = {"openid_list": [follower] * 51, "tagid": ids[0]}
    assert platform.code("tags/members/batchtagging", crowd) == 40032


def test_unknown_tags_and_people_are_refused(platform: Any, follower: str) -> None:
    id_ = create(platform, "新来的")["tag"]["id"]
    assert platform.code("tags/delete", {"tag": {"id": 999}}) == 45159
    assert platform.code("tags/delete", {"tag": {"id": 2}}) == 45058
    assert platform.code("tags/members/batchtagging", {"openid_list": ["o-no"], "tagid": id_}) == 49003
    assert platform.code("tags/members/batchtagging", {"openid_list": [follower], "tagid": 999}) == 45159
    assert platform.code("tags/getidlist", {"openid": "o-no"}) == 40003


def test_who_leaves_loses_the_tags(town: Any, platform: Any, follower: str) -> None:
    id_ = create(platform, "新来的")["tag"]["id"]
    platform.post("tags/members/batchtagging", {"openid_list": [follower], "tagid": id_})
    with town.hub.store.change() as db:
        people.unfollow(db, follower)
    assert platform.post("user/tag/get", {"tagid": id_})["count"] == 0
