"""Entries as files: what goes out comes in again, and what is no such file is refused in words."""

import io
import tomllib
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import config
from botapp.lib import exchange
from botapp.lib.exchange import LABELS, Unreadable, read, to_excel, to_markdown, to_word, to_zip
from botapp.lib.knowledge import read_all

ENTRIES = read_all(Path(config.__file__).parent / "policies")
FILES = {"all.xlsx": to_excel, "all.docx": to_word, "all.zip": to_zip}


@pytest.mark.parametrize("name", FILES)
def test_what_goes_out_comes_in_again(name):
    entries = ENTRIES[:12]
    rows = read(name, FILES[name](entries))
    assert [row.told["title"] for row in rows] == [entry.title for entry in entries]
    assert [row.told["slug"] for row in rows] == [entry.slug for entry in entries]
    assert [row.told["aliases"].splitlines() for row in rows] == [list(entry.aliases) for entry in entries]
    assert [row.told["text"].strip() for row in rows] == [entry.text for entry in entries]
    assert [row.told["verified_on"] for row in rows] == [entry.verified_on.isoformat() for entry in entries]


@pytest.mark.parametrize("entry", ENTRIES[::9], ids=lambda entry: entry.slug)
def test_markdown_is_what_config_policies_keeps(entry):
    facts = tomllib.loads(to_markdown(entry).split("+++")[1])
    assert facts["title"] == entry.title and facts["aliases"] == list(entry.aliases)
    assert facts["verified_on"] == entry.verified_on


def test_no_cell_is_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(to_excel([replace(ENTRIES[0], title="=1+1")])))
    assert book.worksheets[0]["B2"].data_type == "s" and book.worksheets[0]["B2"].value == "=1+1"


def test_templates_hold_every_label():
    sheet = openpyxl.load_workbook(io.BytesIO(to_excel([]))).active
    assert set(LABELS.values()) < {cell.value for cell in sheet[1]}
    assert read("leer.docx", to_word([]))[0].told["title"] == ""


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"x", "只能读"),
        ("a.xlsx", b"not a zip", "打不开"),
        ("a.docx", b"not a zip", "打不开"),
        ("a.md", b"\xff\xfe+++", "读不懂"),
        ("a.md", "没有字段".encode(), "没有找到条目"),
        ("a.md", b"+++\nx = \n+++\n", "读不懂"),
    ],
)
def test_other_files_are_refused_in_words(name, content, words):
    with pytest.raises(Unreadable, match=words):
        read(name, content)


def test_a_zip_of_something_else_is_no_excel():
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w") as packed:
        packed.writestr("a.txt", "x")
    for name in ("a.xlsx", "a.docx"):
        with pytest.raises(Unreadable, match="打不开"):
            read(name, told.getvalue())


def test_a_file_that_unpacks_too_large_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(exchange, "LARGEST", 10)
    with pytest.raises(Unreadable, match="太大"):
        read("a.xlsx", to_excel(ENTRIES[:1]))


def damaged(content: bytes):
    """The same package with one part cut, emptied or gone, with a wrong sum, and half of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name, part in parts.items():
        for other in (part[: len(part) // 2], b"", None):
            told = io.BytesIO()
            with zipfile.ZipFile(told, "w") as packed:
                for one, kept in (parts | {name: other}).items():
                    if kept is not None:
                        packed.writestr(one, kept)
            yield told.getvalue()
    for place in range(30, len(content), len(content) // 40):
        yield content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :]
    yield content[: len(content) // 2]


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_read_or_refused_in_words(name):
    refused = 0
    for content in damaged(FILES[name](ENTRIES[:2])):
        try:
            read(name, content)
        except Unreadable:
            refused += 1
    assert refused > 5


def test_a_file_with_a_password_is_refused_in_words():
    content = bytearray(to_zip(ENTRIES[:1]))
    content[6] |= 1  # the mark of encryption, in both places
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match="密码"):
        read("a.zip", bytes(content))


def test_what_no_database_keeps_is_left_out():
    [row] = read("a.md", '+++\ntitle = "月\\u0000亮"\n+++\n正\0文'.encode())
    assert row.told["title"] == "月亮" and row.told["text"] == "正文"
