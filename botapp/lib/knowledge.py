"""Policy entries: reading config/policies/*.md, and saying where an answer comes from."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

LEVELS = ("national", "province", "city", "town")
STATUSES = ("current", "repealed", "historical")
CONFIDENCES = ("A", "B", "C", "K", "U")
STEPS = ("预约", "办服务证", "人工", "需求", "我的预约", "进度", "我的资料", "")
ALIASES = range(8, 26)
TEXT_LIMIT = 380
OVERDUE = "该条可能已更新。"
GENERATED = "（AI生成，已人工核对）"  # 人工智能生成合成内容标识办法 (2025-09-01): at the beginning or the end
NOT_TITLES = ("报道", "约定", "文件")  # what is no document's own title goes without 《》
HEADINGS = {"repealed": "已废止。", "historical": "历史文件(2010年)，部分内容已失效。"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer with its source; `today` is the slug of what replaced it, `counterpart` its title."""

    slug: str
    topic: str
    title: str
    level: str
    doc_title: str
    doc_no: str
    issuer: str
    source_url: str
    verified_on: date
    review_due: date
    confidence: str
    status: str
    aliases: tuple[str, ...]
    next_step: str
    next_words: str
    local_unknown: tuple[str, ...]
    text: str
    effective_from: date | None = None
    effective_to: date | None = None
    today: str = ""
    counterpart: str = ""
    generated: str = ""  # "yes": in words of a language model, looked at by a person


OPTIONAL = {"effective_from", "effective_to", "today", "generated"}
DAYS = {"verified_on", "review_due", "effective_from", "effective_to"}
LISTS = {"aliases", "local_unknown"}
DERIVED = {"slug", "text", "counterpart"}
KEYS = {field.name for field in fields(Entry)} - DERIVED
CHOICES = {"level": LEVELS, "status": STATUSES, "confidence": CONFIDENCES, "next_step": STEPS}


def read(path: Path) -> Entry:
    """One entry from a file with TOML between +++ lines; ValueError names the file and the field."""
    facts, text = _split(path)
    _check_keys(path, facts)
    for key, value in facts.items():
        _check_kind(path, key, value)
    entry = Entry(slug=path.stem, text=text, **{key: _frozen(value) for key, value in facts.items()})
    _check_sense(path, entry)
    return entry


def read_all(folder: Path) -> list[Entry]:
    """All entries of a folder by slug, each repealed or historical one joined to today's counterpart."""
    entries = {path.stem: read(path) for path in sorted(folder.glob("*.md"))}
    for slug, entry in entries.items():
        if entry.today and entry.today not in entries:
            raise _wrong(folder / f"{slug}.md", "today", f"没有条目 {entry.today}")
    return join(entries.values())


def join(entries: Iterable[Entry]) -> list[Entry]:
    """The same entries, each knowing the title of the one that replaced it."""
    known = list(entries)
    titles = {entry.slug: entry.title for entry in known}
    return [replace(entry, counterpart=titles.get(entry.today, "")) for entry in known]


@lru_cache(maxsize=1 << 9)  # it changes with the day
def citation(entry: Entry, today: date) -> str:
    """The line under every answer: what it rests on, since when, when it was checked."""
    return notice(entry, today) + source(entry)


def notice(entry: Entry, today: date) -> str:
    """What must be said before the answer: that it may be out of date, is repealed, or only history."""
    generated = GENERATED if entry.generated else ""
    overdue = OVERDUE if today > entry.review_due else ""
    history = _reach(entry) if _is_dated_history(entry) else HEADINGS.get(entry.status, "")
    return generated + overdue + history


def source(entry: Entry) -> str:
    """Document, number, effective dates, day of checking, and today's counterpart of what is past."""
    said = [_document(entry), _validity(entry), f"核对日期{entry.verified_on}", _now(entry), "以当地窗口为准"]
    return "；".join(part for part in said if part)


def _is_dated_history(entry: Entry) -> bool:
    return entry.status == "historical" and entry.effective_to is not None


def _reach(entry: Entry) -> str:
    first, last = entry.effective_from, entry.effective_to
    years = f"{first.year}年到{last.year}年" if first and last else "以前"
    return f"这是{years}的规定，现在已不适用。"


