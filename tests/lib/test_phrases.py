"""How people say when: a list that was written before the grammar had rows for it.

Nine in ten are understood; what is not understood is asked, or marked as a guess that is read back.
"""

from datetime import date

from botapp.lib.chinese import When, when

TODAY = date(2026, 11, 23)  # a Monday
PHRASES: list[tuple[str, str | None, str | None]] = [
    ("今天下午3点", "2026-11-23", "15:00"),
    ("今儿下午两点半", "2026-11-23", "14:30"),
    ("明天上午九点", "2026-11-24", "09:00"),
    ("明儿早上8点半", "2026-11-24", "08:30"),
    ("后天10点", "2026-11-25", "10:00"),
    ("大后天", "2026-11-26", None),
    ("周三9点", "2026-11-25", "09:00"),
    ("这周五下午", "2026-11-27", None),
    ("本周四十点一刻", "2026-11-26", "10:15"),
    ("下周一", "2026-11-30", None),
    ("下周三上午9点", "2026-12-02", "09:00"),
    ("下个星期二", "2026-12-01", None),
    ("下礼拜五早上", "2026-12-04", None),
    ("下下周一", "2026-12-07", None),
    ("礼拜天", "2026-11-29", None),
    ("周末", "2026-11-28", None),
    ("11月25日", "2026-11-25", None),
    ("11月25号上午10点15", "2026-11-25", "10:15"),
    ("12.2", "2026-12-02", None),
    ("12/2 9:00", "2026-12-02", "09:00"),
    ("2026-12-02 09:15", "2026-12-02", "09:15"),
    ("2026年12月2日", "2026-12-02", None),
    ("十二月二号", "2026-12-02", None),
    ("二十五号", "2026-11-25", None),
    ("25号下午两点", "2026-11-25", "14:00"),
    ("下个月3号", "2026-12-03", None),
    ("下月五号九点", "2026-12-05", "09:00"),
    ("月底", "2026-11-30", None),
    ("这个月30号", "2026-11-30", None),
    ("三天后", "2026-11-26", None),
    ("两个星期后", "2026-12-07", None),
    ("一周后", "2026-11-30", None),
    ("过两天", "2026-11-25", None),
    ("明天中午12点", "2026-11-24", "12:00"),
    ("后天八点三刻", "2026-11-25", "08:45"),
    ("明天差一刻十点", "2026-11-24", "09:45"),
    ("明早9点", "2026-11-24", "09:00"),
    ("明晚7点", "2026-11-24", "19:00"),
    ("今晚八点", "2026-11-23", "20:00"),
    ("后天下午", "2026-11-25", None),
    ("元旦", "2027-01-01", None),
    ("元旦后第一个工作日", "2027-01-04", None),
    ("国庆后第一个工作日", "2027-10-08", None),
    ("春节后第一个工作日", None, None),
    ("腊月初八", "2027-01-15", None),
    ("农历十月二十", "2026-11-28", None),
    ("正月十五", "2027-02-20", None),
    ("冬至", None, None),
    ("下周一或者周二", None, None),
    ("随便哪天", None, None),
    ("都行", None, None),
    ("2月30号", None, None),
    ("星期八", None, None),
    ("昨天", None, None),
    ("25点", None, None),
    ("上午9点半", None, "09:30"),
    ("九点", None, "09:00"),
    ("9:15", None, "09:15"),
    ("下午3点20", None, "15:20"),
    ("星期3上午10點", "2026-11-25", "10:00"),
    ("下週三早上九點半", "2026-12-02", "09:30"),
    ("12月2日（周三）9点", "2026-12-02", "09:00"),
    ("12月2日周四", None, None),
    ("月初", None, None),
    ("明天或后天", None, None),
    ("工作日都可以", None, None),
]


def understood(words: str) -> tuple[str | None, str | None]:
    told = when(words, TODAY)
    return (
        told.day.isoformat() if told.day else None,
        told.time.isoformat("minutes") if told.time else None,
    )


def is_silently_wrong(told: When, words: str, day: str | None, hour: str | None) -> bool:
    said_day, said_hour = understood(words)
    differs = said_day not in (None, day) or said_hour not in (None, hour)
    return differs and not told.guessed


def test_nine_in_ten_are_understood():
    right = [words for words, day, hour in PHRASES if understood(words) == (day, hour)]
    assert len(PHRASES) >= 60
    assert len(right) / len(PHRASES) >= 0.9


def test_none_is_silently_wrong():
    wrong = [words for words, day, hour in PHRASES if is_silently_wrong(when(words, TODAY), words, day, hour)]
    assert wrong == []
