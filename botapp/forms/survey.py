"""What 满意度 asks: which case, a face, a line if one likes, and whether the number may stand beside it."""

from botapp.forms import Form
from botapp.forms.fields import Choice, Option, Text

FACES = (
    Option("good", "😊 满意", ("满意", "很满意", "好", "不错")),
    Option("fair", "😐 一般", ("一般", "还行", "凑合")),
    Option("poor", "☹️ 不满意", ("不满意", "差", "不好")),
)
NAMED = (
    Option("no", "匿名", ("匿名", "不写")),
    Option("yes", "写上编号，方便改进后告诉我", ("写", "写编号", "不匿名")),
)


class SurveyForm(Form):
    """Three short questions after a closed case."""

    title = "评价"
    confirmed = False

    case = Choice("评价哪件事？回复数字：", "哪件事", auto=True)
    face = Choice("办得怎么样？回复数字：", "评价", options=FACES)
    words = Text("想说一句吗？不想说回复「跳过」。", "一句话", shortest=1, longest=200, free=True, skip=True)
    named = Choice("要写上编号吗？", "署名", options=NAMED, why="匿名的话，没有人知道是谁写的")