def _document(entry: Entry) -> str:
    if not entry.doc_title:
        return ""
    number = f"({entry.doc_no})" if entry.doc_no else ""
    title = entry.doc_title if entry.doc_title.endswith(NOT_TITLES) else f"《{entry.doc_title}》"
    return f"依据：{title}{number}{_since(entry)}"


def _since(entry: Entry) -> str:
    if not entry.effective_from:
        return ""
    day = _chinese(entry.effective_from)
    return f"，{day}" if entry.status == "historical" else f"，自{day}起施行"


def _validity(entry: Entry) -> str:
    return f"至{_chinese(entry.effective_to)}止" if entry.effective_to else ""


def _now(entry: Entry) -> str:
    return f"现在请看：{entry.counterpart}" if entry.counterpart else ""


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _split(path: Path) -> tuple[dict[str, Any], str]:
    parts = re.split(r"^\+\+\+\s*$", path.read_text("utf-8"), maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3:
        raise _wrong(path, "+++", "开头要有两行 +++")
    try:
        return tomllib.loads(parts[1]), parts[2].strip()
    except tomllib.TOMLDecodeError as error:
        raise _wrong(path, "+++", str(error)) from error


def _check_keys(path: Path, facts: Mapping[str, Any]) -> None:
    for key in sorted(facts.keys() - KEYS):
        raise _wrong(path, key, "不认识的字段")
    for key in sorted(KEYS - OPTIONAL - facts.keys()):
        raise _wrong(path, key, "缺少")


def _check_kind(path: Path, key: str, value: Any) -> None:
    kind: type = date if key in DAYS else list if key in LISTS else str
    if type(value) is not kind:
        raise _wrong(path, key, f"应为 {kind.__name__}")
    if isinstance(value, list) and not all(isinstance(item, str) and item for item in value):
        raise _wrong(path, key, "每一项应为文字")
    if key in CHOICES and value not in CHOICES[key]:
        raise _wrong(path, key, f"应为 {'、'.join(CHOICES[key])} 之一")


FAULTS = {
    "topic": "请选一个主题。",
    "title": "请写题目。",
    "aliases": f"居民的问法要 {ALIASES.start} 到 {ALIASES.stop - 1} 条，不能重复。",
    "review_due": "下次核对不能早于核对日期。",
    "effective_to": "失效日期不能早于施行日期。",
    "today": "已废止和历史条目要选今天看哪一条；现行条目不选。",
    "source_url": "原文地址要以 https:// 或 http:// 开头，没有就空着。",
    "text": f"正文要写，最多 {TEXT_LIMIT} 个汉字。",
}


def faults(entry: Entry) -> dict[str, str]:
    """What keeps an entry from being published, in words for staff by field; empty when nothing does."""
    return {field: FAULTS[field] for field in _broken(entry)}


def repeated(entry: Entry, entries: Iterable[Entry]) -> dict[str, str]:
    """Phrasings that stand in another entry already, in words for staff; empty when there are none."""
    others = [other for other in entries if other.slug != entry.slug]
    shared = [
        f"「{one}」已在《{other.title}》" for other in others for one in other.aliases if one in entry.aliases
    ]
    return {"aliases": f"问法和别的条目重复：{'；'.join(shared[:5])}。"} if shared else {}


def _check_sense(path: Path, entry: Entry) -> None:
    for field in _broken(entry):
        raise _wrong(path, field, "不合要求")


def _broken(entry: Entry) -> list[str]:
    length = len(re.findall(r"[\u3400-\u9fff]", entry.text))
    rules = {
        "topic": bool(re.fullmatch(r"T([1-9]|1\d|2[0-8])", entry.topic)),
        "title": bool(entry.title),
        "aliases": len(entry.aliases) in ALIASES and len(set(entry.aliases)) == len(entry.aliases),
        "review_due": entry.review_due >= entry.verified_on,
        "effective_to": _in_order(entry.effective_from, entry.effective_to),
        "today": bool(entry.today) == (entry.status != "current"),
        "source_url": entry.source_url == "" or entry.source_url.startswith(("https://", "http://")),
        "text": 0 < length <= TEXT_LIMIT,
    }
    return [name for name, holds in rules.items() if not holds]


def _in_order(first: date | None, last: date | None) -> bool:
    return first is None or last is None or first <= last


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _wrong(path: Path, field: str, why: str) -> ValueError:
    return ValueError(f"{path}: {field}: {why}")
