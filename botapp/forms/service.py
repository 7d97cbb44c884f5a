"""What staff may change of a service and of its weekly hours."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

REQUIRED: dict[str, Any] = {"required": "请填写。", "invalid": "写法不对。"}


def _whole(label: str, least: int, most: int, usual: int) -> fields.Integer:
    return fields.Integer(
        load_default=usual,
        validate=validate.Range(least, most, error=f"请写 {least} 到 {most}。"),
        error_messages=REQUIRED,
        metadata={"label": label},
    )


class ServiceForm(Schema):
    """How a service is offered to residents."""

    name = fields.String(
        required=True,
        validate=validate.Length(2, 30, error="2 到 30 个字。"),
        error_messages=REQUIRED,
        metadata={"label": "名称"},
    )
    preparation = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="最多 200 字。"),
        metadata={"label": "来之前要准备什么"},
    )
    notice_hours = _whole("至少提前几小时约", 0, 240, 2)
    horizon_days = _whole("最多约到几天以后", 1, 60, 14)
    most_open = _whole("一个人同时最多约几次", 1, 3, 3)
    needs_approval = fields.Boolean(load_default=False, metadata={"label": "预约要工作人员确认"})
    compares = fields.Boolean(load_default=False, metadata={"label": "约之前先给看各种方法的比较"})
    pairs = fields.Boolean(load_default=False, metadata={"label": "可以两个人一起来"})
    active = fields.Boolean(load_default=False, metadata={"label": "开放预约"})


class OpeningForm(Schema):
    """Weekly hours: a slot every so many minutes, so many seats each; weekday 0 is Monday."""

    point = fields.Integer(required=True, error_messages=REQUIRED, metadata={"label": "地点"})
    weekday = fields.Integer(
        required=True,
        validate=validate.Range(0, 6, error="请选周一到周日。"),
        error_messages=REQUIRED,
        metadata={"label": "星期"},
    )
    opens = fields.Time(required=True, error_messages=REQUIRED, metadata={"label": "开始"})
    closes = fields.Time(required=True, error_messages=REQUIRED, metadata={"label": "结束"})
    every_minutes = fields.Integer(
        required=True,
        validate=validate.Range(5, 240, error="请写 5 到 240 分钟。"),
        error_messages=REQUIRED,
        metadata={"label": "每隔几分钟"},
    )
    seats = fields.Integer(
        required=True,
        validate=validate.Range(1, 200, error="请写 1 到 200 人。"),
        error_messages=REQUIRED,
        metadata={"label": "每次几人"},
    )

    room = fields.String(
        load_default="",
        validate=validate.Length(max=20, error="最多 20 字。"),
        metadata={"label": "房间"},
    )
    given_by = fields.String(
        load_default="",
        validate=validate.OneOf(["", "female", "male"], error="请选女医生、男医生或不分。"),
        metadata={"label": "医生"},
    )
    walk_in = fields.Integer(
        load_default=0,
        validate=validate.Range(0, 200, error="请写 0 到 200 人。"),
        error_messages=REQUIRED,
        metadata={"label": "其中留给现场"},
    )

    @validates_schema
    def check_order(self, facts: dict[str, Any], **_: Any) -> None:
        """At least one slot must fit between opening and closing."""
        length = _minutes(facts["closes"]) - _minutes(facts["opens"])
        if length < facts["every_minutes"]:
            raise ValidationError("结束要晚于开始，并且至少放得下一次。", "closes")
        if facts["walk_in"] > facts["seats"]:
            raise ValidationError("不能比每次几人还多。", "walk_in")


def _minutes(moment: Any) -> int:
    return int(moment.hour * 60 + moment.minute)
