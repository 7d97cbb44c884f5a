"""Questions that lean on the last topic: they get its name; whoever names a subject is left alone."""

import pytest

from botapp.lib.topic import NAMES, leaned


@pytest.mark.parametrize(
    ("question", "before", "meant"),
    [
        ("那要带啥", "T7", "育儿补贴要带啥"),
        ("多少钱", "T3", "居住证签注多少钱"),
        ("外地的呢", "T16", "疫苗外地的呢"),
        ("在哪办", "T1", "居住证在哪办"),
    ],
)
def test_a_follow_up_is_read_with_the_topic_before(question: str, before: str, meant: str) -> None:
    assert leaned(question, before) == meant


@pytest.mark.parametrize("question", ["居住证要带啥", "今天心情不好想找人说说话聊聊天行不行呀", "谢谢"])
def test_a_question_of_its_own_is_left_alone(question: str) -> None:
    assert leaned(question, "T7") == question


def test_without_a_topic_before_nothing_is_added() -> None:
    assert leaned("多少钱", "") == "多少钱"


def test_every_topic_has_a_name() -> None:
    assert set(NAMES) == {f"T{number}" for number in range(1, 29)}
