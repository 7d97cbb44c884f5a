"""政策: answers from approved entries with their source; choices when unsure; an honest no."""

import re

from botapp import clock, router
from botapp.lib.answer import BYTES, Outcome
from botapp.lib.lexicon import is_question
from botapp.lib.topic import may_lean
from botapp.models.consent import Consent, Purpose
from botapp.models.helpdesk import Conversation
from botapp.models.message import Message
from botapp.models.policy import Policy
from botapp.models.question import Lesson, Question
from botapp.models.resident import Resident
from botapp.router import Stage, Topical, plain

CHOSEN, NONE_OF_THEM = "政策：", "都不是"
LATER = [("有了答案告诉我", "有答案告诉我"), ("找工作人员", "人工")]
NOT_MEANT = "知道了，问题已记下，工作人员会看到。您可以换个说法再问，或者：\n"
KEPT = "记下了，工作人员来了会看到。不用人工了请回复「结束对话」。"
CERTAIN = 0.8
JUDGED = {"T1", "T4", "T7", "T10", "T17", "T18"}  # topics whose conditions can be looked at one by one
JUDGE = "\n想知道自己符不符合，回复「查资格」。"
LEAST_ASKED = 3  # characters of a question that staff may learn from
LETTER = re.compile(r"[^\W\d_]")
TOPICS = [
    ("居住证怎么办", "居住证怎么办"),
    ("育儿补贴怎么领", "育儿补贴怎么领"),
    ("生育登记", "生育登记怎么办"),
    ("产假和生育津贴", "产假有多少天"),
    ("两癌筛查", "两癌筛查是什么"),
    ("打疫苗", "外地孩子打疫苗"),
    ("流动人口服务证", "流动人口服务证是什么"),
]
NEWS = [
    ("育儿补贴申请到年底截止", "育儿补贴什么时候截止"),
    ("结婚登记不用户口本", "领证要户口本吗"),
    ("适龄女孩免费HPV疫苗", "HPV疫苗免费吗"),
    ("生育津贴直接发给本人", "生育津贴怎么领"),
]


@router.on("问政策", "政策", "政策咨询", "常问的事")
def topics(resident: Resident, words: str) -> str:
    """What is asked most."""
    return f"常问的事，回复数字，也可以直接写您的问题：\n{router.offer(resident, TOPICS)}"


@router.on("新政策", "今年新规", "最新政策")
def news(resident: Resident, words: str) -> str:
    """What changed lately."""
    return f"近期的新规定，回复数字看详情：\n{router.offer(resident, NEWS)}"


@router.on_pattern(f"^{CHOSEN}")
def chosen(resident: Resident, words: str) -> str | None:
    """One entry that the resident picked from a list; by their leave the choice teaches, unnamed."""
    policy = Policy.named(words.removeprefix(CHOSEN))
    if policy is None:
        return None
    asked = _asked_before(resident)
    if asked and Consent.holds(resident, Purpose.LEARNING):
        Lesson.learn(asked, policy.slug)
    text = Policy.engine().told(policy.entry, clock.today())
    return Topical.about(policy.topic, policy.slug, text)


@router.on(NONE_OF_THEM, "都不是这些")
def none_fits(resident: Resident, words: str) -> str:
    """What was offered was not meant: staff see the question, and a person is offered."""
    asked = _asked_before(resident)
    if asked:
        Question.note(resident, asked).offered_at = clock.now()
    return NOT_MEANT + router.offer(resident, LATER)


def _asked_before(resident: Resident) -> str:
    """The question that a list was offered for; empty when a list of ours stood there without one."""
    before = Message.latest(resident.id, 1)
    return (before[0].words or "") if before and before[0].handler == "policy.answer" else ""


@router.ahead
def read(words: str) -> None:
    """An answer is looked for before the message's turn comes, in case that it is a question."""
    if LETTER.search(words) and not router.is_word(words) and not may_lean(words):
        Policy.engine_at_hand().answer(words, clock.today())


@router.at(Stage.POLICY)
def answer(resident: Resident, words: str) -> str | None:
    """Answer, offer choices, lead to a form, or say that it is not covered; a bare 9:15 asks nothing."""
    if not LETTER.search(words):
        return None
    before = Message.topic_before(resident.id) if may_lean(words) else ""
    outcome = Policy.engine().answer(words, clock.today(), before)  # danger was looked for before any topic
    if outcome.score < CERTAIN and Conversation.open_for(resident):
        return _abstain(resident, outcome, words)  # it is meant for the person who is coming
    if outcome.outcome == "answer":
        return _answer(outcome)
    if outcome.outcome == "choose":
        return _choose(resident, outcome)
    if outcome.action and outcome.outcome in ("form", "status", "handoff"):
        led = router.hear(resident, outcome.action, (Stage.COMMAND, Stage.WORD))
        return led.text
    return _abstain(resident, outcome, words)


@router.aside
def beside(resident: Resident, words: str) -> str | None:
    """Inside a form only a clear question gets an answer."""
    outcome = Policy.engine().answer(words, clock.today()) if is_question(words) else None
    return _answer(outcome) if outcome and outcome.outcome == "answer" else None


def _answer(outcome: Outcome) -> str:
    text = outcome.text
    if outcome.topic in JUDGED and len((text + JUDGE).encode()) <= BYTES:
        text += JUDGE
    return Topical.about(outcome.topic, outcome.entry, text)


def _choose(resident: Resident, outcome: Outcome) -> str:
    choices = [(title, CHOSEN + slug) for slug, title in outcome.candidates]
    return f"您是想问哪一个？回复数字：\n{router.offer(resident, [*choices, (NONE_OF_THEM,) * 2])}"


def _abstain(resident: Resident, outcome: Outcome, words: str) -> str:
    """The honest no, never twice the same in a row; whoever waits for a person is told that it is kept."""
    if Conversation.open_for(resident):
        return KEPT
    if outcome.elsewhere:
        return outcome.text
    resident.puzzled_count += 1
    asked = Question.note(resident, words) if len(plain(words)) >= LEAST_ASKED else None
    if resident.puzzled_count % 2:
        return outcome.text + _later(resident, asked)
    listed = router.offer(resident, [("找工作人员", "人工"), ("看看能问什么", "问政策"), ("帮助", "帮助")])
    return f"这个我也答不上来，抱歉。可以打 12345 问，或者：\n{listed}"


def _later(resident: Resident, asked: Question | None) -> str:
    """Once a day, the offer to be told when there is an answer."""
    if asked is None or not Question.may_offer(resident):
        return ""
    asked.offered_at = clock.now()
    return "\n" + router.offer(resident, LATER)
