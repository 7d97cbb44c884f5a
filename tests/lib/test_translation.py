"""What Model 1 learns from pairs: which question words an answer's words stand for."""

import numpy as np

from botapp.lib.translation import Translation

PAIRS = [
    ("奶粉钱多少", "育儿补贴标准"),
    ("奶粉钱怎么领", "育儿补贴申领"),
    ("产假几天", "休假天数"),
    ("产假多久", "休假天数规定"),
]


def test_without_pairs_nothing_is_learnt() -> None:
    assert not Translation(["育儿补贴"], []).is_learnt


def test_a_learnt_word_raises_the_text_that_answers_it() -> None:
    scores = Translation(["育儿补贴每年发放", "休假天数规定", "转诊单"], PAIRS).scores("奶粉钱")
    assert scores[0] > scores[1]
    assert scores[2] == 0


def test_words_that_were_never_met_change_nothing() -> None:
    assert np.array_equal(Translation(["育儿补贴"], PAIRS).scores("天气"), np.zeros(1))


def test_an_empty_text_is_harmless() -> None:
    assert Translation(["", "育儿"], PAIRS).scores("奶粉钱")[0] == 0


def test_learning_twice_from_the_same_pairs_gives_the_same_scores() -> None:
    texts = ["育儿补贴每年发放", "休假天数规定"]
    first, second = (Translation(texts, PAIRS).scores("奶粉钱几天") for _ in range(2))
    assert np.array_equal(first, second)
