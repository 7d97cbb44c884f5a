"""Residents' words brought to one spelling: width, case, noise, slips, dialect, old names for new things."""

import re
import unicodedata
from functools import cache, lru_cache

from botapp.lib.respell import Respeller
from botapp.lib.sound import Speller
from botapp.lib.traditional import TO_SIMPLE

NOISE = re.compile(r"[\W_]+")
TONES = re.compile("[\u0300\u0301\u0304\u030c]")  # the marks of pinyin, as in pò shuǐ
STUTTER = re.compile(r"([\u3400-\u9fff])\1{2,}")

# official term: what residents write instead; a variant may be a regular expression.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "生育登记": ("(?:计划)?生育服务证", "准生证", "生育证", "[一二三]孩证", "[一二三]胎证", "生育服务登记"),
    "居住证": ("暂住证", "居住卡", "暂住卡", "居住正", "居注证", "居住政", "居往证", "居住征", "居主证"),
    "居住登记": ("居住的登记", "暂住登记", "流动人口登记", "来访登记"),
    "签注": ("签住", "签主", "签著", "续签", "年签"),
    "服务证": (
        "流动人口服务[证卡]",
        "流动人口的?[证卡]",
        "外来人口证",
        "外地人[证正]",
        "计生服务证",
        "服务登记[卡证]",
        "服务卡",
    ),
    "育儿补贴": (
        "奶粉[钱费]",
        "育儿补[助帖贴]",
        "育娃补[助帖贴]",
        "[养生]娃补[助帖贴]",
        "生育补[助帖贴]",
        "养孩子补[助帖贴]",
    ),
    "补贴": ("补帖", "补助", "津帖"),
    "避孕随访": ("[上放取]个?节育[环器]", "[上放取带][了个掉]?环", "环到期", "埋线", "皮埋", "皮下埋植"),
    "接种": ("打疫苗", "打预防针", "预防接种", "预防针", "打针", "打苗苗", "苗苗", "防疫针", "接重"),
    "两癌筛查": (
        "[两二2]癌(?:筛查|检查|免费筛查|普查)?",
        "妇检",
        "妇女病普查",
        "妇科普查",
        "查hpv",
        "hpv筛查",
        "宫颈癌筛查",
        "查宫颈癌",
        "乳腺癌筛查",
        "查乳腺癌",
    ),
    "孕产妇建册": ("大肚子检查", "建(?:大|小)?卡", "建册", "建档", "建围产册", "围产卡"),
    "独生子女父母": ("独生子女父母光荣证", "独生子女光荣证", "独生子女证", "光荣证", "独生证", "独子证"),
    "落户": ("上户口", "迁户口?", "户口迁移", "转户口", "户口转", "落个户", "入户口?"),
    "结婚登记": ("领结婚证", "扯证", "领证", "打结婚证", "办结婚证", "登记结婚"),
    "镇服务窗口": ("计生办", "计生站", "妇女主任", "计生专干", "世代服务中心", "世代服务室"),
    "孕前优生健康检查": (
        "孕前优生(?:健康)?(?:检查|检测)?",
        "孕前(?:检查|体检)",
        "备孕(?:检查|体检)",
        "优生优育检查",
    ),
    "婚前医学检查": ("(?:婚前|结婚前?)(?:医学)?(?:检查|体检)", "婚检"),
    "人工": ("转人工", "人工客服", "人工服务", "转真人", "真人", "话务员", "接线员"),
    "怎么办": ("[咋怎]办", "[咋怎么样]{1,2}个?[弄搞整]", "咋个办", "怎样办", "如何办理?", "怎么办理"),
    "怎么": ("咋个?", "如何", "怎样", "杂么", "啷个", "咋整", "咋子", "点样", "哪能(?=办|弄)"),
    "什么": ("啥子?", "神马", "甚么", "什嘛", "么子", "么事", "嘛(?=[东事时])"),
    "哪里": ("哪块", "哪搭", "哪旮", "阿里(?=办|能)", "哪嗒", "哪个地方", "哪哈"),
    "多少": ("几多",),
    "怎么样": ("咋样", "啷个样"),
    "孩子": ("娃娃?", "小孩", "宝宝", "小囡", "小宝", "宝贝", "崽", "伢", "婴儿", "小朋友"),
    "登记": ("登个记", "登下记", "登一下记"),
    "两个": ("俩",),
    "户口": ("户囗", "户籍", "户扣"),
}

# What every question is made of: it says how something is asked, not what about.
FRAME = (
    "怎么办 怎么样 怎么 什么时候 有什么 是什么 为什么 什么 多少钱 多少 多久 在哪里 去哪里 哪里 在哪 "
    "去哪 哪些 有哪些 哪个 几个 几天 几号 几点 有没有 是不是 能不能 可不可以 可以 要不要 会怎样 会不会 "
    "现在 请问 想问 没有 我的 我们 你们 知道 一个 不能 要钱 免费 孩子 外地人 老婆 老公 自己 时候 应该 "
    "需要 一下 听说 如果 要准备什么 准备什么 找谁 办理条件 办理 条件 手续 流程 时间安排 需要什么 "
    "需要哪些 具体"
)
PARTICLES = frozenset(
    "能要会吗呢么不了的是有在我你他她它人这那个想给把被也还没到去来打做办弄用就都上下好一里啊呀吧和跟嘛"
)
FRAMES = re.compile("|".join(sorted(FRAME.split(), key=len, reverse=True)))
# What this town office deals with; a question without any of these must fit an answer very closely.
SUBJECT_WORDS = (
    "居住证 居住登记 登记 报备 签注 服务证 婚育 未婚 生育 生育登记 计生 计划生育 育儿 补贴 产假 陪产 "
    "陪护 护理假 婚假 放假 津贴 分娩 顺产 剖腹产 医保 孕前 优生 备孕 怀孕 怀上 怀了 孕检 婚检 婚前 叶酸 "
    "建册 产检 产后 生完 坐月子 复查 体检 儿保 接种 疫苗 两癌 筛查 妇女 检查 hpv 九价 避孕 结扎 节育 "
    "放环 上环 取环 查环 皮埋 药具 扶助 奖励 失独 独生 双女 二胎 三胎 四胎 超生 社会抚养费 罚 计生用品 "
    "结婚 落户 户口 隐私 窗口 上班 下班 开门 热线 转诊 2010 条例 出生 新生儿 生孩子 世代 出租屋 租房 "
    "租了 卫生院 预约 提前约 派出所 房东 租客 报户口 喂奶 夜班 流产 小产 月子 出院 上门 儿媳 两条杠 三千多 "
    "套子 光荣证 查环 计划生育 退休 奖励金 满六十 独苗 领证 婚假 打针 漏打 小本"
)
SUBJECTS = SUBJECT_WORDS.split()
SUBJECT = re.compile(
    "|".join([*SUBJECTS, "我.{0,4}(?:资料|信息)", "(?:两个|双)女儿", "生[几多三四]", "肚子"])
)
PAST = re.compile("2010|以前|旧|老[的证政文]|当年|十年前|历史|过去|从前")

