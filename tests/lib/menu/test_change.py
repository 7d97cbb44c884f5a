"""What differs between two menus is said button by button; the same menu differs in nothing."""

from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.menu import Button, Menu, Variant
from botapp.lib.menu.change import changes

ASK = Button("问政策", "click", {"key": "问政策"})
NEED = Button("说需求", "click", {"key": "需求"})
BOOK = Button("预约", "click", {"key": "预约"})


def group(*subs: Button) -> Menu:
    return Menu((Button("约服务", subs=subs),))


def test_each_kind_of_change_has_its_line():
    web = Button("问政策", "view", {"url": "https://town.example/"})
    assert changes(Menu((ASK,)), Menu((ASK, NEED))) == ["增 「说需求」：相当于说「需求」"]
    assert changes(Menu((ASK, NEED)), Menu((ASK,))) == ["删 「说需求」：相当于说「需求」"]
    (line,) = changes(Menu((ASK,)), Menu((web,)))
    assert line == "改 「问政策」：相当于说「问政策」 → 打开网页「https://town.example/」"
    assert changes(group(BOOK, NEED), group(NEED, BOOK)) == [
        "改 「约服务」里顺序：预约、说需求 → 说需求、预约"
    ]
    assert changes(group(BOOK), group(BOOK, NEED)) == ["增 「约服务」里「说需求」：相当于说「需求」"]


def test_a_variant_that_comes_or_goes_is_told_with_its_tag():
    tagged = Menu((ASK,), (Variant("持证", (NEED,)),))
    assert changes(Menu((ASK,)), tagged) == ["增 标签「持证」的菜单「说需求」：相当于说「需求」"]
    assert changes(tagged, Menu((ASK,))) == ["删 标签「持证」的菜单「说需求」：相当于说「需求」"]


buttons = st.lists(
    st.builds(
        Button,
        st.sampled_from("甲乙丙丁"),
        st.just("click"),
        st.builds(lambda key: {"key": key}, st.sampled_from("一二")),
    ),
    max_size=3,
    unique_by=lambda button: button.name,
).map(tuple)
menus = st.builds(
    Menu,
    st.lists(
        st.builds(Button, st.sampled_from("甲乙丙"), subs=buttons), max_size=3, unique_by=lambda b: b.name
    ).map(tuple),
)


@given(menus, menus)
def test_only_the_same_menu_differs_in_nothing(before, after):
    same = [(b.name, b.subs) for b in before.buttons] == [(b.name, b.subs) for b in after.buttons]
    assert (changes(before, after) == []) == same
