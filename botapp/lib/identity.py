"""Names, phone and identity numbers: normalised as people type them, and masked for whoever looks.

Checks raise ValueError with the sentence that the resident reads.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# GB 11643-1999: weights of the first 17 digits; the sum modulo 11 picks the check character.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_ID_SHAPE = re.compile(r"\d{17}[\dX]")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LONGEST_NAME = 60

_HAN = "㐀-䶿一-鿿豈-﫿\U00020000-\U000323af〇"
_HAN_NAME = re.compile(rf"[{_HAN}]{{1,20}}(?:·[{_HAN}]{{1,20}})*")
_LATIN_NAME = re.compile(r"[^\W\d_]+(?:[ '’.·-]+[^\W\d_]+)*\.?")
_DOTS = dict.fromkeys(map(ord, "•・‧∙⋅●．.。"), "·")
_NOT_NAMES = re.compile(
    r"^[我你他她您这不没]|怎么|什么|多少|哪|吗$|呢$|请问|预约|取消|帮助|人工|继续|上一步|办理|需要|不知道|不想|没有|你好|您好|谢谢"
)
_COMPOUND = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 "
    "宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 "
    "司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 "
    "东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 "
    "第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 淳于 完颜 纳兰 叶赫 那拉 富察 "
    "钮祜禄 爱新觉罗 "
)
_COMPOUND_SURNAMES = frozenset(_COMPOUND.split())


def id_number(words: str, today: date) -> str:
    """The 18 characters of an identity number (GB 11643-1999), upper case.

    The region is never a reason to refuse: old county codes, 港澳台居住证 and 外国人永居证 pass alike.
    """
    text = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", words)).upper()
    if re.fullmatch(r"\d{15}", text):
        raise ValueError("这是15位的第一代号码，已经停用了。请您填写现在证件上的18位号码。")
    if len(text) != 18:
        raise ValueError(f"证件号码应是18位，您填的是{len(text)}位，请对照证件再填一次。")
    if not _ID_SHAPE.fullmatch(text) or not text.isascii():
        raise ValueError("证件号码前17位是数字，最后一位是数字或X，请对照证件再填一次。")
    born = birth_day(text)
    if born is None or text[-1] != check_character(text):
        raise ValueError("这个号码对不上，可能有一位写错了，请您对照证件再填一次。")
    if born > today:
        raise ValueError("号码里的出生日期还没到，请您对照证件再填一次。")
    return text


def check_character(id_number: str) -> str:
    """The 18th character that the first 17 digits call for."""
    total = sum(int(digit) * weight for digit, weight in zip(id_number, _WEIGHTS, strict=False))
    return _CHECKS[total % 11]


def birth_day(id_number: str) -> date | None:
    """Birthday in an 18-character identity number; None when the calendar has no such day."""
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def phone(words: str) -> str:
    """Eleven digits of a mainland mobile number, without +86, spaces and dashes."""
    text = re.sub(r"[\s()-]|[‐-―]", "", unicodedata.normalize("NFKC", words))
    text = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", text)
    if not (text.isascii() and _MOBILE.fullmatch(text)):
        raise ValueError("请填写11位手机号，例如 13800138000。")
    return text


def person_name(words: str) -> str:
    """A person's name, with rare characters, minority names with ·, and Latin names up to 60 characters."""
    text = " ".join(unicodedata.normalize("NFC", words).split())
    if not text or len(text) > _LONGEST_NAME:
        raise ValueError(f"请填写证件上的姓名，最长{_LONGEST_NAME}个字。")
    dotted = text.translate(_DOTS)
    if _HAN_NAME.fullmatch(dotted) and not _NOT_NAMES.search(dotted):
        return dotted
    if _is_latin(text) and _LATIN_NAME.fullmatch(text):
        return text
    raise ValueError("请只填写证件上的姓名，例如 王小芳，不用写别的话。")


def _is_latin(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 1 and all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)


def mask_phone(phone: str) -> str:
    """138****1234"""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def mask_id(id_number: str) -> str:
    """For the holder: first and last character, as in 3****************6."""
    return id_number[:1] + "*" * (len(id_number) - 2) + id_number[-1:] if len(id_number) > 2 else "**"


def mask_id_for_staff(id_number: str) -> str:
    """For the staff member in charge: region code and last four, as in 320412********0016."""
    return f"{id_number[:6]}{'*' * 8}{id_number[-4:]}" if len(id_number) == 18 else mask_id(id_number)


def mask_name(name: str) -> str:
    """张*, 欧阳*; a minority or Latin name keeps its first part: 阿依古丽·*, Maria *."""
    first, dot, _rest = name.partition("·")
    if dot:
        return f"{first}·*"
    first, space, _rest = name.partition(" ")
    if space:
        return f"{first} *"
    surname = next((name[:length] for length in (4, 3, 2) if name[:length] in _COMPOUND_SURNAMES), name[:1])
    return f"{surname if len(name) > len(surname) else name[:1]}*"
