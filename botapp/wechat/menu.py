"""The account's menu at the platform: publish it and read it back, with variants for tags.

Source: developers.weixin.qq.com, Creating_Custom-Defined_Menu and Personalized_menu_interface. Phones show a
new menu within five minutes. Everything here raises `Trouble` when the platform refuses or cannot be reached.
"""

from typing import Any

from botapp.errors import Trouble, Undeliverable
from botapp.lib.menu import Button, Menu, Variant, buttons_of, for_platform, of_platform
from botapp.lib.menu.change import changes
from botapp.wechat import client, tag

NO_MENU = 46003


def live() -> Menu | None:
    """What the platform has now; None when it has no menu."""
    told = _told()
    if told is None:
        return None
    return of_platform(told, tag.names() if told.get("conditionalmenu") else {})


def publish(menu: Menu) -> None:
    """Replace the menu of everybody, then the variants; publishing the same again does no harm.

    New variants are added before old ones go: the newest that fits a follower is shown, so nobody is without.
    Raises `Undeliverable` also when what is read back is another menu.
    """
    old = [str(one["menuid"]) for one in (_told() or {}).get("conditionalmenu") or []]
    client.post("menu/create", {"button": for_platform(menu.buttons)})
    for variant in menu.variants:
        _add(variant)
    for menuid in old:
        client.post("menu/delconditional", {"menuid": menuid})
    _compare(menu)


def delete() -> None:
    """Take the menu away, and all variants with it."""
    client.get("menu/delete")


def shown_to(openid: str) -> tuple[Button, ...]:
    """The buttons that one follower sees."""
    return buttons_of(client.post("menu/trymatch", {"user_id": openid})["button"])


def _add(variant: Variant) -> None:
    rule = {"tag_id": tag.id_of(variant.tag)}
    client.post("menu/addconditional", {"button": for_platform(variant.buttons), "matchrule": rule})


def _compare(menu: Menu) -> None:
    differing = changes(menu, live() or Menu(()))
    if differing:
        raise Undeliverable(f"微信收下了，但读回来的菜单不一样：{'；'.join(differing)}", endpoint="menu/get")


def _told() -> dict[str, Any] | None:
    try:
        return client.get("menu/get")
    except Trouble as error:
        if error.code == NO_MENU:
            return None
        raise
