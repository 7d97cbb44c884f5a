"""Free words without what names a person: numbers of phones and papers, names, dates, addresses."""

import re

GAP = r"[\s-]?"
NAMED = r"(我叫|我的名字是|本人叫|姓名[:：是]?|名字[:：叫是]?)(?!某某)[\u4e00-\u9fff·]{2,4}(?=\W|$)"
# A name that runs on into the sentence: a family name and a character or two, before a word that no name has.
FAMILIES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹喻柏窦章苏潘葛范彭郎鲁韦马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤罗毕郝安常于傅"
    "齐康余顾孟黄穆萧尹姚邵汪祁毛禹狄明计伏成戴谈宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路娄江童郭梅林徐邱高夏蔡田樊胡凌霍万柯管卢莫房裘丁邓洪包左石崔"
    "吉龚程邢裴陆翁荀甄封储靳段巫焦巴牧谷车侯全班仇宁甘厉武符刘景詹龙叶黎白蒲赖卓池乔翟谭冉申文欧阳廖曾关游司肖聂晏查荆盛简饶覃涂闫冷辛"
)
GOES_ON = "想要是在的家住来有能可办今我问不请电身和孩"
UNENDED = rf"(我叫|我的名字是|本人叫)(?!某某)[{FAMILIES}][\u4e00-\u9fff]{{1,2}}?(?=[{GOES_ON}])"
PLACE = r"(?:(?![我住在家到来是])[\u4e00-\u9fff]){2,6}(?:村|社区|小区)"
HOME = PLACE + r"\d+(?:组|栋|幢|号楼?|单元)[\d号室单元栋幢-]*"
PATTERNS = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (rf"(?<!\d)(?:\+?86{GAP})?1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}}(?!\d)", "（手机号）"),
        (r"(?<!\d)[1-9]\d{16}[\dXx](?![\dXx])", "（证件号）"),
        (r"(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)", "（电话）"),
        (r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.]+", "（邮箱）"),
        (r"(?:19|20)\d\d年\d{1,2}月\d{1,2}[日号]", "（日期）"),
        (NAMED, r"\1某某"),
        (UNENDED, r"\1某某"),
        (HOME, "（住址）"),
        (r"(?<![\d.])\d{9,}(?![\d.])", "（号码）"),
    )
)


def scrubbed(words: str) -> str:
    """The words with everything of that kind replaced by what it was."""
    for pattern, name in PATTERNS:
        words = pattern.sub(name, words)
    return words
