"""Typed fields: what fits is shown in the template's order, what does not is refused by name."""

import pytest

from botapp.simulator.platform import field
from botapp.simulator.platform.fault import Fault


def fits(key: str, value: str) -> bool:
    """Whether the platform takes this value."""
    try:
        return field.check({key: "项"}, {key: {"value": value}}) == [("项", value)]
    except Fault as fault:
        assert (fault.code, fault.detail) == (47003, f"data.{key}.value invalid")
        return False


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "镇服务中心（二楼）2号窗口"),
        ("thing1", "字" * 20),
        ("short_thing3", "已受理"),
        ("number1", "12.5"),
        ("letter2", "AB"),
        ("symbol1", "※"),
        ("character_string4", "SQ-2026-0001"),
        ("time2", "9:00"),
        ("time2", "2026年11月25日 09:00"),
        ("time2", "9:00~11:30"),
        ("date3", "2026年11月25日"),
        ("date3", "2026年11月25日~2026年12月1日"),
        ("amount1", "¥12.50元"),
        ("phone_number1", "0519-12345"),
        ("car_number1", "苏D12345"),
        ("name1", "王秀英"),
        ("name1", "Mary Wang"),
        ("phrase1", "已通过"),
    ],
)
def test_a_fitting_value_is_taken(key: str, value: str) -> None:
    assert fits(key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("thing1", "字" * 21),
        ("thing1", ""),
        ("thing1", "  "),
        ("thing1", "一行\n二行"),
        ("short_thing3", "六个字太长了"),
        ("number1", "1" * 33),
        ("number1", "十二"),
        ("letter2", "A1"),
        ("symbol1", "a"),
        ("character_string4", "编号1"),
        ("time2", "24:00"),
        ("time2", "明天"),
        ("time2", "2026-11-25 09:00"),
        ("date3", "2026年13月1日"),
        ("date3", "9:00"),
        ("amount1", "12345678901"),
        ("phone_number1", "1" * 18),
        ("car_number1", "苏D12345678"),
        ("name1", "字" * 11),
        ("phrase1", "13笔"),
        ("phrase1", "六个字太长了"),
        ("mystery1", "好"),
    ],
)
def test_a_value_outside_its_type_is_refused_by_name(key: str, value: str) -> None:
    assert not fits(key, value)


def test_rows_come_in_the_templates_order() -> None:
    given = {"time2": {"value": "9:00"}, "thing1": {"value": "体检"}}
    assert field.check({"thing1": "事项", "time2": "时间"}, given) == [("事项", "体检"), ("时间", "9:00")]


@pytest.mark.parametrize(
    "given", [None, [], {}, {"thing1": "体检"}, {"thing1": {"value": "好"}, "thing9": {"value": "好"}}]
)
def test_missing_misshapen_and_unknown_fields_are_refused(given: object) -> None:
    with pytest.raises(Fault):
        field.check({"thing1": "事项"}, given)
