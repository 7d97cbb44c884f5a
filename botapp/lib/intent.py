"""What a resident wants done rather than answered: a person, own records, a form, or nothing of ours."""

import re
from dataclasses import dataclass

from botapp.lib.danger import any_of
from botapp.lib.lexicon import is_question, mended, normalise
from botapp.lib.peril.sign import heard
from botapp.lib.sound import is_spelled_out


@dataclass(frozen=True, slots=True)
class Intent:
    """Words that mean an errand: its kind, and the reserved word that runs it."""

    outcome: str
    action: str
    said_as: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    asks_too: bool = True


def wanted(words: str) -> Intent | None:
    """The errand behind the words; a question about an errand (怎么办服务证) is none."""
    said = normalise(words)
    asking = is_question(words)
    tried = (_spoken(said),) if said.isascii() else dict.fromkeys((said, mended(words)))
    return next((intent for said in tried for intent in INTENTS if _fits(intent, said, asking)), None)


def _spoken(said: str) -> str:
    """A reserved word that was spelled in pinyin, as it is written."""
    return SPOKEN.get(heard(said), said) if is_spelled_out(said) else said


def _fits(intent: Intent, said: str, asking: bool) -> bool:
    if asking and not intent.asks_too:
        return False
    return bool(intent.said_as.search(said)) and not (intent.unless and intent.unless.search(said))


# Reserved words that are also typed in pinyin.
TYPED = (
    "人工 转人工 找人工 人工客服 真人 有人吗 预约 我要预约 我的预约 取消预约 改期 办服务证 我的服务证 进度 "
    "查进度 我的资料"
)
SPOKEN = {heard(word): word for word in TYPED.split()}
PEOPLE = "人工|真人|活人|客服|话务员|接线员|工作人员|办事员|管事的|负责人|领导"
NOT_OURS = any_of(
    "居住证|补贴|签注|生育登记|津贴|户口|保证|担保|包过|红包|百分百|快递|包裹|外卖|公交|火车|台风|搬到"
    "|搬去|搬哪|疫苗|针"
)

