"""Errands told from questions: a person, one's own records, or a form."""

import pytest

from botapp.lib.intent import wanted


@pytest.mark.parametrize(
    "words",
    [
        "人工",
        "转人工",
        "转真人",
        "人工客服",
        "话务员",
        "有人吗",
        "我要找工作人员",
        "有没有人在",
        "不想和机器人说",
    ],
)
def test_asking_for_a_person_is_a_hand_over(words: str) -> None:
    intent = wanted(words)
    assert intent
    assert (intent.outcome, intent.action) == ("handoff", "人工")


@pytest.mark.parametrize(
    ("words", "action"),
    [
        ("我约的那个找不着了", "我的预约"),
        ("下午有事去不了", "我的预约"),
        ("申请到哪一步了", "进度"),
        ("服务证批下来没", "进度"),
        ("打开我的服务证", "我的服务证"),
        ("查看我的资料", "我的资料"),
        ("预约产检", "预约"),
        ("可以约明天打疫苗吗", "预约"),
        ("帮我挂号", "预约"),
        ("取消预约", "取消预约"),
        ("换个时间", "改期"),
        ("想改到下周三", "改期"),
        ("办服务证", "办服务证"),
        ("申请流动人口服务证", "办服务证"),
        ("我要反映问题", "需求"),
        ("需要上门服务", "需求"),
    ],
)
def test_an_errand_runs_its_reserved_word(words: str, action: str) -> None:
    intent = wanted(words)
    assert intent
    assert intent.action == action


@pytest.mark.parametrize(
    "words",
    [
        "怎么办服务证",
        "流动人口服务证在哪办",
        "预约要带什么",
        "怎么预约",
        "两癌筛查要带什么",
        "居住证办好了没",
        "育儿补贴申请到哪一步了",
    ],
)
def test_a_question_about_an_errand_is_none(words: str) -> None:
    assert wanted(words) is None


@pytest.mark.parametrize("words", ["人工流产", "人工智能是什么", "节约用水", "手机号约定"])
def test_words_inside_other_words_start_nothing(words: str) -> None:
    assert wanted(words) is None
