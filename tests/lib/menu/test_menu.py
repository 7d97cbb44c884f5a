"""A menu is the same in the file and at the platform; a file of another shape is refused in one line."""

import pytest

from botapp.lib.menu import Button, Faulty, Menu, Variant, for_platform, of_platform, read

FILE = """
[[button]]
name = "问政策"
type = "click"
key = "问政策"
[[button]]
name = "我的"
[[button.sub]]
name = "网页"
type = "view"
url = "https://town.example/"
[[variant]]
tag = "持证居民"
[[variant.button]]
name = "我的证"
type = "click"
key = "我的服务证"
"""
LEAF = {"type": "click", "name": "问政策", "key": "问政策"}
GROUP = {"name": "我的", "sub_button": [{"type": "view", "name": "网页", "url": "https://town.example/"}]}
CARD = {"type": "click", "name": "我的证", "key": "我的服务证"}


def test_the_file_becomes_what_the_platform_takes():
    menu = read(FILE)
    assert for_platform(menu.buttons) == [LEAF, GROUP]
    assert [(one.tag, for_platform(one.buttons)) for one in menu.variants] == [("持证居民", [CARD])]


def test_what_the_platform_tells_is_the_same_menu():
    told = {
        "menu": {"button": [{**LEAF, "sub_button": [], "news": {"list": []}}, GROUP], "menuid": 1},
        "conditionalmenu": [{"button": [CARD], "matchrule": {"tag_id": "100", "sex": ""}, "menuid": 2}],
    }
    assert of_platform(told, {"100": "持证居民"}) == read(FILE)


def test_a_variant_for_somebody_else_is_named_by_its_rule():
    told = {
        "menu": {"button": [LEAF]},
        "conditionalmenu": [{"button": [CARD], "matchrule": {"client_platform_type": 2}}],
    }
    (variant,) = of_platform(told, {}).variants
    assert variant.tag == "client_platform_type=2"


def test_a_tap_in_words():
    assert Button("说需求", "click", {"key": "需求"}).does == "相当于说「需求」"
    assert Button("我的", subs=(Button("项"), Button("目"))).does == "展开 2 项"
    assert Menu((), (Variant("持证", ()),)).variants[0].tag == "持证"


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("[[button]\n", "菜单文件读不懂："),
        ("[[buttons]]\n", "不认识的「buttons」"),
        ("button = 3\n", "[[button]]"),
        ("button = [3]\n", "[[button]]"),
        ("[[button]]\nname = 3\n", "「name」要写成引号里的文字"),
        ("[[button]]\nsub = 3\n", "[[button]]"),
        ("[[variant]]\ntags = 'x'\n", "variant 里有不认识的「tags」"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_one_line(text, faulty):
    with pytest.raises(Faulty) as refused:
        read(text)
    assert faulty in str(refused.value) and "\n" not in str(refused.value)
