"""Free words without what names a person: numbers of phones and papers, names, dates, addresses."""

import re

GAP = r"[\s-]?"
NAMED = r"(我叫|我的名字是|本人叫|姓名[:：是]?|名字[:：叫是]?)(?!某某)[\u4e00-\u9fff·]{2,4}(?=\W|$)"
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
        (HOME, "（住址）"),
        (r"(?<![\d.])\d{9,}(?![\d.])", "（号码）"),
    )
)


def scrubbed(words: str) -> str:
    """The words with everything of that kind replaced by what it was."""
    for pattern, name in PATTERNS:
        words = pattern.sub(name, words)
    return words
