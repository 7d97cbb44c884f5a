"""What staff may change of a service point."""

from marshmallow import Schema, fields, validate


class PointForm(Schema):
    """What residents are told about a service point; unverified facts are marked 待核实."""

    name = fields.String(
        required=True,
        validate=validate.Length(2, 30, error="2 到 30 个字。"),
        error_messages={"required": "请填写。"},
        metadata={"label": "名称"},
    )
    address = fields.String(
        load_default="", validate=validate.Length(max=100, error="最多 100 字。"), metadata={"label": "地址"}
    )
    phone = fields.String(
        load_default="",
        validate=validate.Regexp(r"^[0-9 +\-转]{0,30}\Z", error="只写数字、空格和横线。"),
        metadata={"label": "电话"},
    )
    verified = fields.Boolean(load_default=False, metadata={"label": "已核实"})
