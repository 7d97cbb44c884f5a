"""How words sound: toneless syllables of characters and letters, so that 签住, qianzhu and 签注 are one."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

FIRST, LAST = 0x4E00, 0x9FA5
RUNS = re.compile(r"[a-zü]+|\d+|[^\W_]")
# Pairs that many southern speakers do not tell apart, and so do not type apart.
BLURRED = ((re.compile("^([zcs])h"), r"\1"), (re.compile("ng$"), "n"), (re.compile("^n"), "l"))


def syllables(words: str) -> list[str]:
    """One toneless syllable a character; letters are cut into syllables where they can be; numbers whole."""
    return [part for run in RUNS.findall(words) for part in _sounded(run)]


class Speller:
    """Known words written out where a message spells them in letters, wholly or by half (家bao → 家暴)."""

    def __init__(self, words: Iterable[str]) -> None:
        self.by_sound = {tuple(syllables(word)): word for word in sorted(words, reverse=True)}
        self.sizes = sorted({len(sounds) for sounds in self.by_sound}, reverse=True)

    def write(self, words: str) -> str:
        """The words with every known word in characters; what is not known stays as it is."""
        parts = [part for run in RUNS.findall(words) for part in (run.isascii() and _cut(run)) or [run]]
        sounds = [_sounded(part)[0] for part in parts]
        at, written = 0, []
        while at < len(parts):
            known = (self._known(parts, sounds, at, size) for size in self.sizes)
            word = next(filter(None, known), "")
            written.append(word or parts[at])
            at += len(word) or 1
        return "".join(written)

    def _known(self, parts: Sequence[str], sounds: Sequence[str], at: int, size: int) -> str:
        """The word meant by the parts from here: some of them are letters, the others its own characters."""
        word = self.by_sound.get(tuple(sounds[at : at + size]), "")
        said = parts[at : at + size]
        meant = all(part.isascii() or part == letter for part, letter in zip(said, word, strict=False))
        return word if meant and any(part.isascii() for part in said) else ""


def blurred(sounds: Sequence[str]) -> list[str]:
    """The syllables without the differences that are often missed: zh/z, ch/c, sh/s, ng/n, n/l."""
    return [_blur(sound) for sound in sounds]


def is_spelled_out(words: str) -> bool:
    """Is some of it written in pinyin: letters that make two syllables or more?"""
    return sum(len(_cut(run)) for run in re.findall("[a-zü]{2,}", words)) > 1


@lru_cache(maxsize=2048)
def _blur(sound: str) -> str:
    for pattern, shorter in BLURRED:
        sound = pattern.sub(shorter, sound)
    return sound


def _sounded(run: str) -> list[str]:
    if run.isascii() or run.startswith("ü"):
        return _cut(run) or [run]
    return [_table().get(run, run)]


@lru_cache(maxsize=512)
def _cut(letters: str) -> list[str]:
    """The letters cut into the fewest syllables, or nothing when they are no pinyin."""
    known = _known()
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        cuts = [
            [*before, letters[start:end]]
            for start in range(max(0, end - 6), end)
            if (before := best[start]) is not None and letters[start:end] in known
        ]
        best.append(min(cuts, key=len, default=None))
    return best[-1] or []


@cache
def _known() -> frozenset[str]:
    return frozenset(sound for sound in _table().values() if sound not in ("m", "n", "ng", "hm", "hng", "r"))


@cache
def _table() -> dict[str, str]:
    """The commonest sound of a character, from pypinyin's own file: importing it loads 60 MB of phrases."""
    found = find_spec("pypinyin")
    origin = found.origin if found else None
    if origin is None:
        raise ImportError("pypinyin")
    sounds = json.loads(Path(origin).with_name("pinyin_dict.json").read_text("utf-8"))
    return {chr(int(code)): _plain(said) for code, said in sounds.items() if FIRST <= int(code) <= LAST}


def _plain(said: str) -> str:
    first = unicodedata.normalize("NFD", said.split(",")[0])
    return "".join(letter for letter in first if letter.isalpha() and letter.isascii())
