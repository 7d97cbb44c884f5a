"""Typed fields: whatever goes in, what comes out is taken by the platform, and says nothing else."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from botapp.lib.field import KINDS, fit, shorten
from botapp.simulator.platform import field as judge

ANYTHING = st.text(max_size=80)
ALPHABET = "两癌筛查预约已确认请带证件到镇服务中心办理，。；、（）0123456789:.- abcXYZ"
CHINESE = st.text(ALPHABET, max_size=80)
MOMENTS = st.datetimes().map(lambda moment: f"{moment:%Y-%m-%d %H:%M}")


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(value=st.one_of(ANYTHING, CHINESE, MOMENTS, st.from_regex(r"[¥$]?[\d,]{1,40}(\.\d{1,40})?元?")))
def test_what_comes_out_is_taken_by_the_platform(kind: str, value: str) -> None:
    try:
        told = fit(f"{kind}1", value)
    except ValueError:
        return
    assert judge.check({f"{kind}1": "项"}, {f"{kind}1": {"value": told}}) == [("项", told)]


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(value=st.one_of(ANYTHING, CHINESE))
@example(value="U¨")
def test_what_fits_stays_as_it_is(kind: str, value: str) -> None:
    try:
        told = fit(f"{kind}1", value)
    except ValueError:
        return
    assert fit(f"{kind}1", told) == told


@given(CHINESE)
@example("编号 FW-2026-000001 的服务证已办好")
def test_a_number_is_kept_whole_or_not_at_all(text: str) -> None:
    try:
        told = fit("thing1", text)
    except ValueError:
        return
    runs = re.findall(r"[0-9A-Za-z.:-]*\d[0-9A-Za-z.:-]*", text)
    for part in re.findall(r"[0-9A-Za-z.:-]*\d[0-9A-Za-z.:-]*", told.rstrip("…")):
        assert part in runs or any(run.startswith(part) and run[len(part)] in ".:-" for run in runs), part


@given(st.text(ALPHABET, min_size=30, max_size=80))
def test_a_shortened_text_is_the_beginning_and_says_that_there_is_more(text: str) -> None:
    try:
        told = fit("thing1", text)
    except ValueError:
        return
    shown = re.sub(" +", " ", text).strip()
    assert told == shown or (told.endswith("…") and shown.startswith(told[:-1]))


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("thing1", "您的预约已确认，请提前十分钟到镇服务中心二楼窗口", "您的预约已确认…"),
        ("thing1", "请带好身份证原件。到二楼窗口交给工作人员核对后领证", "请带好身份证原件…"),
        ("thing1", "请您到镇服务中心办事大厅的南门进（二楼左转）窗口", "请您到镇服务中心办事大厅的南门进…"),
        (
            "thing1",
            "请打镇里的服务电话咨询后再来办理号码是051912345678",
            "请打镇里的服务电话咨询后再来办理号码是…",
        ),
        ("thing1", "第一行\n第二行", "第一行 第二行"),
        ("short_thing2", "等待工作人员确认", "等待工作…"),
        ("number1", "1,234,567.5", "1234567.5"),
        ("number1", f"0.{'3' * 40}", f"0.{'3' * 30}"),
        ("time2", "2026-11-25 9:05", "2026年11月25日 9:05"),
        ("time2", "9:00至11:30", "9:00~11:30"),
        ("date3", "2026/12/01", "2026年12月1日"),
        ("date3", "2026年11月25日 ~ 2026年12月1日", "2026年11月25日~2026年12月1日"),
        ("amount1", "￥1,200.50元", "¥1200.50元"),
        ("character_string1", "FW-2026-000001", "FW-2026-000001"),
        ("name1", "古丽米拉·阿不都热合曼·买买提", "古丽米拉"),
        ("name1", "Maria Fernanda Gonzalez", "Maria Fernanda"),
        ("phone_number1", "（0519）1234 5678", "(0519)1234 5678"),
        ("car_number1", "苏d 12345", "苏D12345"),
        ("phrase1", "已通过，请领证", "已通过"),
    ],
)
def test_a_value_is_shortened_by_its_meaning(key: str, value: str, told: str) -> None:
    assert fit(key, value) == told


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "  \n"),
        ("thing1", "5" * 21),
        ("number1", "十二"),
        ("number1", "-5"),
        ("number1", "1" * 33),
        ("letter1", "A1"),
        ("character_string1", "S" * 33),
        ("character_string1", "编号1"),
        ("time1", "明天"),
        ("time1", "2026年11月25日"),
        ("time1", "24:00"),
        ("date1", "2026年2月30日"),
        ("date1", "9:00"),
        ("amount1", "12345678901"),
        ("phone_number1", "1" * 18),
        ("car_number1", "苏D12345678"),
        ("name1", "王Mary"),
        ("name1", "字" * 11),
        ("phrase1", "13笔"),
        ("phrase1", "六个字太长了"),
        ("const1", "已确认"),
        ("mystery1", "好"),
    ],
)
def test_what_cannot_be_said_in_its_kind_is_refused(key: str, value: str) -> None:
    with pytest.raises(ValueError):
        fit(key, value)


def test_every_kind_of_the_platform_is_known() -> None:
    assert set(KINDS) == set(judge.RULES)


def test_a_text_within_its_limit_is_not_touched() -> None:
    assert shorten("字" * 20, 20) == "字" * 20
