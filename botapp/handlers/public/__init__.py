"""Pages for everybody, without a login."""

from datetime import date, datetime

from flask import Blueprint, render_template
from werkzeug.exceptions import NotFound

from botapp import clock, words
from botapp.handlers.page import door, large_print

bp = Blueprint("public", __name__)
door(bp, "public/refused.html")
large_print(bp)
NOT_HERE = "没有这一页，可能已经改了地址。"


@bp.app_template_filter("chinese_day")
def chinese_day(day: date) -> str:
    """A day as 2027年11月22日."""
    return words.day(day.isoformat())


@bp.app_template_filter("chinese_moment")
def chinese_moment(moment: datetime) -> str:
    """The day of a moment as 2027年11月22日."""
    return chinese_day(clock.day_of(moment))


@bp.errorhandler(NotFound)
def say_not_here(_error: NotFound) -> tuple[str, int]:
    """What a page of ours does not know."""
    return render_template("public/refused.html", words=NOT_HERE), 404
