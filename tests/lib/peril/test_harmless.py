"""Harmless wordings are taken out, and nothing else with them."""

import pytest

from botapp.lib.lexicon import normalise
from botapp.lib.peril.harmless import without_harmless
from botapp.lib.safety import spot
from botapp.lib.trial import URGENT


@pytest.mark.parametrize(
    "words",
    [
        "跳楼价大甩卖",
        "家里进水了",
        "气死我了又排队",
        "材料被退回来了",
        "居住证掉河里了",
        "该打哪几针疫苗",
        "爷爷去世了户口怎么销",
        "车子打不着火",
        "九价去哪打",
    ],
)
def test_what_only_sounds_like_danger_is_taken_out(words: str) -> None:
    assert without_harmless(normalise(words)) != normalise(words)
    assert spot(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "想死",
        "我想死了",
        "孩子掉河里了",
        "他又打我",
        "被打了",
        "家里着火了",
        "我要跳楼",
        "没气了",
        "不行了 快来人",
        "去哪打人",
        "老公把我关在家里带孩子",
        "开水烫头上了",
        "打算喝药",
        "煤气罐漏气头晕",
        "自杀热线是多少",
    ],
)
def test_danger_itself_stays(words: str) -> None:
    assert without_harmless(normalise(words)) == normalise(words)


def test_danger_beside_a_harmless_word_is_still_met() -> None:
    danger = spot("家里进水了，孩子被电到了不动")
    assert danger
    assert danger.row in URGENT
