"""Residents' spellings: width, noise, slips, dialect and old names come out as one official wording."""

import pytest

from botapp.lib.lexicon import grams, is_question, normalise, official


@pytest.mark.parametrize(
    "words", ["居住证怎么办", "居 住 证，怎么办？？", "居住证😀怎么办!!", " 居住证\u3000怎么办\n"]
)
def test_noise_between_characters_changes_nothing(words: str) -> None:
    assert normalise(words) == "居住证怎么办"


def test_full_width_letters_and_digits_are_read_as_plain_ones() -> None:
    assert normalise("ＨＰＶ１３岁") == "hpv13岁"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("暂住证咋弄", "居住证怎么办"),
        ("准生证", "生育登记"),
        ("计划生育服务证", "生育登记"),
        ("流动人口服务证", "服务证"),
        ("签住过期", "签注过期"),
        ("奶粉钱咋领", "育儿补贴怎么领"),
        ("育儿补帖", "育儿补贴"),
        ("取环", "避孕随访"),
        ("打苗苗", "接种"),
        ("两癌", "两癌筛查"),
        ("两癌筛查", "两癌筛查"),
        ("查HPV", "两癌筛查"),
        ("HPV疫苗", "hpv疫苗"),
        ("大肚子检查", "孕产妇建册"),
        ("光荣证丢了", "独生子女父母丢了"),
        ("娃上户口", "孩子落户"),
        ("计生办电话", "镇服务窗口电话"),
        ("扯证", "结婚登记"),
        ("转真人", "人工"),
    ],
)
def test_what_residents_say_becomes_the_official_term(said: str, meant: str) -> None:
    assert official(said) == meant


@pytest.mark.parametrize(
    "words",
    [
        "两癌要带什么",
        "能在这边办不",
        "要不要钱",
        "去哪办",
        "居住证咋办",
        "办好了没",
        "可以吗",
        "多少钱",
        "预约？",
    ],
)
def test_asking_is_told_from_ordering(words: str) -> None:
    assert is_question(words)


@pytest.mark.parametrize(
    "words", ["预约两癌 下周三上午", "我要办服务证", "取消预约", "居住证", "我要反映情况"]
)
def test_an_order_is_no_question(words: str) -> None:
    assert not is_question(words)


def test_grams_are_characters_and_neighbours() -> None:
    assert grams("居住证") == ["居", "住", "证", "居住", "住证"]
