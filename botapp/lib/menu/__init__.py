"""公众号菜单: the buttons under the chat, read from a TOML file or from the platform's own JSON.

Source: developers.weixin.qq.com, Creating_Custom-Defined_Menu and Personalized_menu_interface.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What a button of each type must carry, and what a tap on it does, in words.
NEEDS: dict[str, tuple[str, ...]] = {
    "click": ("key",),
    "view": ("url",),
    "scancode_push": ("key",),
    "scancode_waitmsg": ("key",),
    "pic_sysphoto": ("key",),
    "pic_photo_or_album": ("key",),
    "pic_weixin": ("key",),
    "location_select": ("key",),
    "media_id": ("media_id",),
    "article_id": ("article_id",),
    "article_view_limited": ("article_id",),
    "miniprogram": ("url", "appid", "pagepath"),
}
DOES = {
    "click": "相当于说",
    "view": "打开网页",
    "scancode_push": "扫码",
    "scancode_waitmsg": "扫码后等回复",
    "pic_sysphoto": "拍照",
    "pic_photo_or_album": "拍照或选照片",
    "pic_weixin": "选微信相册",
    "location_select": "选位置",
    "media_id": "发素材",
    "article_id": "发图文",
    "article_view_limited": "打开图文",
    "miniprogram": "打开小程序",
}
FIELDS = {"name", "type", *(name for needed in NEEDS.values() for name in needed)}


class Faulty(ValueError):
    """A menu file that must not be published; its text says why in Chinese, one line a fault."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button: a leaf has a type and what it needs, a top button with `subs` has neither."""

    name: str
    type: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)
    subs: tuple["Button", ...] = ()

    @property
    def does(self) -> str:
        """What a tap does, such as `相当于说「需求」`."""
        if self.subs:
            return f"展开 {len(self.subs)} 项"
        told = "，".join(self.needs.values())
        return f"{DOES.get(self.type, self.type)}「{told}」"


@dataclass(frozen=True, slots=True)
class Variant:
    """Another menu for the followers who carry a tag."""

    tag: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Menu:
    """The menu of everybody, and those of single tags."""

    buttons: tuple[Button, ...]
    variants: tuple[Variant, ...] = ()


def read(text: str) -> Menu:
    """The menu of a TOML file. Raises `Faulty` when it has another shape."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Faulty(f"菜单文件读不懂：{error}") from error
    unknown = [name for name in whole if name not in ("button", "variant")]
    if unknown:
        raise Faulty(f"菜单文件里有不认识的「{unknown[0]}」，只能有 button 和 variant。")
    return Menu(_buttons(whole.get("button")), tuple(_variant(one) for one in _tables(whole, "variant")))


def of_platform(answer: Mapping[str, Any], tags: Mapping[str, str]) -> Menu:
    """What `menu/get` answers; `tags`: the names of the account's tags by id."""
    variants = answer.get("conditionalmenu") or []
    return Menu(
        buttons_of(answer["menu"]["button"]),
        tuple(Variant(tag_of(one, tags), buttons_of(one["button"])) for one in variants),
    )


def listed(menu: Menu) -> list[str]:
    """The buttons as lines of text, what hangs below another one indented, the variants at the end."""
    lines = _lines(menu.buttons)
    for variant in menu.variants:
        lines += [f"有标签「{variant.tag}」的人看到：", *_lines(variant.buttons)]
    return lines


def _lines(buttons: Sequence[Button]) -> list[str]:
    lines = []
    for button in buttons:
        lines.append(f"{button.name}：{button.does}")
        lines += [f"　　{sub.name}：{sub.does}" for sub in button.subs]
    return lines


def tag_of(variant: Mapping[str, Any], tags: Mapping[str, str]) -> str:
    """For whom a variant of the platform is: the tag's name, or its rule where it names no tag of ours."""
    rule = {name: str(value) for name, value in (variant.get("matchrule") or {}).items() if value}
    id_ = rule.get("tag_id") or rule.get("group_id") or ""
    return tags.get(id_) or "，".join(f"{name}={value}" for name, value in rule.items())


def buttons_of(told: Any) -> tuple[Button, ...]:
    """A row of buttons as the platform tells it; what it tells beside our fields is left out."""
    return _buttons([_known(button) for button in told])


def for_platform(buttons: Sequence[Button]) -> list[dict[str, Any]]:
    """Buttons as `menu/create` takes them."""
    return [_told(button) for button in buttons]


def _known(button: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: str(value) for name, value in button.items() if name in FIELDS}
    return {**kept, "sub": [_known(sub) for sub in button.get("sub_button") or []]}


def _told(button: Button) -> dict[str, Any]:
    if button.subs:
        return {"name": button.name, "sub_button": for_platform(button.subs)}
    return {"type": button.type, "name": button.name, **button.needs}


def _variant(table: Mapping[str, Any]) -> Variant:
    unknown = [name for name in table if name not in ("tag", "button")]
    if unknown:
        raise Faulty(f"variant 里有不认识的「{unknown[0]}」，只能有 tag 和 button。")
    return Variant(_text(table, "tag"), _buttons(table.get("button")))


def _buttons(tables: Any) -> tuple[Button, ...]:
    return tuple(_button(table) for table in _tables({"button": tables}, "button"))


def _button(table: Mapping[str, Any]) -> Button:
    needs = {name: _text(table, name) for name in table if name not in ("name", "type", "sub")}
    return Button(_text(table, "name"), _text(table, "type"), needs, _buttons(table.get("sub")))


def _tables(whole: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    rows = whole.get(name) or []
    if not isinstance(rows, list | tuple) or not all(isinstance(row, dict) for row in rows):
        raise Faulty(f"「{name}」要写成 [[{name}]]，一个一段。")
    return list(rows)


def _text(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if isinstance(value, str):
        return value
    raise Faulty(f"「{name}」要写成引号里的文字，不能是 {value}。")
