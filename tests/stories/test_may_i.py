"""A resident asks whether the conditions fit: only what is needed is asked, and nothing is kept."""

import pytest

from botapp import clock
from botapp.db import db
from botapp.models.draft import Draft


def test_what_fits_is_said_line_by_line_with_its_clause(say):
    first = say("查一下我能不能办居住证")
    assert "不保存" in first and "您的户口在本地吗" in first
    assert "什么时候来本地" in say("不在")
    assert "有工作吗" in say("大半年")
    told = say("有")
    assert "条件都符合" in told and "《居住证暂行条例》第二条" in told and "不是决定" in told
    assert told.count("✓") == 3


def test_once_the_answer_is_no_nothing_more_is_asked(say):
    say("查资格居住证")
    told = say("本地的，是")
    assert "还不符合" in told or "回复 1" in told
    say("查资格居住证")
    told = say("1")
    assert "还不符合" in told and "✗" in told


def test_what_is_not_known_is_left_open(say):
    say("查资格居住证")
    say("不是本地")
    say("不知道")
    for _ in range(3):
        told = say("不清楚")
    assert "判断不了" in told and "？" in told


def test_nothing_is_kept_of_it(say):
    say("查资格两癌筛查")
    say("是")
    say("40")
    assert "条件都符合" in say("没查过")
    db.session.rollback()
    assert db.session.query(Draft).count() == 0


def test_it_leans_on_the_answer_before(say):
    assert "查资格" in say("育儿补贴是什么")
    assert "亲生或依法收养" in say("查资格")


def test_without_a_service_it_is_asked_which(say):
    listed = say("查资格")
    assert "居住证" in listed and "两癌筛查" in listed
    assert "您的户口在本地吗" in say("1") or "依法" in say("1")


@pytest.mark.parametrize(
    ("born", "told"),
    [("2025年3月5日", "条件都符合"), ("2021年3月5日", "还不符合"), ("2022年3月5日", "还不符合")],
)
def test_the_subsidy_by_day_of_birth(say, born, told):
    """For a child born before 2025 the first application was due by the end of 2025."""
    assert clock.today().year == 2026
    say("查资格育儿补贴")
    say("是")
    say("是")
    answer = say(born)
    answer = answer if "还不符合" in answer else say("没申请过")
    assert told in answer


def test_form_commands_work(say):
    say("查资格居住证")
    say("不在本地")
    assert "您的户口在本地吗" in say("上一步")
    assert "取消" in say("取消")
    assert "没有没填完" in say("继续")
