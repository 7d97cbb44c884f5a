"""转诊单: what staff write for another institution, and what that institution writes back."""

from typing import Any

from marshmallow import Schema, fields, validate

URGENCIES = {"urgent": "急：马上去", "priority": "优先：3 天内", "routine": "常规"}
REASONS = ("急危重", "不能确诊", "超出服务范围", "需要进一步检查", "需要专科", "其他")
DAY: dict[str, Any] = {"invalid": "日期请写成 2026-11-25 这样。"}


def text(label: str, longest: int, *, required: bool = False) -> fields.String:
    """A line or a few; an empty required one is named."""
    rules: list[validate.Validator] = [validate.Length(max=longest, error=f"最多 {longest} 字。")]
    if required:
        rules.append(validate.Length(min=1, error="要填。"))
    missing: dict[str, Any] = {"required": True} if required else {"load_default": ""}
    return fields.String(
        validate=rules, metadata={"label": label}, error_messages={"required": "要填。"}, **missing
    )


class ReferralForm(Schema):
    """The slip. What the resident is told: where, when, what to prepare; the rest is for the receiver."""

    to_place = text("转到哪家机构", 60, required=True)
    to_section = text("科室", 40)
    to_phone = text("对方电话", 30)
    urgency = fields.String(
        required=True,
        validate=validate.OneOf(URGENCIES, error="请选紧急程度。"),
        metadata={"label": "紧急程度"},
    )
    when = text("什么时候去", 60)
    preparation = text("居民要准备什么", 200)
    reason = fields.String(
        required=True,
        validate=validate.OneOf(REASONS, error="请选转诊原因。"),
        metadata={"label": "转诊原因"},
    )
    name = text("姓名", 40, required=True)
    sex = text("性别", 4)
    age = text("年龄", 6)
    phone = text("电话", 20)
    impression = text("初步印象", 300, required=True)
    history = text("主要现病史", 500)
    past = text("既往史", 300)
    done = text("已做的检查和处理", 500)
    doctor = text("转出医生", 40, required=True)


class FeedbackForm(Schema):
    """回转单: what the receiver found and advises."""

    diagnosis = text("诊断结果", 300, required=True)
    treatment = text("治疗", 500)
    advice = text("建议随访", 300)
    doctor = text("医生", 40, required=True)
    day = fields.Date(required=True, error_messages={**DAY, "required": "要填。"}, metadata={"label": "日期"})


PLAIN = ("to_place", "to_section", "to_phone", "urgency", "when", "preparation", "reason")
SLIP = tuple(name for name in ReferralForm().fields if name not in PLAIN)
FEEDBACK = tuple(FeedbackForm().fields)
LABELS = {
    name: field.metadata["label"]
    for form in (ReferralForm(), FeedbackForm())
    for name, field in form.fields.items()
}
