"""The menu at the platform: published whole, read back and compared, with variants for tags."""

import json

import pytest

from botapp.errors import Refusal, Trouble, Undeliverable
from botapp.lib.menu import read
from botapp.wechat import menu, tag
from tests.hosting import hosted

LEAF = '[[button]]\nname = "{0}"\ntype = "click"\nkey = "{0}"\n'
CARD = (
    '[[variant]]\ntag = "持证居民"\n[[variant.button]]\nname = "我的证"\ntype = "click"\nkey = "我的服务证"\n'
)


@pytest.fixture
def host(app, tmp_path, monkeypatch):
    """The platform that hosts the account."""
    with hosted(tmp_path, monkeypatch) as host:
        yield host


def names(buttons):
    return [button.name for button in buttons]


def test_there_is_no_menu_before_the_first_is_published(host):
    assert menu.live() is None


def test_what_is_published_is_what_the_platform_has(host):
    wanted = read(LEAF.format("问政策") + CARD)
    menu.publish(wanted)
    assert menu.live() == wanted
    menu.publish(wanted)
    assert menu.live() == wanted


def test_a_tagged_follower_sees_the_newest_variant_and_others_the_common_menu(host):
    mine, other = host.follower(), host.follower()
    menu.publish(read(LEAF.format("问政策") + CARD))
    tag.put_on(mine, "持证居民", agreed=True)
    menu.publish(read(LEAF.format("问政策") + CARD.replace("我的证", "看我的证")))
    assert names(menu.shown_to(mine)) == ["看我的证"]
    assert names(menu.shown_to(other)) == ["问政策"]
    tag.take_off(mine, "持证居民")
    assert names(menu.shown_to(mine)) == ["问政策"]


def test_variants_that_left_the_file_leave_the_platform(host):
    menu.publish(read(LEAF.format("问政策") + CARD))
    menu.publish(read(LEAF.format("问政策")))
    assert menu.live().variants == ()


def test_nobody_is_tagged_without_consent(host):
    mine = host.follower()
    with pytest.raises(Refusal):
        tag.put_on(mine, "持证居民", agreed=False)
    assert tag.names() == {}


def test_a_tag_is_made_once(host):
    assert tag.id_of("持证居民") == tag.id_of("持证居民")
    assert list(tag.names().values()) == ["持证居民"]


def test_deleting_takes_the_variants_along(host):
    menu.publish(read(LEAF.format("问政策") + CARD))
    menu.delete()
    assert menu.live() is None


def test_a_refusal_carries_the_code_and_the_number_of_the_call(host):
    with pytest.raises(Trouble) as refused:
        menu.publish(read(LEAF.format("名字实在太长了放不下")))
    assert (refused.value.code, bool(refused.value.rid)) == (40018, True)


def test_another_menu_read_back_is_no_success(host, monkeypatch):
    other = read(LEAF.format("别的"))
    monkeypatch.setattr(menu, "live", lambda: other)
    with pytest.raises(Undeliverable, match="增 「别的」.*删 「问政策」"):
        menu.publish(read(LEAF.format("问政策")))


def test_a_broken_line_is_a_trouble_and_not_an_empty_menu(host):
    menu.publish(read(LEAF.format("问政策")))
    host.strike("menu/get", kind="code", code=-1)
    with pytest.raises(Trouble):
        menu.live()


def test_chinese_leaves_unescaped(host):
    menu.publish(read(LEAF.format("问政策")))
    with host.hub.store.look() as db:
        (body,) = db.execute("SELECT body FROM call WHERE path = 'menu/create'").fetchone()
    assert json.loads(body)["button"][0]["name"] == "问政策"
