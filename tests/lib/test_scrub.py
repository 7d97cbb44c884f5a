"""Free words keep their sense and lose what names a person."""

import pytest

from botapp.lib.scrub import scrubbed


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("我叫李芳，居住证咋办", "我叫某某，居住证咋办"),
        ("我叫张三想办居住证", "我叫某某想办居住证"),
        ("我叫王小明是外地的", "我叫某某是外地的"),
        ("我叫刘芳在厂里上班能办吗", "我叫某某在厂里上班能办吗"),
        ("电话13800001234给我回", "电话（手机号）给我回"),
        ("打我138 0000 1234", "打我（手机号）"),
        ("身份证320412190101010024丢了", "身份证（证件号）丢了"),
        ("身份证32041219010315008X丢了", "身份证（证件号）丢了"),
        ("座机0519-86661234打不通", "座机（电话）打不通"),
        ("孩子2024年3月5日生的能领吗", "孩子（日期）生的能领吗"),
        ("我住新河村3组15号要上门", "我住（住址）要上门"),
        ("a.b@example.com收不到", "（邮箱）收不到"),
    ],
)
def test_what_names_a_person_goes(said, kept):
    assert scrubbed(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "我叫不到车能改期吗",
        "我是外地人能办吗",
        "12345是什么电话",
        "2025年的补贴",
        "两癌35到64岁免费吗",
        "拨打12356",
    ],
)
def test_ordinary_words_stay(said):
    assert scrubbed(said) == said


def test_scrubbing_twice_changes_nothing_more():
    once = scrubbed("我叫李芳，13800001234，320412190101010024")
    assert scrubbed(once) == once
