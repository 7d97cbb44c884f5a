"""Story: a resident books in one line, changes, cancels; a full slot offers the nearest free ones."""


def test_one_line_books_after_a_yes(say):
    summary = say("预约两癌筛查 下周三上午9点")
    assert "12月2日 周三" in summary and "9:00" in summary and "镇服务中心" in summary
    booked = say("确认")
    assert "约好了" in booked and "12月2日 周三 9:00" in booked
    assert "12月2日 周三 9:00 两癌筛查" in say("我的预约")
