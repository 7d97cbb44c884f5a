"""What an application for the service card asks, and why."""

from marshmallow import Schema, fields, validate

from botapp.forms import Form
from botapp.forms.fields import Choice, Name, Option, PastDay, Phone, Several, Text


class CardForm(Form):
    """The least that the card needs; the document's number is never asked in a chat."""

    title = "办服务证"
    purpose = "card"
    consent_version = "2026-11"
    consent = (
        "流动人口服务证是自愿、免费的服务登记凭证，不是居住证，没有它不影响您办任何事。\n"
        "为了办证，要记下姓名、手机号、户籍地、现住址、来本地日期、居住原因，"
        "只给办证的工作人员看，加密保存到证件到期后2年，您可随时查看、更正、删除。\n"
        "身份证号不在这里收，到窗口看一次原件就行。同意吗？"
    )
    closing = "回复「确认」就提交。工作人员5个工作日内答复。"

    holder = Choice(
        "给谁办？",
        "办给",
        options=(
            Option("self", "本人", ("我", "自己", "我自己")),
            Option("child", "未满16岁的孩子（我是监护人）", ("孩子", "小孩", "娃")),
        ),
        why="别的成年人请用自己的微信办",
    )
    name = Name("证上写谁的名字？请写姓名。", "姓名", why="印在证上时只显示姓")
    phone = Phone("手机号是多少？", "手机号", why="窗口核对用，不公开")
    origin = Text(
        "户籍在哪里？写到省、市、县，如「安徽阜阳临泉县」。",
        "户籍地",
        shortest=2,
        longest=40,
        why="本镇户籍的不用办这张证",
    )
    village = Text("现在住哪个村或社区？", "现住村（社区）", shortest=2, longest=20, why="分给就近的工作人员")
    address = Text("详细住址？如「3组15号」「幸福小区2幢301」。", "详细住址", shortest=2, longest=60)
    arrived_on = PastDay(
        "哪天来本地住的？可以写「今年3月」「2025年10月1日」。", "来本地日期", why="看是否住满本镇约定的天数"
    )
    reason = Choice(
        "来本地主要做什么？",
        "居住原因",
        options=(
            Option("work", "务工", ("打工", "上班", "工作")),
            Option("farm", "务农", ("种地", "种花", "苗木")),
            Option("trade", "经商", ("做生意", "开店")),
            Option("serve", "服务业"),
            Option("family", "投靠亲友", ("投亲", "带孩子", "陪孩子")),
            Option("study", "就学", ("上学", "读书")),
            Option("other", "其他"),
        ),
    )
    wants = Several(
        "希望得到哪些服务的消息？可以选几个，如「1 3」。",
        "想要的服务",
        options=(
            Option("before", "孕前检查"),
            Option("pregnancy", "孕产服务"),
            Option("child", "儿童保健"),
            Option("vaccine", "预防接种"),
            Option("screening", "两癌筛查"),
            Option("advice", "避孕咨询"),
            Option("elder", "老年服务"),
        ),
        skip=True,
        why="不选也一样办证",
    )


class RuleForm(Schema):
    """The township's own rule for the card, as staff edit it; both are days."""

    stay_days = fields.Integer(
        required=True,
        validate=validate.Range(0, 365, error="请写 0 到 365 的整数。"),
        error_messages={"invalid": "请写整数。", "required": "请填写。"},
        metadata={"label": "要住满多少天"},
    )
    valid_days = fields.Integer(
        required=True,
        validate=validate.Range(30, 1825, error="请写 30 到 1825 的整数。"),
        error_messages={"invalid": "请写整数。", "required": "请填写。"},
        metadata={"label": "有效多少天"},
    )
