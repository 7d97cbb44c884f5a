"""Entries as files: Markdown as in config/policies, Excel with a row an entry, Word with a table an entry.

What is read is text by field; whether it makes sense is for the form to say.
"""

import io
import re
import tomllib
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import docx
import openpyxl
import xlsxwriter
from docx.opc.exceptions import PackageNotFoundError
from openpyxl.utils.exceptions import InvalidFileException

from botapp.lib.facts import facts_of
from botapp.lib.knowledge import Entry

LABELS = {
    "title": "题目",
    "topic": "主题",
    "text": "正文",
    "aliases": "居民会怎么问",
    "next_step": "下一步",
    "next_words": "下一步怎么说",
    "local_unknown": "本地还没核实的",
    "level": "层级",
    "doc_title": "依据的文件",
    "doc_no": "文号",
    "issuer": "发文机关",
    "source_url": "原文地址",
    "effective_from": "施行日期",
    "effective_to": "失效日期",
    "verified_on": "核对日期",
    "review_due": "下次核对",
    "confidence": "把握",
    "status": "状态",
    "today": "今天看哪一条",
}
SLUG = "条目"  # the short name of an entry that is there already; empty for a new one
NAMES = {label: name for name, label in LABELS.items()} | {SLUG: "slug"}
BROKEN = (  # what the readers of three formats raise for damaged, locked and half-written files
    zipfile.BadZipFile,
    zlib.error,
    PackageNotFoundError,
    InvalidFileException,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,  # XML that is none
    TypeError,
    ValueError,
)
MOST, LARGEST = 500, 20 * 1024 * 1024  # rows of a file, and bytes once it is unpacked
PART = re.compile(r"^\+\+\+\s*$", re.MULTILINE)


class Unreadable(Exception):
    """A file that no entries can be read from; the words are for staff."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a file: where it stands there, and its fields as text."""

    place: str
    told: dict[str, str]


def read(name: str, content: bytes) -> list[Row]:
    """The entries of an uploaded file, by the end of its name. Raises `Unreadable`."""
    ending = name.lower().rpartition(".")[2]
    readers = {"md": _from_markdown, "xlsx": _from_excel, "docx": _from_word, "zip": _from_zip}
    if ending not in readers:
        raise Unreadable("只能读 .md、.zip、.xlsx 和 .docx 文件。")
    if ending != "md":
        _check_size(content)
    try:
        rows = readers[ending](name, content)
    except BROKEN as error:
        raise Unreadable("文件打不开，可能坏了，或者有密码。") from error
    if not rows:
        raise Unreadable("文件里没有找到条目。请用模板。")
    if len(rows) > MOST:
        raise Unreadable(f"一次最多 {MOST} 条，请分开导入。")
    return rows


def _check_size(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile as error:
        raise Unreadable("文件打不开，可能坏了，或者不是这种文件。") from error
    if size > LARGEST:
        raise Unreadable("文件展开后太大了，请分开导入。")


def _from_markdown(name: str, content: bytes) -> list[Row]:
    try:
        parts = PART.split(content.decode("utf-8-sig"), maxsplit=2)
        facts = tomllib.loads(parts[1]) if len(parts) == 3 else {}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Unreadable(f"{name} 读不懂：开头两行 +++ 之间要写字段。") from error
    if not facts:
        return []
    slug = name.rpartition("/")[2].removesuffix(".md")
    return [
        Row(name, {key: _said(value) for key, value in (facts | {"text": parts[2], "slug": slug}).items()})
    ]


def _from_zip(_name: str, content: bytes) -> list[Row]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        names = [name for name in packed.namelist() if name.lower().endswith(".md")]
        return [row for name in names[: MOST + 1] for row in _from_markdown(name, packed.read(name))]


def _from_excel(_name: str, content: bytes) -> list[Row]:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    head = [NAMES.get(_said(cell).strip(), "") for cell in next(rows, ())]
    if "title" not in head:
        raise Unreadable("第一行要写字段名，至少有「题目」。请用模板。")
    read_rows = (
        Row(f"第 {number} 行", {name: _said(cell) for name, cell in zip(head, cells, strict=False) if name})
        for number, cells in enumerate(rows, 2)
        if any(cell is not None for cell in cells)
    )
    return [row for row, _ in zip(read_rows, range(MOST + 1), strict=False)]


def _from_word(_name: str, content: bytes) -> list[Row]:
    paper = docx.Document(io.BytesIO(content))
    found = []
    for number, table in enumerate(paper.tables[: MOST + 1], 1):
        cells = {row.cells[0].text.strip(): row.cells[-1].text for row in table.rows if row.cells}
        told = {NAMES[label]: text for label, text in cells.items() if label in NAMES}
        if "title" in told:
            found.append(Row(f"第 {number} 个表", told))
    return found


def to_excel(entries: Iterable[Entry]) -> bytes:
    """A sheet with a row an entry; no cell is ever a formula."""
    told = io.BytesIO()
    with xlsxwriter.Workbook(told, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("政策")
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        for column, label in enumerate((SLUG, *LABELS.values())):
            sheet.write_string(0, column, label, bold)
        for number, entry in enumerate(entries, 1):
            for column, text in enumerate((entry.slug, *_texts(entry))):
                sheet.write_string(number, column, text, wrapped)
        sheet.freeze_panes(1, 2)
        sheet.set_column(1, 1, 24)
        sheet.set_column(3, 4, 50)
    return told.getvalue()


def to_zip(entries: Iterable[Entry]) -> bytes:
    """A file an entry, as in config/policies."""
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in entries:
            packed.writestr(f"{entry.slug}.md", to_markdown(entry))
    return told.getvalue()


def to_markdown(entry: Entry) -> str:
    """An entry as config/policies keeps it."""
    facts = facts_of(entry)
    text = facts.pop("text")
    kept = {name: value for name, value in facts.items() if value is not None and (value or name != "today")}
    lines = [f"{name} = {_toml(name, value)}" for name, value in kept.items()]
    return "\n".join(["+++", *lines, "+++", text, ""])


def to_word(entries: Sequence[Entry]) -> bytes:
    """A table an entry, with what to write on the left; without entries an empty one to fill in."""
    paper = docx.Document()
    for entry in entries or (None,):
        paper.add_heading(entry.title if entry else "新条目", level=2)
        table = paper.add_table(rows=0, cols=2, style="Table Grid")
        texts = (entry.slug, *_texts(entry)) if entry else ("",) * (len(LABELS) + 1)
        for label, text in zip((SLUG, *LABELS.values()), texts, strict=True):
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label, text
    told = io.BytesIO()
    paper.save(told)
    return told.getvalue()


def _texts(entry: Entry) -> list[str]:
    facts: Mapping[str, Any] = facts_of(entry)
    return [_said(facts[name]) for name in LABELS]


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(map(str, value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).replace("\0", "").strip()


def _toml(name: str, value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml('', one) for one in value)}]"
    if name in {"effective_from", "effective_to", "verified_on", "review_due"}:
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
