"""What differs between two texts: nothing is lost, and what is the same is not shown as changed."""

from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.diff import runs

TEXTS = st.text("居住证半年以上带身份。", max_size=40)


@given(TEXTS, TEXTS)
def test_runs_give_both_texts_again(old, new):
    told = runs(old, new)
    assert "".join(run.text for run in told if run.kind != "gone") == new
    assert "".join(run.text for run in told if run.kind != "new") == old


def test_an_added_sentence_is_one_run():
    told = runs("带身份证。", "带身份证。带照片。")
    assert [(run.kind, run.text) for run in told] == [("same", "带身份证。"), ("new", "带照片。")]


def test_small_islands_go_with_the_change():
    kinds = [run.kind for run in runs("甲乙丙丁戊", "子乙丑丁寅")]
    assert kinds == ["gone", "new"]


def test_equal_texts_are_one_run():
    assert [run.kind for run in runs("一样", "一样")] == ["same"]
    assert runs("", "") == []
