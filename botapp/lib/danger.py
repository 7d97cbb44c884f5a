"""The safety lines: what is said first, how soon staff must see it, who may read it."""

import re
from dataclasses import dataclass
from functools import cached_property

from botapp.lib.peril.sign import Sign


@dataclass(frozen=True, slots=True)
class Danger:
    """What is said at once, and how soon staff must see it: P0 in seconds, P1 in 2 hours, P2 in a day."""

    row: int
    name: str
    message: str
    priority: str
    restricted: bool


@dataclass(frozen=True)
class Line:
    """A danger with what shows it; `unless` takes away ordinary errands first; `minors` needs a child.

    Its signs are looked for as one pattern: each message is read by every line.
    """

    danger: Danger
    shown_by: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    minors: bool = False
    signs: tuple[Sign, ...] = ()

    def is_shown(self, said: str) -> bool:
        """Do normalised words show this danger?"""
        if not self._shown.search(said):
            return False
        return self.unless is None or bool(self._shown.search(self.unless.sub("", said)))

    @cached_property
    def _shown(self) -> re.Pattern[str]:
        patterns = (self.shown_by.pattern, *(sign.written for sign in self.signs))
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def any_of(*patterns: str) -> re.Pattern[str]:
    """One pattern that finds whatever any of these finds."""
    return re.compile("|".join(patterns))


EMERGENCY = Danger(
    1, "emergency", "请立即拨打 120(急救)；有危险打 110，起火 119。\n说清地址。我不能代替急救。", "P0", False
)
CRISIS = Danger(
    3,
    "crisis",
    "你现在安全吗？全国心理援助热线 12356；有立即危险请打 110/120。\n可以找身边人陪着。",
    "P0",
    True,
)
MINOR = Danger(
    5,
    "minor",
    "谢谢你说出来。请联系信任的大人，或打 110(受到伤害)、12356。\n如果你正受到伤害，我们可能依法需要报告。",
    "P0",
    True,
)
VIOLENCE = Danger(
    4,
    "violence",
    "你的安全最重要。危险时打 110，妇女维权 12338。\n想和工作人员说，请回复「人工」；看完可清除对话。",
    "P0",
    True,
)
THREAT = Danger(
    6, "threat", "请打 110。\n非法鉴定胎儿性别、非法行医的线索，也可打 12345 转卫生健康部门。", "P0", True
)
OUTBREAK = Danger(
    7, "outbreak", "请尽快到门诊，并打 12345 报告；情况急就打 120。\n工作人员会转告卫生院。", "P1", False
)
LEAK = Danger(
    8,
    "leak",
    "您反映的个人资料问题已收到，会登记编号并由工作人员核查。\n要查看或删除自己的资料，请回复「我的资料」。",
    "P1",
    True,
)
FORCED = Danger(
    10,
    "forced",
    "没有任何工作人员可以强迫生育或避孕选择。《人口与计划生育法》第二十条：育龄夫妻自主选择避孕节育措施。\n"
    "要反映请打 12345，或向纪检部门反映；回复「人工」找工作人员。",
    "P1",
    True,
)
SEX_OF_A_CHILD = Danger(
    12,
    "fetal sex",
    "这个不能答，也不能帮着看。《人口与计划生育法》第三十九条：严禁非医学需要的胎儿性别鉴定。\n"
    "孕期检查请按医生安排，回复「预约」可约产检。",
    "P2",
    False,
)
MEDICAL = Danger(
    2,
    "medical",
    "我不能判断病情或用药。请到镇卫生院/门诊，必要时打120。\n回复「预约」约门诊，或回复「人工」。",
    "P2",
    False,
)
COMPLAINT = Danger(
    9,
    "complaint",
    "您的意见已收到，会转给工作人员。\n也可以打 12345；回复「需求」写下经过，会给您编号和答复时间。",
    "P2",
    False,
)
ATTACK = Danger(
    11, "attack", "这个不能做：只能看您自己的资料，办事规则也不能改。\n回复「帮助」看能办什么。", "P2", False
)
