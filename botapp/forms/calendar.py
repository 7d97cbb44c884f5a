"""What staff may say about a day."""

from marshmallow import Schema, fields, validate


class DayForm(Schema):
    """An exceptional day of the township: `off` or `work`, with the reason that residents read."""

    day = fields.Date(
        required=True,
        error_messages={"required": "请选日期。", "invalid": "请选日期。"},
        metadata={"label": "日期"},
    )
    kind = fields.String(
        required=True,
        validate=validate.OneOf(("off", "work"), error="请选放假或上班。"),
        error_messages={"required": "请选放假或上班。"},
        metadata={"label": "放假还是上班"},
    )
    name = fields.String(
        required=True,
        validate=validate.Length(2, 30, error="2 到 30 个字。"),
        error_messages={"required": "请填写。"},
        metadata={"label": "说明"},
    )