OFFICIAL = {variant: term for term, variants in SYNONYMS.items() for variant in variants}
# Longer spellings first, so that 流动人口服务证 is read before 服务卡.
VARIANTS = sorted(OFFICIAL, key=len, reverse=True)
# Most characters of a message stand in no spelling at all: they are passed over without trying each.
SPELT = "".join(sorted({letter for variant in VARIANTS for letter in variant if letter.isalnum()}))
ANY_VARIANT = re.compile(f"(?=[{SPELT}])(?:{'|'.join(VARIANTS)})")
EACH_VARIANT = [(re.compile(variant), OFFICIAL[variant]) for variant in VARIANTS]
# The spellings that are mere words, each with the term of the first spelling that reads the whole of it.
PLAIN = {
    word: next(term for variant, term in EACH_VARIANT if variant.fullmatch(word))
    for word in VARIANTS
    if word.isalnum()
}
# A term already in its official form must not be rewritten from inside (两癌筛查 contains 两癌).
QUESTION = re.compile(
    r"[?？吗嘛呢]|怎|咋|如何|哪|多少|多久|多长|几[个号点天岁时月年次]|什么|啥|为何|谁"
    r"|能不能|可不可以|行不行|是不是|有没有|要不要|用不用|会不会|该不该|罚不罚|退不退|算不算"
    r"|[能可要用会收给有行得对好].{0,12}(?:不|么|没|没有)$|(?:不|么|没)$"
)


# Words of their own that only sound like one of ours.
LEAVE = (
    "世代服务是 时代 父女 辅助 登机 初生 放还 取还 上还 婚嫁 公正 补住 话费 声明 出声 福利 "
    "服侍 公务 工作 有限 户头 单独 坏了 坏上 同房 话费"
)


@lru_cache(maxsize=16)  # one message is read by many rules in turn; nothing is remembered for longer
def normalise(words: str) -> str:
    """One spelling for matching: NFKC, lower case, simplified, no spaces, punctuation, emoji, no 救救救救."""
    bare = TONES.sub("", unicodedata.normalize("NFKD", words.lower()))
    plain = NOISE.sub("", unicodedata.normalize("NFKC", bare).translate(TO_SIMPLE))
    return STUTTER.sub(r"\1", plain)


@lru_cache(maxsize=16)
def mended(words: str) -> str:
    """The normalised words with slips of the keyboard set right (转仁工 → 转人工)."""
    return _respeller().mend(normalise(words))


@lru_cache(maxsize=16)
def official(words: str) -> str:
    """The mended words with residents' names made official (暂住证, 居往证 → 居住证)."""
    return ANY_VARIANT.sub(_term, mended(words))


def spelled(words: str) -> str:
    """A question typed in pinyin with the words of our subjects written out: hunjian yao ma → 婚检yaoma."""
    return _speller().write(normalise(words))


@cache
def _speller() -> Speller:
    plain = {variant for variant in VARIANTS if re.fullmatch("[\u3400-\u9fff]{2,}", variant)}
    words = {*SUBJECTS, *SYNONYMS, *plain, *FRAME.split(), "材料", "办理", "多少钱", "外地", "报销"}
    return Speller(word for word in words if len(word) > 1 and not word.isascii())


def _term(found: re.Match[str]) -> str:
    """The term of the first spelling that fits where one was found.

    The spellings are not groups of one pattern: Python tries an alternative that is a group letter by letter,
    one that begins with a letter only where that letter stands.
    """
    return PLAIN.get(found[0]) or _fitting(found.string, found.start())


def _fitting(words: str, start: int) -> str:
    return next(term for variant, term in EACH_VARIANT if variant.match(words, start))


@cache
def _respeller() -> Respeller:
    plain = {variant for variant in VARIANTS if re.fullmatch("[\u3400-\u9fff]+", variant)}
    known = {term for term in (*SUBJECTS, *SYNONYMS, *plain) if not term.isascii()}
    return Respeller(known, LEAVE.split())


def is_question(words: str) -> bool:
    """Does this ask for something, rather than order it (两癌要带什么 as against 预约两癌)?"""
    return bool(QUESTION.search(NOISE.sub("", words) + ("?" if "?" in words or "？" in words else "")))


def grams(words: str) -> list[str]:
    """Every character and every pair of neighbours, in order: 居住证 → 居 住 证 居住 住证."""
    return list(words) + [words[at : at + 2] for at in range(len(words) - 1)]
