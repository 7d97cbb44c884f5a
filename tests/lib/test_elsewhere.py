"""What belongs to other offices is sent there; what is ours is kept."""

import pytest

from botapp.lib.elsewhere import referred


@pytest.mark.parametrize(
    "words",
    [
        "公积金咋提",
        "明天下雨不",
        "社会抚养费退不退",
        "身份证过期了",
        "低保怎么申请",
        "加装电梯补贴",
        "港澳通行证签注",
    ],
)
def test_what_belongs_elsewhere_is_sent_there(words: str) -> None:
    other = referred(words)
    assert other
    assert "12345" in other.text or "只讲" in other.text


@pytest.mark.parametrize(
    "words",
    ["居住证能换身份证吗", "生育津贴打到社保卡吗", "接种证入学要求", "社会抚养费还收吗", "坐公交来办居住证"],
)
def test_our_own_subjects_are_kept(words: str) -> None:
    assert referred(words) is None


@pytest.mark.parametrize("words", ["保证能批下来吗", "一定能通过吗", "给红包能不能快点办"])
def test_nothing_is_promised(words: str) -> None:
    other = referred(words)
    assert other
    assert "不能保证" in other.text