INTENTS = (
    Intent(
        "handoff",
        "人工",
        any_of(
            rf"^(?:我|请|帮我|给我|快)?(?:要|想|转|找|叫|换|接|联系|呼叫|转接)*(?:个|一个|一下|到|下|位|你们)?(?:{PEOPLE})(?:服务|客服|帮忙|聊|说|谈|吧|呢|吗|在吗|在不在)?$",
            rf"(?:让|叫|请|麻烦|喊).{{0,4}}(?:{PEOPLE}).{{0,6}}(?:打给我|回我|联系我|跟我|给我打|来|接|处理|帮)",
            rf"有没有(?:{PEOPLE})(?:在|吗|呀|能)?|(?:找|叫|换|来)(?:一?个|你们的?)?人(?:来|跟我|和我|给我)|(?:转|找|叫|换|接|联系|来|要)(?:到|个|一?个|一?下|一?位)?(?:{PEOPLE})|人工(?:客服|服务|台)|转人|找人(?:说|问|聊|帮|办)",
            r"^有?人(?:吗|在吗|么|在不|不|没|没有|在么)[急啊呀呢快]*$|有没有人(?:在|啊|呀|吗|管|理|回)*$|有人(?:在)?(?:吗|么|没|不)$|(?:别|不|不要|不想).{0,4}机器人|跟(?:工作人员|人工|真人|人)说|和(?:工作人员|人)说话|(?:叫|派|找)(?:个|一个)?人来|人来(?:回|说)",
        ),
        any_of("人工(?:流产|授精|智能|终止|喂养)", "名单|投诉|热线"),
    ),
    Intent(
        "status",
        "我的服务证",
        any_of(
            r"^我的(?:服务|登记)?[证卡]$|(?:看|查|查看|打开|出示|显示)(?:一下|下)?我的?服务[证卡]|(?:出示|打开|查看|看看)(?:一下)?服务[证卡]|我的?服务[证卡](?:的)?(?:号|编号|二维码)|服务[证卡]二维码|服务[证卡]给我看"
        ),
    ),
    Intent(
        "status",
        "进度",
        any_of(
            r"^我的?.{0,3}(?:申请|材料|登记).{0,4}(?:通过|批)了?(?:吗|没|么)|到(?:哪|那|啥|什么)(?:儿|里)?(?:一|个)?(?:步|阶段|程度|了)|进度|进展|审(?:核)?(?:好|过|完|批)?了?(?:没|吗|么)|(?:办|批|弄|搞)(?:好|下来|完|了)了?(?:没有?|吗|么)$|(?:申请|材料|登记|服务证).{0,6}(?:好了没|下来没|通过没|批了没|怎么样了|咋样了|没动静|没消息|没回音|多久能好)",
        ),
        NOT_OURS,
    ),
    Intent(
        "status",
        "我的资料",
        any_of(r"^我的(?:资料|信息|档案)$|^(?:查看|查|看|导出|下载)(?:一下)?我的?(?:个人)?(?:资料|信息)$"),
    ),
    Intent(
        "form",
        "取消预约",
        any_of(
            r"取消.{0,6}(?:预约|约$|约了|挂号)|退(?:号|约|预约)|取消掉?.{0,2}我.{0,6}(?:那个|的)|(?:号|约的.{0,4}|名额).{0,3}(?:不要了|不用了|退掉|退了|取消)|不去了|不想去了|预约.{0,4}取消"
        ),
        asks_too=False,
    ),
    Intent(
        "form",
        "改期",
        any_of(
            r"改(?:期|约|个?时间|个?日子|(?:到|成).{0,4}(?:周|星期|礼拜|\d|明|后|上午|下午|[一二三四五六七八九十]+[号点日]))|换(?:个|一个|一下)?(?:时间|日子|天)|推迟.{0,4}(?:预约|几天|到)|(?:预约|约).{0,8}(?:提前|延后|往后|改)",
        ),
        any_of("例假|月经|婚期|出生|百白破|疫苗|规定|政策"),
    ),
    Intent(
        "form",
        "改期",
        any_of(
            "(?:把|将).{0,6}(?:时间|日子|预约|号).{0,6}(?:挪|改|推|调|换|延)|(?:时间|日子)(?:能"
            "|可以)?.{0,4}(?:往后|往前|延后)"
        ),
        any_of("例假|月经|婚期|出生"),
    ),
    Intent(
        "status",
        "我的预约",
        any_of(
            r"我的预约|我(?:上次|之前|前天|昨天|上周|上礼拜|上星期|上个?月|早上|刚才|刚刚|前几天)?(?:预)?约(?:的|好的|过的|了的)|(?:查|看|找).{0,4}预约|预约.{0,6}(?:找不|不见|没了|记录|成功|查询|查一下|好了没|上了没|到哪)|约(?:上|好|成|到)了?(?:没|吗|么)|(?:有事|来不了|去不了|到不了|赶不).{0,4}(?:去不|来不|了|到|过)|(?:检查|体检|产检|打针|疫苗|筛查|约的).{0,4}(?:去|来|到)不了",
        ),
        any_of("^能?不能|怎么预约|咋预约|如何预约|材料|带什么|带啥|带哪些"),
    ),
    Intent(
        "form",
        "办服务证",
        any_of(
            r"(?:办|申请|申领|领|补办|续办|续|要).{0,8}(?:服务证|服务卡|服务登记|流动人口证|外地人证)|服务[证卡].{0,4}(?:办|续)(?:一下|一个|了|上)"
        ),
        any_of("2010|十年前|以前|旧|房东|厂里|老板|单位"),
        asks_too=False,
    ),
    Intent(
        "form",
        "预约",
        any_of(
            r"(?:能|可以|可不可以|能不能|想|要|帮我|给我|我).{0,4}(?:预约|挂号|约)(?!.{0,10}(?:要|带|准备|需|怎么|流程|什么材料))",
        ),
        any_of(
            "怎么|咋|如何|带什么|带啥|带哪|材料|条件|注意|准备|取消|几天|哪天|几号|提前|别人|老人|要预约"
            "|用挂号|要挂号|挂什么|挂哪"
            "|用预约|机制|流程|爽约|科目|节约|大约|合约|违约|约会|公约|制约|契约|约定|约束|簿"
        ),
    ),
    Intent(
        "form",
        "预约",
        any_of(
            r"预约|挂号|挂.{0,5}号$|挂(?:个|一个).{0,6}号|约(?:个|一个|一下|两癌|产检|婚检|孕检|体检|接种|打针|疫苗|检查|儿保|明|后|下周|周|星期|礼拜)"
        ),
        any_of("带什么|带啥|材料|取消|流程|机制|老人|别人|科目|节约|大约|合约|违约|约会|公约|大战"),
        asks_too=False,
    ),
    Intent(
        "form",
        "需求",
        any_of(
            "(?:困难|问题|情况|事情?).{0,3}(?:想|要)(?:反映|求助)",
            "^(?:我)?(?:想|要)?提(?:个|一个|一?条|点|几个)(?:建议|意见|要求|诉求|需求)",
        ),
    ),
    Intent(
        "form",
        "需求",
        any_of(
            r"^(?:我有?|登记|提|写|报|说)*(?:个|一个|点|一下)?(?:需求|诉求|困难|建议|意见)(?:登记|告之|告知)?$|反映(?:个|一个|一下)?(?:问题|情况|事)|我要反映|我想反映|提(?:个|点|一?条)?(?:建议|意见)|需求告[之知]|(?:需要|想要|希望).{0,4}(?:上门|帮助|帮忙|照顾|送)",
        ),
        asks_too=False,
    ),
)
