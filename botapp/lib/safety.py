"""Words that must be met before any topic: danger, health, crisis, harm, complaints, attacks.

A false alarm costs one line of text, a miss may cost a life: the patterns are wide, and only ordinary errands
are let through. They are read without spaces, punctuation and emoji, in order of severity.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, lru_cache

from botapp.lib import danger
from botapp.lib.alarm import ALARMS, CHILD
from botapp.lib.concern import CONCERNS
from botapp.lib.danger import Danger, Line
from botapp.lib.lexicon import SUBJECT, normalise
from botapp.lib.peril import people
from botapp.lib.peril.harmless import without_harmless
from botapp.lib.peril.learnt import ERRAND_SURE, SURE, suspected
from botapp.lib.peril.sign import heard
from botapp.lib.respell import Respeller
from botapp.lib.sound import Speller, is_spelled_out

__all__ = ["Danger", "spot"]

ADULT_AGE = 18
# Short words of danger that are often mistyped, and ordinary words that sound like one.
SHORT_SIGNS = (
    "自杀 自残 割腕 上吊 跳楼 轻生 遗书 抽搐 昏迷 昏倒 晕倒 窒息 呼吸 休克 触电 溺水 流血 出血 吐血 羊水 "
    "破水 胎动 救命 农药 家暴 强奸 强暴 猥亵 性侵 虐待 挨打 怀孕 打胎 流产 裸照 裸聊 绝望 想死 寻死 去死"
)
ORDINARY = "家宝 家宝宝 轻声 上调 一书 初雪 孩子 监督 接触点 传不上 买来的"
LETTERS = re.compile("[a-z]")
LINES: tuple[Line, ...] = (*ALARMS, *CONCERNS)
# What is denied may still be so: the numbers are shown once, more softly, and staff look within two hours.
DENIED = re.compile(
    "(?:没有|没|不是|不会|并非|从没|从来没)(?:被|在|要|想|有)?(?:人)?"
    "(?:家暴|自杀|轻生|寻死|想不开|自残|虐待|强奸|性侵|大出血|昏迷|抽搐|打我|打人|不想活)"
)
SOFTLY = "没有危险就好，这几句您留着备用。"
MINOR_ROW = danger.MINOR.row
CHILD_WORDS = f"{people.CHILD} {people.PARENT} 叔 舅 伯 哥哥 老师 同学 男生 女生".split()
GRAVE = {line.danger.row: line.danger for line in ALARMS}


@lru_cache(maxsize=16)  # messages that are read before their turn comes
def spot(words: str, age: int | None = None) -> Danger | None:
    """The gravest danger that the words show, or None; `age` in years when the speaker's age is known."""
    said = normalise(words)
    if LETTERS.search(said):
        said = _speller().write(said)
    found = _gravest(without_harmless(said), age, ERRAND_SURE if SUBJECT.search(said) else SURE)
    return _softened(found) if found and found.priority == "P0" and DENIED.search(said) else found


def _gravest(said: str, age: int | None, least: float) -> Danger | None:
    """What is shown, heard or suspected; `least` is the chance that a mere suspicion needs."""
    is_young = (age is not None and age < ADULT_AGE) or bool(CHILD.search(said))
    lines = [line for line in LINES if is_young or not line.minors]
    seen = next((line.danger for line in lines if line.is_shown(said)), None)
    if seen and seen.priority == "P0":
        return seen
    return _heard(lines, said) or _suspected(said, is_young, ERRAND_SURE if seen else least) or seen


def _suspected(said: str, is_young: bool, least: float) -> Danger | None:
    """What examples taught; a danger to a child needs a child in the words."""
    row = suspected(said, least)
    has_child = is_young or any(word in said for word in CHILD_WORDS)
    return None if row == MINOR_ROW and not has_child else GRAVE.get(row)


def _softened(found: Danger) -> Danger:
    return replace(found, message=SOFTLY + found.message, priority="P1")


def _heard(lines: Sequence[Line], said: str) -> Danger | None:
    """What is found by sound only: slips of the keyboard, and words spelled in pinyin."""
    if is_spelled_out(said):
        sounds = heard(said)
        return next((line.danger for line in lines for sign in line.signs if sign.sounds_in(sounds)), None)
    mended = _respeller().mend(said)
    grave = (line.danger for line in lines if line.signs and mended != said and line.is_shown(mended))
    return next(grave, None)


@cache
def _speller() -> Speller:
    return Speller(SHORT_SIGNS.split())


@cache
def _respeller() -> Respeller:
    words = {word for line in LINES for sign in line.signs for word in sign.words}
    return Respeller(words | set(SHORT_SIGNS.split()), ORDINARY.split())
