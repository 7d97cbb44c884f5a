"""The topics that entries belong to, and questions that only make sense after the one before (那要带啥)."""

import re

from botapp.lib.lexicon import SUBJECT, normalise, official

# What a topic is called in a question that names it.
NAMES = {
    "T1": "居住证",
    "T2": "居住登记",
    "T3": "居住证签注",
    "T4": "服务证",
    "T5": "婚育证明",
    "T6": "生育登记",
    "T7": "育儿补贴",
    "T8": "产假",
    "T9": "生育津贴",
    "T10": "孕前检查",
    "T11": "婚检",
    "T12": "叶酸",
    "T13": "产检建册",
    "T14": "产后访视",
    "T15": "孩子体检",
    "T16": "疫苗",
    "T17": "hpv疫苗",
    "T18": "两癌筛查",
    "T19": "避孕",
    "T20": "扶助",
    "T21": "独生子女",
    "T22": "生几个",
    "T23": "结婚登记",
    "T24": "落户",
    "T25": "我的资料",
    "T26": "窗口",
    "T27": "2010年文件",
    "T28": "新生儿",
}
LONGEST = 16  # characters; whoever writes more has named the subject
LEANS = re.compile(
    "^(?:那|那么|这个|这|它|还有|另外|然后|再问)|带(?:什么|啥|哪些|身份证|户口本)|材料|证件|多少钱|要钱|收费|免费|花钱"
    "|在哪|去哪|哪里|哪办|什么时候|啥时候|几号|几天|几次|几针|多久|多长|外地|本地|怎么办|咋办|怎么弄|咋弄|怎么申请|条件"
    "|几岁|多大|网上|手机上|代办|代领|别人|本人|老公|老婆|过期|丢了|补办|能不能|可以吗|要不要|需要|有效|截止|晚了"
    "|空腹|月经|一起|离婚|双胞胎|二胎|提前|结果|报告|准备|注意"
)


def may_lean(question: str) -> bool:
    """Whether a question is short, names no subject, and is of a kind that leans on the topic before it."""
    said = normalise(question)
    return len(said) <= LONGEST and not SUBJECT.search(said) and bool(LEANS.search(said))


def leaned(question: str, topic_before: str) -> str:
    """The question with the name of the last topic before it, when it names none itself and leans on one."""
    said, name = normalise(question), NAMES.get(topic_before, "")
    if not name or len(said) > LONGEST:
        return question
    plain = official(question)
    if SUBJECT.search(plain) or not (LEANS.search(said) or LEANS.search(plain)):
        return question
    return name + re.sub("^(?:那么|那|这个|还有|另外|然后|再问)", "", said)
