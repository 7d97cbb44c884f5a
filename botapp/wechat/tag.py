"""Tags of the account: names that staff give to groups of followers, for menus of their own.

Source: developers.weixin.qq.com, User_Tag_Management. A tag sits on a person's account at the platform, so it
is put there only when that person agreed to it.
"""

from botapp.errors import Refusal
from botapp.wechat import client


def names() -> dict[str, str]:
    """The account's tags: name by id. Raises `Trouble`."""
    return {str(tag["id"]): str(tag["name"]) for tag in client.get("tags/get").get("tags") or []}


def id_of(name: str) -> str:
    """The id of the tag with this name, which is made when the account lacks it. Raises `Trouble`."""
    known = {named: id_ for id_, named in names().items()}
    if name in known:
        return known[name]
    return str(client.post("tags/create", {"tag": {"name": name}})["tag"]["id"])


def put_on(openid: str, name: str, *, agreed: bool) -> None:
    """Give a follower a tag. Raises `Refusal` unless the follower agreed to it, else `Trouble`."""
    if not agreed:
        raise Refusal("居民没有同意，不能加标签。")
    _change("tags/members/batchtagging", openid, name)


def take_off(openid: str, name: str) -> None:
    """Take a tag off a follower. Raises `Trouble`."""
    _change("tags/members/batchuntagging", openid, name)


def _change(endpoint: str, openid: str, name: str) -> None:
    client.post(endpoint, {"openid_list": [openid], "tagid": int(id_of(name))})
