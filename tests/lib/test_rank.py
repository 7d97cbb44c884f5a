"""Finding texts again: BM25 over characters, what examples teach it, and closeness to known phrasings."""

import pytest

from botapp.lib.rank import Index, Phrases, parts

PASSAGES = [
    ("permit", "居住证由公安机关办理，住满半年可以申请"),
    ("vaccine", "预防接种按居住地安排，不看户口"),
    ("leave", "产假九十八天，难产增加十五天"),
    ("leave-again", "产假九十八天，难产增加十五天"),
]


def test_the_text_that_shares_most_rare_grams_comes_first() -> None:
    assert [id_ for id_, _ in Index(PASSAGES).search("居住证怎么申请", 2)] == ["permit", "vaccine"]


def test_noise_in_the_query_changes_no_score() -> None:
    index = Index(PASSAGES)
    assert index.search("居 住 证？") == index.search("居住证")


def test_texts_that_share_nothing_are_left_out() -> None:
    assert Index(PASSAGES).search("xyz") == []


def test_no_more_than_the_wanted_number_is_given() -> None:
    assert len(Index(PASSAGES).search("产假难产天", 1)) == 1


def test_equal_scores_keep_the_order_of_the_passages() -> None:
    assert [id_ for id_, _ in Index(PASSAGES).search("难产", 2)] == ["leave", "leave-again"]


def test_bm25_counts_as_the_published_formula_does() -> None:
    # one passage of two characters and one of one; the query gram stands once in the first:
    # ln(1 + (2-1+.5)/(1+.5)) * 1 * 2.2 / (1 + 1.2*(.25 + .75*3/2)) = ln 2 * 2.2 / 2.65
    ((_, score),) = Index([("a", "甲乙"), ("b", "丙")]).search("甲")
    assert score == pytest.approx(0.57544294)


def test_example_pairs_lead_to_texts_that_share_no_word_with_the_query() -> None:
    pairs = [("生娃歇几天", "产假九十八天"), ("生娃能歇多久", "产假一百天"), ("打针看户口吗", "接种不看户口")]
    assert Index(PASSAGES).search("生娃歇多久") == []
    assert Index(PASSAGES, pairs).search("生娃歇多久")[0][0] == "leave"


def test_an_index_of_nothing_finds_nothing() -> None:
    assert Index([]).search("居住证") == []
    assert Phrases([]).closeness("居住证").size == 0


def test_the_same_phrase_is_as_close_as_can_be() -> None:
    close = Phrases([("permit", "居住证怎么办"), ("leave", "产假几天")]).closeness("居住证怎么办")
    assert list(close) == [pytest.approx(1.0), 0.0]


def test_each_id_answers_with_its_nearest_phrase() -> None:
    phrases = Phrases([("permit", "居住证"), ("permit", "暂住"), ("leave", "产假")])
    assert (
        phrases.closeness("居住证过期")[0]
        == Phrases([("permit", "居住证"), ("x", "暂住"), ("leave", "产假")]).closeness("居住证过期")[0]
    )


def test_the_frame_of_a_question_counts_less_than_its_subject() -> None:
    close = Phrases([("permit", "居住证什么时候办"), ("leave", "产假什么时候休")]).closeness(
        "居住证什么时候休"
    )
    assert close[0] > close[1]


def test_a_frame_is_kept_whole_and_apart_from_the_subject() -> None:
    assert parts("产假怎么办") == {"产", "假", "产假", " 怎么办 "}
