"""What a manager says about a member of staff, and how staff change their own password."""

from typing import Any

from marshmallow import Schema, fields, validate

REQUIRED: dict[str, Any] = {"required": "请填写。"}
ROLES = ("clerk", "reviewer", "manager")


class StaffForm(Schema):
    """A new account; its password is made by the system."""

    username = fields.String(
        required=True,
        validate=validate.Regexp(r"^[a-z][a-z0-9._-]{1,30}\Z", error="小写字母开头，2 到 31 位字母、数字。"),
        error_messages=REQUIRED,
        metadata={"label": "登录名"},
    )
    name = fields.String(
        required=True,
        validate=validate.Length(2, 30, error="2 到 30 个字。"),
        error_messages=REQUIRED,
        metadata={"label": "姓名"},
    )
    role = fields.String(
        required=True,
        validate=validate.OneOf(ROLES, error="请选角色。"),
        error_messages=REQUIRED,
        metadata={"label": "角色"},
    )


class PasswordForm(Schema):
    """A change of one's own password."""

    old = fields.String(required=True, error_messages=REQUIRED, metadata={"label": "现在的密码"})
    new = fields.String(
        required=True,
        validate=validate.Length(8, 128, error="8 到 128 位。"),
        error_messages=REQUIRED,
        metadata={"label": "新密码"},
    )
