"""What 需求告之 asks."""

from botapp.forms import Form
from botapp.forms.fields import Phone, Text


class NeedForm(Form):
    """A need in free words; how to call back is optional."""

    title = "说需求"
    closing = "回复「确认」就交给工作人员。"

    words = Text(
        "请说说您需要什么帮助，用自己的话写就行。",
        "需求",
        shortest=2,
        longest=500,
        free=True,
        why="只给负责答复的工作人员看，加密保存",
    )
    phone = Phone(
        "要不要留个手机号？方便工作人员打给您。",
        "手机号",
        skip=True,
        why="不留也行，会在这里答复您",
    )
