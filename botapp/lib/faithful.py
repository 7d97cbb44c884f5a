"""Whether a rewritten text says nothing that the approved one does not say."""

import re
from itertools import pairwise

from botapp.lib.lexicon import FRAMES, PARTICLES, normalise

NUMBERS = re.compile(r"\d[\d.:%-]*|[一二三四五六七八九十百千万两半]+(?=[个天月年岁元次周日号点分成倍%])")
TITLES = re.compile("《[^》]*》")
PLACES = re.compile(r"https?://\S+|[\w.]+@[\w.]+")
DENIALS = re.compile("不|没|无|未|非|禁|勿|别|免")
NEW_SHARE = 0.35  # the share of pairs of characters that may be new: other words, the same sense
REASONS = {
    "numbers": "多了原文没有的数字：",
    "titles": "多了原文没有的文件：",
    "places": "多了原文没有的网址或邮箱：",
    "denials": "「不、没、免」这类字的个数和原文不一样，意思可能反了",
    "words": "新写的话太多，可能加了原文没有的内容",
    "length": "比原文长太多，或者几乎没有内容",
}


def added(rewritten: str, approved: str) -> list[str]:
    """Why a rewritten text may not be used, in words for staff; empty when it says nothing new."""
    found = []
    for name, pattern in (("numbers", NUMBERS), ("titles", TITLES), ("places", PLACES)):
        new = [one for one in pattern.findall(rewritten) if one not in approved]
        if new:
            found.append(REASONS[name] + "、".join(dict.fromkeys(new)))
    if len(DENIALS.findall(rewritten)) != len(DENIALS.findall(approved)):
        found.append(REASONS["denials"])
    if _new_share(rewritten, approved) > NEW_SHARE:
        found.append(REASONS["words"])
    if not 0.3 * len(approved) <= len(rewritten) <= 1.2 * len(approved) + 20:
        found.append(REASONS["length"])
    return found


def _new_share(rewritten: str, approved: str) -> float:
    mine, theirs = _pairs(rewritten), set(_pairs(approved))
    return sum(pair not in theirs for pair in mine) / max(len(mine), 1)


def _pairs(text: str) -> list[str]:
    plain = FRAMES.sub("", normalise(text))
    return [a + b for a, b in pairwise(plain) if not PARTICLES.issuperset((a, b))]
