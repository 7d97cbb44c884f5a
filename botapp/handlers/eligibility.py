"""资格: whether the conditions of a service fit, asked one by one; information, never a decision."""

import re
from typing import Any

from botapp import clock, dialogue, router
from botapp.forms.eligibility import FORMS, EligibilityForm, facts_of
from botapp.lib.eligibility import Rule, judge, needs, verdict
from botapp.lib.rule import RULES
from botapp.models.message import Message
from botapp.models.resident import Resident

ASKS = re.compile(
    "^(?:查|看|算|问)?(?:一下|下|查|看)?(?:我)?(?:自己)?(?:的)?资格|(?:我|自己).{0,4}(?:符合|够|满足).{0,10}(?:条件|资格|要求)"
    "|(?:查|看|算)(?:一下|下|查|看)?(?:我|自己)?(?:能不能|有没有资格|符不符合|够不够|能否)"
)
NAMED = {
    "residence_permit": re.compile("居住证|暂住证"),
    "service_card": re.compile("服务证|服务卡"),
    "childcare_subsidy": re.compile("育儿补贴|奶粉钱|养娃补贴|补贴"),
    "pre_pregnancy_check": re.compile("孕前|备孕|优生"),
    "cancer_screening": re.compile("两癌|妇检|宫颈|乳腺"),
    "hpv_vaccine": re.compile("(?i)hpv|宫颈癌疫苗|九价|二价"),
}
TOPICS = {
    "T1": "residence_permit",
    "T3": "residence_permit",
    "T4": "service_card",
    "T7": "childcare_subsidy",
    "T10": "pre_pregnancy_check",
    "T17": "hpv_vaccine",
    "T18": "cancer_screening",
}
NEXT = {
    "service_card": [("办服务证", "办服务证")],
    "residence_permit": [("居住证怎么办", "居住证怎么办")],
    "childcare_subsidy": [("育儿补贴在哪申请", "育儿补贴在哪申请")],
    "pre_pregnancy_check": [("预约", "预约")],
    "cancer_screening": [("预约两癌筛查", "预约两癌筛查")],
    "hpv_vaccine": [("HPV疫苗怎么打", "HPV疫苗怎么打")],
}
SAID = {
    "ok": "按您说的，条件都符合，可以去办。",
    "no": "按您说的，现在还不符合。",
    "missing": "按您说的，还缺一些情况，判断不了。",
}
MARKS = {"ok": "✓", "no": "✗", "missing": "？"}
ONLY_INFORMATION = "这是拿您说的对照条文，不是决定，以当地窗口为准。您刚才说的没有保存。"
WHICH = "想查哪一项？回复数字：\n"
BEGINNING = "只问用得到的，不保存。不清楚的回复「不知道」。"


@router.on_pattern(ASKS.pattern)
def begin(resident: Resident, words: str) -> str | None:
    """Begin with the rule that is named, or that the last answer was about; else ask which."""
    named = next((name for name, pattern in NAMED.items() if pattern.search(words)), "")
    name = named or TOPICS.get(Message.topic_before(resident.id), "")
    if name:
        form = FORMS[name]
        return dialogue.start(resident, form, before=f"{BEGINNING}\n{form.rule.where}")
    return WHICH + router.offer(resident, [(rule.title, f"查资格{rule.title}") for rule in RULES])


def _register(form: type[EligibilityForm]) -> None:
    """Ask a fact only while the rule still needs it, and say what came of it at the end."""
    for name in form().questions:
        dialogue.wants(form, name)(_wanted(form.rule, name))
    dialogue.fills(form)(_answer(form.rule))


def _wanted(rule: Rule, name: str) -> dialogue.Wanted:
    def is_wanted(resident: Resident, answers: dict[str, str]) -> bool:
        open_now = {question.name for question in needs(rule, facts_of(answers, clock.today()))}
        return name in answers or name in open_now

    return is_wanted


def _answer(rule: Rule) -> dialogue.Filler:
    def answer(resident: Resident, answers: dict[str, Any]) -> str:
        return told(rule, answers, router.offer(resident, [*NEXT[rule.name], ("找工作人员", "人工")]))

    return answer


def told(rule: Rule, answers: dict[str, Any], offered: str) -> str:
    """The verdict, a line for each condition with its clause, and what can be done next."""
    lines = judge(rule, facts_of(answers, clock.today()))
    rows = [f"{MARKS[line.verdict]} {line.words}（{line.clause}）" for line in lines]
    return "\n".join([f"{rule.title}：{SAID[verdict(lines)]}", *rows, rule.where, ONLY_INFORMATION, offered])


for _form in FORMS.values():
    _register(_form)
