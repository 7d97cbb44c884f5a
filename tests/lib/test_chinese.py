"""What residents type for days and times, as a table; today is Monday 23 November 2026."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp.lib.chinese import (
    Arrival,
    TimeOfDay,
    When,
    day,
    number,
    past_day,
    say_day,
    say_moment,
    time_of_day,
    when,
)

TODAY = date(2026, 11, 23)
days_of_our_time = st.dates(date(2020, 1, 1), date(2080, 12, 31))

DAYS = {
    "今天": "2026-11-23",
    "今日": "2026-11-23",
    "明天": "2026-11-24",
    "明儿": "2026-11-24",
    "后天": "2026-11-25",
    "大后天": "2026-11-26",
    "明早": "2026-11-24",
    "明晚": "2026-11-24",
    "明下午": "2026-11-24",
    "周一": "2026-11-23",
    "周三": "2026-11-25",
    "星期三": "2026-11-25",
    "礼拜三": "2026-11-25",
    "週三": "2026-11-25",
    "周3": "2026-11-25",
    "周日": "2026-11-29",
    "星期天": "2026-11-29",
    "下周一": "2026-11-30",
    "下周三": "2026-12-02",
    "下个星期三": "2026-12-02",
    "下礼拜天": "2026-12-06",
    "下下周一": "2026-12-07",
    "本周五": "2026-11-27",
    "这周五": "2026-11-27",
    "这个星期五": "2026-11-27",
    "周末": "2026-11-28",
    "下周末": "2026-12-05",
    "11月25日": "2026-11-25",
    "11月25号": "2026-11-25",
    "11月25": "2026-11-25",
    "11 月 25 日": "2026-11-25",
    "１１月２５日": "2026-11-25",
    "十一月二十五号": "2026-11-25",
    "十二月三号": "2026-12-03",
    "11月23日": "2026-11-23",
    "11月22日": "2027-11-22",
    "5月1日": "2027-05-01",
    "11-25": "2026-11-25",
    "11/25": "2026-11-25",
    "12/1": "2026-12-01",
    "11/25号": "2026-11-25",
    "2026年11月25日": "2026-11-25",
    "二〇二六年十二月一日": "2026-12-01",
    "2026-11-25": "2026-11-25",
    "2026/11/25": "2026-11-25",
    "2026.12.1": "2026-12-01",
    "2025年5月1日": "2025-05-01",
    "明年5月1日": "2027-05-01",
    "今年5月1日": "2026-05-01",
    "后年5月1日": "2028-05-01",
    "去年5月1日": "2025-05-01",
    "25号": "2026-11-25",
    "25日": "2026-11-25",
    "二十五号": "2026-11-25",
    "二十八日": "2026-11-28",
    "11.25": "2026-11-25",
    "23号": "2026-11-23",
    "3号": "2026-12-03",
    "31号": "2026-12-31",
    "下个月3号": "2026-12-03",
    "下月三号": "2026-12-03",
    "下下个月3号": "2027-01-03",
    "本月28日": "2026-11-28",
    "3天后": "2026-11-26",
    "三天以后": "2026-11-26",
    "十天之后": "2026-12-03",
    "100天后": "2027-03-03",
    "一周后": "2026-11-30",
    "两个星期后": "2026-12-07",
    "一个月后": "2026-12-23",
    "月底": "2026-11-30",
    "下月底": "2026-12-31",
    "11月底": "2026-11-30",
    "2月底": "2027-02-28",
    "下个月月底": "2026-12-31",
    "11月25日 周三": "2026-11-25",
    "25号(周三)": "2026-11-25",
    "周三11月25日": "2026-11-25",
    "后天性质的问题": None,
    "2月30日": None,
    "13月5日": None,
    "2月29日": None,
    "农历十月二十": "2026-11-28",
    "腊月二十": "2027-01-27",
    "十二月初五": "2027-01-12",
    "上周三": None,
    "每周三办公吗": None,
    "一周一次": None,
    "嘉泽路25号": None,
    "3号楼": None,
    "1号窗口": None,
    "第5号": None,
    "3月2次": None,
    "3-4岁": None,
    "0519-86512345": None,
    "孕13周前": None,
    "11月": None,
    "下周": None,
    "1日3次": None,
    "每月15号": None,
    "国办函2026年12号": None,
    "打了2/3针": None,
}

TIMES = {
    "上午9点": ("09:00", "上午", False),
    "上午 9 点": ("09:00", "上午", False),
    "上午大概9点": ("09:00", "上午", False),
    "九点半": ("09:30", "上午", False),
    "下午3点一刻": ("15:15", "下午", False),
    "下午三点三刻": ("15:45", "下午", False),
    "9:30": ("09:30", "上午", False),
    "９：３０": ("09:30", "上午", False),
    "15:00": ("15:00", "下午", False),
    "15点": ("15:00", "下午", False),
    "下午15点": ("15:00", "下午", False),
    "早上8点": ("08:00", "上午", False),
    "早8点": ("08:00", "上午", False),
    "中午12点": ("12:00", "下午", False),
    "中午11点半": ("11:30", "上午", False),
    "中午1点": ("13:00", "下午", False),
    "晚上7点": ("19:00", "下午", False),
    "9点": ("09:00", "上午", False),
    "9点钟": ("09:00", "上午", False),
    "9点整": ("09:00", "上午", False),
    "9点30": ("09:30", "上午", False),
    "9点30分": ("09:30", "上午", False),
    "九点零五": ("09:05", "上午", False),
    "十点四十五分": ("10:45", "上午", False),
    "11时30分": ("11:30", "上午", False),
    "十一點": ("11:00", "上午", False),
    "下午一点": ("13:00", "下午", False),
    "03:00": ("03:00", "上午", False),
    "2点": ("14:00", "下午", True),
    "3点": ("15:00", "下午", True),
    "两点半": ("14:30", "下午", True),
    "3:00": ("15:00", "下午", True),
    "一点": ("13:00", "下午", True),
    "7点": ("07:00", "上午", True),
    "上午15点": ("15:00", "下午", True),
    "下午3点以后": ("15:00", "下午", True),
    "9点左右": ("09:00", "上午", True),
    "上午9点到10点": ("09:00", "上午", True),
    "8:30-11:30": ("08:30", "上午", True),
    "上午": (None, "上午", False),
    "早上": (None, "上午", False),
    "下午": (None, "下午", False),
    "晚上": (None, "下午", False),
    "上午好吗": (None, "上午", False),
    "中午": ("12:00", "下午", True),
    "上午12点": ("12:00", "下午", False),
    "下午12点": ("12:00", "下午", False),
    "24:00": (None, "下午", True),
    "晚上12点": (None, "下午", True),
}

NEITHER = [
    "12345热线",
    "孩子两岁半",
    "3600元",
    "9楼",
    "我来嘉泽两个月了",
    "24小时有人吗",
    "便宜一点行不行",
    "早点来可以吗",
    "我有两点建议",
    "早上好",
    "下午好呀",
    "一时半会办不好",
    "三胎罚不罚钱",
    "产后42天复查",
    "35到64岁",
    "13812345678",
    "2025年生的孩子",
    "户口在1栋3单元",
    "体温37.5",
    "打8折",
    "25:61",
    "9点60分",
    "9点99分之一吗99点",
    "",
    "9" * 5000,
]

SENTENCES = {
    "预约两癌筛查 下周三上午9点": When(date(2026, 12, 2), time(9), "上午", rest="预约两癌筛查"),
    "下周三上午9点预约两癌筛查": When(date(2026, 12, 2), time(9), "上午", rest="预约两癌筛查"),
    "明早8点半的预防接种": When(date(2026, 11, 24), time(8, 30), "上午", rest="预防接种"),
    "预约 两癌筛查 2026-11-25 9:30": When(date(2026, 11, 25), time(9, 30), "上午", rest="预约 两癌筛查"),
    "后天下午，孕妇建册": When(date(2026, 11, 25), None, "下午", rest="孕妇建册"),
    "11月25日（周三）9:00 儿童保健": When(date(2026, 11, 25), time(9), "上午", rest="儿童保健"),
    "我想周五两点来拿叶酸": When(date(2026, 11, 27), time(14), "下午", guessed=True, rest="我想 来拿叶酸"),
    "11月26日周三上午": When(date(2026, 11, 26), None, "上午", guessed=True),
    "25号9点带2个孩子打针": When(date(2026, 11, 25), time(9), "上午", rest="带2个孩子打针"),
    "明天9点2个人": When(date(2026, 11, 24), time(9), "上午", rest="2个人"),
    "把周三9点的预约改到周五": When(date(2026, 11, 27), rest="把周三9点的预约改到"),
    "9点改成10点": When(None, time(10), "上午", rest="9点改成"),
    "周三改到几点合适": When(date(2026, 11, 25), rest="改到几点合适"),
    "下周三9点": When(date(2026, 12, 2), time(9), "上午"),
    "周三十点": When(date(2026, 11, 25), time(10), "上午"),
    "过两天来": When(date(2026, 11, 25), guessed=True, rest="来"),
    "半个月后": When(date(2026, 12, 8), guessed=True),
    "预约产后42天": When(rest="预约产后42天"),
}

ARRIVALS = {
    "今年3月": ("2026-03-01", True),
    "去年8月": ("2025-08-01", True),
    "去年八月份来的": ("2025-08-01", True),
    "前年10月": ("2024-10-01", True),
    "2024年5月": ("2024-05-01", True),
    "2024-05": ("2024-05-01", True),
    "2024.5": ("2024-05-01", True),
    "3月": ("2026-03-01", True),
    "12月": ("2025-12-01", True),
    "上个月": ("2026-10-01", True),
    "上上个月": ("2026-09-01", True),
    "这个月": ("2026-11-01", True),
    "去年年底": ("2025-12-01", True),
    "今年年初": ("2026-01-01", True),
    "三个月前": ("2026-08-23", True),
    "来了三个月了": ("2026-08-23", True),
    "半年前": ("2026-05-23", True),
    "半年多": ("2026-05-23", True),
    "两年前": ("2024-11-23", True),
    "一年半前": ("2025-05-23", True),
    "两周前": ("2026-11-09", True),
    "10天前": ("2026-11-13", True),
    "2025-03-01": ("2025-03-01", False),
    "2025年3月1日": ("2025-03-01", False),
    "去年8月15号": ("2025-08-15", False),
    "3月5日": ("2026-03-05", False),
    "12月5日": ("2025-12-05", False),
    "上个月5号": ("2026-10-05", False),
    "昨天": ("2026-11-22", False),
    "前天": ("2026-11-21", False),
    "今天": ("2026-11-23", False),
    "上周三": ("2026-11-18", False),
    "明天": None,
    "2027年3月": None,
    "今年12月": None,
    "2025年2月30日": None,
    "去年": None,
    "很久了": None,
    "12345": None,
    "三千年前": None,
}


@pytest.mark.parametrize(("words", "expected"), DAYS.items())
def test_everyday_days_are_understood(words: str, expected: str | None) -> None:
    assert day(words, TODAY) == (date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(("words", "expected"), TIMES.items())
def test_everyday_times_are_understood(words: str, expected: tuple[str | None, str, bool]) -> None:
    clock, half, guessed = expected
    found = time_of_day(words)
    assert found is not None
    assert (found.time, found.half, found.guessed) == (clock and time.fromisoformat(clock), half, guessed)


@pytest.mark.parametrize("words", NEITHER)
def test_numbers_that_are_no_dates_stay_words(words: str) -> None:
    assert when(words, TODAY) == When(rest=words)
    assert time_of_day(words) is None


@pytest.mark.parametrize(("words", "expected"), SENTENCES.items())
def test_a_sentence_is_split_into_day_time_and_the_rest(words: str, expected: When) -> None:
    assert when(words, TODAY) == expected


@pytest.mark.parametrize(("words", "expected"), ARRIVALS.items())
def test_days_of_arrival_are_understood(words: str, expected: tuple[str, bool] | None) -> None:
    wanted = Arrival(date.fromisoformat(expected[0]), approximate=expected[1]) if expected else None
    assert past_day(words, TODAY) == wanted


@pytest.mark.parametrize(
    ("today", "words", "expected"),
    [
        *[("2026-11-27", "周末", "2026-11-28"), ("2026-11-28", "周末", "2026-11-28")],
        *[("2026-11-29", "周末", "2026-11-29"), ("2026-11-29", "下周一", "2026-11-30")],
        *[("2026-11-25", "本周一", "2026-11-23"), ("2026-11-25", "周三", "2026-11-25")],
        *[("2027-01-31", "30号", "2027-03-30"), ("2027-01-31", "一个月后", "2027-02-28")],
        *[("2026-12-31", "明天", "2027-01-01"), ("2026-12-15", "下个月3号", "2027-01-03")],
        *[("2027-12-01", "2月29日", "2028-02-29"), ("2026-12-31", "12-31", "2026-12-31")],
    ],
)
def test_days_are_counted_from_today(today: str, words: str, expected: str) -> None:
    assert day(words, date.fromisoformat(today)) == date.fromisoformat(expected)


def test_last_week_is_the_calendar_week_before() -> None:
    assert past_day("上周三", date(2026, 11, 26)) == Arrival(date(2026, 11, 18), approximate=False)


@given(days_of_our_time)
def test_a_day_that_we_say_is_understood_when_a_resident_repeats_it(today: date) -> None:
    for ahead in (0, 1, 30, 300):
        said = today + timedelta(days=ahead)
        assert when(say_moment(said, time(9, 15)), today) == When(said, time(9, 15), "上午")


@given(days_of_our_time, st.sampled_from("一二三四五六日"))
def test_bare_weekday_is_the_nearest_one_and_next_week_starts_on_monday(today: date, name: str) -> None:
    bare, following = day(f"周{name}", today), day(f"下周{name}", today)
    assert bare is not None
    assert following is not None
    assert 0 <= (bare - today).days < 7
    assert following.isocalendar().week == (today + timedelta(days=7)).isocalendar().week


@given(days_of_our_time, st.integers(1, 31))
def test_bare_day_of_month_is_never_past(today: date, wanted: int) -> None:
    found = day(f"{wanted}号", today)
    assert found is not None
    assert found.day == wanted
    assert 0 <= (found - today).days <= 62


@given(days_of_our_time, st.integers(1, 12), st.integers(1, 28))
def test_arrival_is_never_in_the_future(today: date, month: int, wanted: int) -> None:
    for words in (f"{month}月", f"{month}月{wanted}日", f"{month}个月前"):
        found = past_day(words, today)
        assert found is not None
        assert found.day <= today


@given(
    st.text(st.sampled_from("今明后天下周星期一三十12/-年月日号点:半上午前个两早晚改到٣\u3000")),
    days_of_our_time,
)
def test_no_words_break_the_reading(words: str, today: date) -> None:
    when(words, today)
    past_day(words, today)


def test_the_half_day_comes_with_the_time() -> None:
    assert time_of_day("下午三点") == TimeOfDay(time(15), "下午")


def test_weekday_in_our_own_form() -> None:
    assert say_day(date(2026, 11, 25)) == "11月25日 周三"
    assert say_moment(date(2026, 11, 25), time(9)) == "11月25日 周三 9:00"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        *[
            ("十二", 12),
            ("十", 10),
            ("二十", 20),
            ("两", 2),
            ("九十九", 99),
            ("二〇二六", 2026),
            ("１２", 12),
        ],
        *[(" 7 ", 7), ("零", 0), ("", None), ("十十", None), ("一点", None), ("岁", None), ("²", None)],
        ("9" * 5000, None),
    ],
)
def test_numerals(words: str, expected: int | None) -> None:
    assert number(words) == expected


@given(st.integers(1, 99))
def test_every_numeral_up_to_99_is_read(value: int) -> None:
    tens, ones = divmod(value, 10)
    digits = "零一二三四五六七八九"
    words = (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")
    assert number(words) == value
