"""Questions that ask the same thing come together, the biggest group first, always the same way."""

from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.cluster import clusters

CATS = ["给猫打针去哪里", "猫咪打针在哪", "请问哪里可以给猫打针"]
TAXES = ["个税怎么退", "退个税在哪办"]


def test_the_same_thing_in_other_words_is_one_group():
    groups = clusters([*TAXES, *CATS])
    assert groups == [[2, 3, 4], [0, 1]]


def test_no_questions_are_no_groups():
    assert clusters([]) == []


@given(st.lists(st.text("猫狗打针个税退居住证哪里怎么", min_size=1, max_size=8), max_size=30))
def test_every_question_is_in_one_group(questions):
    groups = clusters(questions)
    assert sorted(place for group in groups for place in group) == list(range(len(questions)))
    assert [len(group) for group in groups] == sorted((len(group) for group in groups), reverse=True)
    assert clusters(questions) == groups
