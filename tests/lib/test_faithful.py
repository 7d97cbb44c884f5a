"""A rewritten text is used only when it adds nothing."""

from pathlib import Path

import pytest

import config
from botapp.lib.faithful import added
from botapp.lib.knowledge import read_all

TEXT = (
    "居住证由公安办，到住处所在的派出所申请。要住满半年，再有稳定工作、稳定住处、连续读书其中一样。"
    "带身份证和照片。收齐材料后15日内发证，第一次领证不收钱。依据《居住证暂行条例》。"
)
PLAIN = (
    "居住证是公安办的，去住处所在的派出所申请。要住满半年，还要有稳定工作、稳定住处、连续读书其中一样。"
    "带上身份证和照片。材料收齐后15日内发证，第一次领证不收钱。依据是《居住证暂行条例》。"
)

MORE = "可以先去村委会找网格员开一张居住情况说明再来窗口排队取号。" * 3
ENTRIES = read_all(Path(config.__file__).parent / "policies")[::7]


def test_other_words_for_the_same_are_fine():
    assert added(PLAIN, TEXT) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("15日", "3日"), "数字"),
        (("第一次领证不收钱", "第一次领证收钱"), "意思可能反了"),
        (("《居住证暂行条例》", "《居住证新条例》"), "文件"),
        (("去住处", "打0519-86661234问，去住处"), "数字"),
        (("去住处", "上 https://example.com 申请，去住处"), "网址"),
        (
            (
                "带上身份证和照片。",
                "带上身份证和照片。" + "可以先去村委会找网格员开一张居住情况说明再来窗口排队取号。" * 3,
            ),
            "太多",
        ),
        ((PLAIN, "好。"), "长"),
    ],
)
def test_what_is_added_is_named(change, why):
    assert any(why in reason for reason in added(PLAIN.replace(*change), TEXT))


@pytest.mark.parametrize(
    "entry", read_all(Path(config.__file__).parent / "policies")[::7], ids=lambda e: e.slug
)
def test_the_text_itself_adds_nothing(entry):
    assert added(entry.text, entry.text) == []
