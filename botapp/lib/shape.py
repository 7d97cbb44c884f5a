"""What kind of thing a text is (a date, an amount, a number to call), as marks that can be learnt from.

A question that asks 多少 is answered by an amount and one that asks 何时 by a day, whatever their words.
"""

import re

FIRST_MARK = 0xE000  # a private-use character each: no text contains them
LENGTHS = (12, 30, 80)
KINDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\d",
        r"\d{4}年|\d+月\d+日|\d+日",
        r"[\d.]+[万亿]?元",
        "[%％]|百分之",
        r"\d{3,4}-?\d{7,8}|1[23]\d{3}",
        r"http|www|\.cn|\.com|app|小程序|公众号",
        "[；;]",
        r"[一二三四1234][、.）)是]|\([一二三1-9]\)|（[一二三1-9]）",
        "^(?:为|以|对|是|各|按|由|至|自|从|加)",
        "(?:部门|委|局|厅|单位)$",
        "为了|确保|保障|避免|防止",
        "不得|应当",
        "^(?:通过|采取|加强|建立|推动|组织)",
        "、.*、",
    )
)
ALL = "".join(chr(FIRST_MARK + at) for at in range(len(LENGTHS) + 1 + len(KINDS)))


def marks(text: str) -> str:
    """One private-use character for each kind that the text is of, and one for how long it is."""
    lower = text.lower()
    length = sum(len(lower) >= limit for limit in LENGTHS)
    kinds = [len(LENGTHS) + 1 + at for at, kind in enumerate(KINDS) if kind.search(lower)]
    return "".join(chr(FIRST_MARK + at) for at in (length, *kinds))
