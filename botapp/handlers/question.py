"""提问: whether an answer helped, being told later, and what one's own choice may teach."""

from botapp import clock, router
from botapp.models.consent import Answer, Consent, Purpose
from botapp.models.policy import Policy
from botapp.models.question import Question, Vote
from botapp.models.resident import Resident
from botapp.router import Topical

TEXT_VERSION = "2026-11"
THANKS = "谢谢，记下了。"
NOTHING_TO_JUDGE = "谢谢。想说哪一条，请先问一句，再回复「有用」或「没用」。"
SORRY = "对不起没答好。哪里不对？回复数字：\n"
REASONS = [
    ("看不懂", "没用：看不懂"),
    ("可能过时了", "没用：过时"),
    ("不是我问的", "没用：答偏"),
    ("找工作人员", "人工"),
]
LESSONS = [("可以", "可以用来改进"), ("不用", "不要用来改进")]
WILL_TELL = "好的，有了核对过的答案就在这里告诉您。不想等了回复「不用等答案」。"
NOT_WAITING = "好的，不等了。"
ASK_LESSON = "以后您从列表里选的答案，能用来让机器人答得更准吗？只记问法，不记是谁问的。\n"


@router.on("有用", "有帮助", "👍", "答得好", "说得对")
def helped(resident: Resident, words: str) -> str:
    """The last answer helped."""
    judged = Vote.cast(resident, helpful=True)
    if judged is None:
        return NOTHING_TO_JUDGE
    if judged.handler != "policy.chosen" or not Consent.may_be_asked(resident, Purpose.LEARNING):
        return THANKS
    if Consent.holds(resident, Purpose.LEARNING):
        return THANKS
    Consent.record(resident, Purpose.LEARNING, Answer.OPEN, TEXT_VERSION)
    return f"{THANKS}\n{ASK_LESSON}{router.offer(resident, LESSONS)}"


@router.on("没用", "没帮助", "没有用", "👎", "不对", "答非所问", "答错了", "不是这个")
def did_not_help(resident: Resident, words: str) -> str:
    """The last answer did not help: ask once what was wrong, and keep the question for staff."""
    judged = Vote.cast(resident, helpful=False)
    if judged is None:
        return NOTHING_TO_JUDGE
    Question.note(resident, judged.words or "", entry=judged.entry)
    return SORRY + router.offer(resident, REASONS)


@router.on("没用：看不懂", "没用：过时", "没用：答偏")
def reason(resident: Resident, words: str) -> str:
    """What was wrong with it; staff see the question either way."""
    return "谢谢，工作人员会看到并改进。可以换个说法再问，或回复「人工」。"


@router.on("有答案告诉我", "有了答案告诉我", "等答案")
def wait_for_answer(resident: Resident, words: str) -> str:
    """Be told when staff have written an answer."""
    return WILL_TELL if Question.want_answer(resident) else "您最近没有还没答上来的问题。"


@router.on("不用等答案", "不等答案了")
def wait_no_more(resident: Resident, words: str) -> str:
    """Not be told after all."""
    Question.want_no_answers(resident)
    return NOT_WAITING


@router.on("看答案")
def see_answer(resident: Resident, words: str) -> str:
    """The entry that answers the question one was told about."""
    told = Question.told_last(resident)
    policy = Policy.named(told.slug) if told else None
    if policy is None:
        return "没有等着您看的答案。想问什么直接打字就行。"
    text = Policy.engine().told(policy.entry, clock.today())
    return Topical.about(policy.topic, policy.slug, text)


@router.on("可以用来改进", "同意改进")
def teach(resident: Resident, words: str) -> str:
    """Choices from now on may teach; nobody is named in them."""
    Consent.record(resident, Purpose.LEARNING, Answer.AGREED, TEXT_VERSION)
    return "谢谢。以后您从列表里选的答案，会不记名地用来改进。想停止回复「不要用来改进」。"


@router.on("不要用来改进", "不同意改进")
def teach_not(resident: Resident, words: str) -> str:
    """Choices teach nothing."""
    agreed = Consent.holds(resident, Purpose.LEARNING)
    Consent.record(resident, Purpose.LEARNING, Answer.WITHDRAWN if agreed else Answer.REFUSED, TEXT_VERSION)
    return "好的，不会用。"
