"""The calendar of 2026 as the official notice has it, and of 2027 as far as the law alone fixes it."""

from datetime import date, timedelta

import pytest

from botapp.lib.holiday import CalendarDay, days, has_notice


def span(first: str, last: str) -> list[date]:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    return [start + timedelta(days=ahead) for ahead in range((end - start).days + 1)]


OFF_2026 = [
    *span("2026-01-01", "2026-01-03"),
    *span("2026-02-15", "2026-02-23"),
    *span("2026-04-04", "2026-04-06"),
    *span("2026-05-01", "2026-05-05"),
    *span("2026-06-19", "2026-06-21"),
    *span("2026-09-25", "2026-09-27"),
    *span("2026-10-01", "2026-10-07"),
]
WORK_2026 = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
STATUTORY_2027 = [
    "2027-01-01",
    *["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08"],
    *["2027-04-05", "2027-05-01", "2027-05-02", "2027-06-09", "2027-09-15"],
    *["2027-10-01", "2027-10-02", "2027-10-03"],
]


def of_kind(year: int, kind: str) -> list[date]:
    return [row.day for row in days(year) if row.kind == kind]


def named(year: int) -> dict[str, str]:
    return {row.day.isoformat(): row.name for row in days(year)}


def test_days_off_of_2026_are_those_of_the_notice() -> None:
    assert of_kind(2026, "off") == OFF_2026


def test_make_up_workdays_of_2026_are_those_of_the_notice() -> None:
    assert [day.isoformat() for day in of_kind(2026, "work")] == WORK_2026


def test_days_off_of_2025_grow_by_their_weekends() -> None:
    assert of_kind(2025, "off") == [
        *span("2025-01-01", "2025-01-01"),
        *span("2025-01-28", "2025-02-04"),
        *span("2025-04-04", "2025-04-06"),
        *span("2025-05-01", "2025-05-05"),
        *span("2025-05-31", "2025-06-02"),
        *span("2025-10-01", "2025-10-08"),
    ]


def test_a_year_without_notice_has_its_statutory_days_only() -> None:
    assert [day.isoformat() for day in of_kind(2027, "off")] == STATUTORY_2027
    assert of_kind(2027, "work") == []


@pytest.mark.parametrize(("year", "known"), [(2025, True), (2026, True), (2027, False), (2040, False)])
def test_it_is_known_whether_a_year_was_announced(year: int, known: bool) -> None:
    assert has_notice(year) is known


@pytest.mark.parametrize(
    ("day", "name"),
    [
        *[("2026-01-02", "元旦"), ("2026-02-15", "春节"), ("2026-02-16", "除夕"), ("2026-02-23", "春节")],
        *[("2026-04-06", "清明节"), ("2026-09-27", "中秋节"), ("2026-10-07", "国庆节")],
        *[("2026-01-04", "元旦调休上班"), ("2026-02-28", "春节调休上班"), ("2026-09-20", "国庆节调休上班")],
        *[("2027-02-05", "除夕"), ("2027-10-03", "国庆节"), ("2028-10-03", "中秋节、国庆节")],
    ],
)
def test_days_carry_the_name_of_their_festival(day: str, name: str) -> None:
    assert named(int(day[:4]))[day] == name


def test_every_row_says_where_it_comes_from() -> None:
    assert {row.source for row in days(2026)} == {
        "国务院办公厅关于2026年部分节假日安排的通知 "
        "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"
    }
    assert all("尚未公布" in row.source for row in days(2027))


def test_rows_come_in_order_and_each_day_once() -> None:
    for year in range(2024, 2032):
        rows: list[CalendarDay] = days(year)
        assert rows == sorted(rows)
        assert len({row.day for row in rows}) == len(rows)
        assert {row.day.year for row in rows} == {year}
