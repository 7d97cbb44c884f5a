"""Every fault of a menu is named with its place, and a good menu has none."""

from pathlib import Path

import pytest

import config
from botapp.lib.menu import NEEDS, read
from botapp.lib.menu.lint import faults

CARRIED = {"key": "预约", "url": "https://town.example/h5/me", "media_id": "M", "article_id": "A"}
CARRIED |= {"appid": "wx1", "pagepath": "pages/index"}
GOOD = '[[button]]\nname = "问政策"\ntype = "click"\nkey = "预约"\n'


def answered(words: str) -> bool:
    return words == "预约"


def found(text: str) -> list[str]:
    return faults(read(text), answered)


def button(*, below: bool = False, name: str = "约服务", **rest: str) -> str:
    head = '[[button]]\nname = "组"\n[[button.sub]]\n' if below else "[[button]]\n"
    return head + "".join(f'{key} = "{value}"\n' for key, value in {"name": name, **rest}.items())


def test_a_good_menu_has_no_fault():
    assert found(GOOD) == []


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("kind", NEEDS)
def test_each_type_asks_for_what_it_needs_and_nothing_else(kind, below):
    needed = {name: CARRIED[name] for name in NEEDS[kind]}
    assert found(button(below=below, type=kind, **needed)) == []
    for name in needed:
        lacking = {other: value for other, value in needed.items() if other != name}
        (fault,) = found(button(below=below, type=kind, **lacking))
        assert fault.endswith(f"类型 {kind} 要写 {name}。")
    spare = next(name for name in CARRIED if name not in needed)
    assert f"用不到 {spare}" in "".join(
        found(button(below=below, type=kind, **needed, **{spare: CARRIED[spare]}))
    )


@pytest.mark.parametrize(
    ("name", "below", "faulty"),
    [
        ("四个汉字", False, ""),
        ("五个汉字了", False, "只显示4个汉字"),
        ("abcdefgh", False, ""),
        ("abcdefghi", False, "只显示4个汉字"),
        ("五个汉字呀好", False, "最多16个字节，现在有18个"),
        ("一共有八个汉字呀", True, ""),
        ("一共有九个汉字的呀", True, "只显示8个汉字"),
        ("字" * 20, True, "只显示8个汉字"),
        ("字" * 21, True, "最多60个字节，现在有63个"),
        (" ", True, "没有写名字"),
    ],
)
def test_names_fit_what_phones_show_and_the_platform_takes(name, below, faulty):
    lines = found(button(below=below, name=name, type="click", key="预约"))
    assert faulty in "\n".join(lines) and bool(lines) == bool(faulty)


@pytest.mark.parametrize(
    ("rest", "faulty"),
    [
        ({"type": "click", "key": "没人答的话"}, "点了「没人答的话」没有人回答"),
        ({"type": "scancode_push", "key": "没人答的话"}, ""),
        ({"type": "scancode_push", "key": "字" * 43}, "key 最多128个字节，现在有129个"),
        ({"type": "view", "url": "http://town.example/"}, "https://"),
        ({"type": "view", "url": "https://"}, "https://"),
        ({"type": "view", "url": "https://[town/"}, "https://"),
        ({"type": "view", "url": "https://town.example/" + "a" * 1004}, "url 最多1024个字节"),
        ({"type": "view_limited", "key": "预约"}, "类型「view_limited」不对"),
        ({"key": "预约"}, "类型「」不对"),
    ],
)
def test_types_keys_and_addresses_are_checked(rest, faulty):
    for below in (False, True):
        lines = found(button(below=below, **rest))
        assert faulty in "\n".join(lines) and bool(lines) == bool(faulty)


def test_rows_have_at_most_three_and_five():
    leaf = 'type = "click"\nkey = "预约"\n'
    bar = "".join(f'[[button]]\nname = "第{n}"\n{leaf}' for n in range(4))
    assert found(bar) == ["要有1到3个按钮，现在有4个。"]
    assert found("") == ["要有1到3个按钮，现在有0个。"]
    group = '[[button]]\nname = "组"\n' + "".join(f'[[button.sub]]\nname = "第{n}"\n{leaf}' for n in range(6))
    assert found(group) == ["第1个按钮「组」：最多5项，现在有6项。"]


def test_a_button_that_opens_others_does_nothing_itself_and_two_levels_are_the_most():
    both = (
        button(name="组", type="click", key="预约")
        + '[[button.sub]]\nname = "项"\ntype = "click"\nkey = "预约"\n'
    )
    assert "有下级的按钮只写名字" in found(both)[0]
    deep = button(below=True, name="项") + '[[button.sub.sub]]\nname = "深"\ntype = "click"\nkey = "预约"\n'
    assert found(deep) == ["第1个按钮「组」第1项「项」：只能有两级，这一项下面不能再有。"]


def test_no_name_is_used_twice():
    assert found(GOOD + GOOD) == ["名字「问政策」用了两次。"]


def test_a_variant_is_checked_like_the_menu_and_needs_a_tag_of_its_own():
    leaf = '[[variant.button]]\nname = "新来的"\ntype = "click"\nkey = "没人答"\n'
    lines = found(GOOD + f'[[variant]]\ntag = "持证"\n{leaf}[[variant]]\ntag = "持证"\n{leaf}[[variant]]\n')
    assert lines[0].startswith("第1个 variant「持证」：第1个按钮「新来的」：点了「没人答」没有人回答")
    assert "第3个 variant「」：没有写 tag。" in lines and "标签「持证」写了两次。" in lines
    assert "标签最多30个字" in found(GOOD + f'[[variant]]\ntag = "{"字" * 31}"\n')[0]


def test_a_variant_leads_to_three_domains_at_most():
    subs = "".join(
        f'[[variant.button.sub]]\nname = "第{n}"\ntype = "view"\nurl = "https://h{n}.example/"\n'
        for n in range(4)
    )
    lines = found(GOOD + f'[[variant]]\ntag = "持证"\n[[variant.button]]\nname = "组"\n{subs}')
    assert lines == ["第1个 variant「持证」：网址最多来自3个域名，现在有4个。"]


def test_the_menu_that_is_shipped_is_well_formed():
    text = (Path(config.__file__).parent / "menu.toml").read_text(encoding="utf-8")
    assert faults(read(text), lambda _: True) == []
