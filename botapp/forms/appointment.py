"""What a booking asks, and what a change of time asks."""

from botapp.forms import Form
from botapp.forms.fields import Choice, ComingDay, Hour

GIVERS = {"female": "女医生", "male": "男医生"}


class AppointmentForm(Form):
    """Service, place, day and time; nothing about the person."""

    title = "预约"
    closing = "回复「确认」（或 1）就约好。"

    service = Choice("您要预约哪项服务？回复数字：", "服务")
    point = Choice("在哪个服务点？", "地点", auto=True)
    day = ComingDay("哪一天方便？回复数字，或写「周三」「11月25日」：", "日期", also="time")
    time = Hour("几点？回复数字，或写「9点」：", "时间")
    given_by = Choice("想要哪位医生看？回复数字：", "医生", skip=True)


class MoveForm(Form):
    """Which appointment moves, and to when."""

    title = "改期"
    closing = "回复「确认」（或 1）就改好；没确认之前，原来的时间给您留着。"

    appointment = Choice("要改哪个预约？回复数字：", "预约", auto=True)
    day = ComingDay("改到哪一天？回复数字，或写「周三」「11月25日」：", "新日期", also="time")
    time = Hour("几点？回复数字，或写「9点」：", "新时间")
