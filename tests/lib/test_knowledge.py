"""Policy entries: what a file must hold, what is refused with its name, and how a source is cited."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from botapp.lib.knowledge import Entry, citation, read, read_all

FOLDER = Path(__file__).parents[2] / "config" / "policies"
TODAY = date(2026, 11, 23)
FRONT = {
    "topic": '"T1"',
    "title": '"居住证"',
    "level": '"national"',
    "doc_title": '"居住证暂行条例"',
    "doc_no": '"国务院令第663号"',
    "issuer": '"国务院"',
    "source_url": '""',
    "effective_from": "2016-01-01",
    "verified_on": "2026-11-23",
    "review_due": "2027-05-22",
    "confidence": '"A"',
    "status": '"current"',
    "aliases": '["一", "二", "三", "四", "五", "六", "七", "八"]',
    "next_step": '"人工"',
    "next_words": '"回复「人工」"',
    "local_unknown": "[]",
}


def write(folder: Path, text: str = "由公安办。", slug: str = "permit", **changes: str | None) -> Path:
    """A policy file in `folder`, with some keys changed or (None) left out."""
    facts = {key: value for key, value in {**FRONT, **changes}.items() if value is not None}
    path = folder / f"{slug}.md"
    front = "\n".join(f"{key} = {value}" for key, value in facts.items())
    path.write_text(f"+++\n{front}\n+++\n{text}\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def entries() -> list[Entry]:
    return read_all(FOLDER)


def test_an_entry_is_read_with_dates_and_lists(tmp_path: Path) -> None:
    entry = read(write(tmp_path))
    assert (entry.slug, entry.text) == ("permit", "由公安办。")
    assert entry.effective_from == date(2016, 1, 1)
    assert entry.aliases[0] == "一"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("topic", '"T29"'),
        ("topic", None),
        ("title", '""'),
        ("level", '"village"'),
        ("confidence", '"D"'),
        ("status", '"old"'),
        ("next_step", '"抽奖"'),
        ("verified_on", '"2026-11-23"'),
        ("verified_on", "2026-11-23T00:00:00"),
        ("review_due", "2026-01-01"),
        ("effective_to", "2015-01-01"),
        ("aliases", '["一"]'),
        ("aliases", '["一", "一", "三", "四", "五", "六", "七", "八"]'),
        ("aliases", '"一"'),
        ("local_unknown", "[1]"),
        ("source_url", '"www.example.com"'),
        ("today", '"somewhere"'),
        ("colour", '"red"'),
    ],
)
def test_a_malformed_entry_is_refused_by_file_and_field(
    tmp_path: Path, field: str, value: str | None
) -> None:
    path = write(tmp_path, **{field: value})
    with pytest.raises(ValueError, match=re.escape(f"{path}: {field}: ")):
        read(path)


def test_a_text_too_long_to_read_is_refused(tmp_path: Path) -> None:
    write(tmp_path, text="字" * 380)
    assert read(tmp_path / "permit.md").text
    with pytest.raises(ValueError, match="text"):
        read(write(tmp_path, text="字" * 381))


def test_an_empty_answer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="text"):
        read(write(tmp_path, text=""))


@pytest.mark.parametrize("content", ["no front matter", "+++\ntopic = \n+++\ntext"])
def test_a_file_without_readable_front_matter_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.md"
    path.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=re.escape("+++")):
        read(path)


def test_what_replaced_a_repealed_entry_must_exist(tmp_path: Path) -> None:
    write(tmp_path, status='"repealed"', today='"gone"')
    with pytest.raises(ValueError, match="today"):
        read_all(tmp_path)


def test_a_repealed_entry_knows_the_title_of_todays(tmp_path: Path) -> None:
    write(tmp_path, status='"repealed"', today='"new"')
    write(tmp_path, slug="new", title='"新办法"')
    assert {entry.slug: entry.counterpart for entry in read_all(tmp_path)} == {"permit": "新办法", "new": ""}


def test_a_citation_says_document_number_date_and_check(tmp_path: Path) -> None:
    assert citation(read(write(tmp_path)), TODAY) == (
        "依据：《居住证暂行条例》(国务院令第663号)，自2016年1月1日起施行；核对日期2026-11-23；以当地窗口为准"
    )


def test_a_citation_skips_what_is_not_known(tmp_path: Path) -> None:
    path = write(tmp_path, doc_title='""', doc_no='""', effective_from=None)
    assert citation(read(path), TODAY) == "核对日期2026-11-23；以当地窗口为准"


def test_a_press_report_is_not_cited_as_a_document(tmp_path: Path) -> None:
    path = write(tmp_path, doc_title='"国家医保局的公开报道"', doc_no='""', effective_from=None)
    assert citation(read(path), TODAY).startswith("依据：国家医保局的公开报道；")


def test_an_entry_past_its_review_day_warns_first(tmp_path: Path) -> None:
    entry = read(write(tmp_path))
    assert citation(entry, entry.review_due).startswith("依据")
    assert citation(entry, entry.review_due + timedelta(days=1)).startswith("该条可能已更新。依据")


def test_history_and_repeal_are_said_first_with_todays_title(tmp_path: Path) -> None:
    entry = replace(read(write(tmp_path)), status="repealed", today="new", counterpart="新办法")
    assert citation(entry, TODAY).startswith("已废止。")
    assert "现在请看：新办法" in citation(entry, TODAY)
    ended = replace(entry, effective_to=date(2021, 9, 26))
    assert citation(ended, TODAY).startswith("2021年9月已废止。")
    past = replace(entry, status="historical")
    assert citation(past, TODAY).startswith("历史文件(2010年)，部分内容已失效。")


def test_every_topic_has_an_answer(entries: list[Entry]) -> None:
    assert {entry.topic for entry in entries} == {f"T{number}" for number in range(1, 29)}
    assert len(entries) >= 34


def test_no_alias_belongs_to_two_entries(entries: list[Entry]) -> None:
    aliases = [alias for entry in entries for alias in entry.aliases]
    assert len(aliases) == len(set(aliases))


def test_amounts_are_reviewed_within_a_quarter_and_laws_within_a_year(entries: list[Entry]) -> None:
    for entry in entries:
        assert entry.review_due - entry.verified_on <= timedelta(days=365)
        if re.search(r"\d+元", entry.text) and "罚" not in entry.text:
            assert entry.review_due - entry.verified_on <= timedelta(days=90), entry.slug


def test_what_is_not_verified_is_said_and_a_person_offered(entries: list[Entry]) -> None:
    for entry in entries:
        if entry.confidence == "U":
            assert re.search("没有核实|还没核实|没有核实到", entry.text), entry.slug
            assert "人工" in entry.text + entry.next_words, entry.slug


def test_no_entry_gives_a_phone_number_that_was_not_checked(entries: list[Entry]) -> None:
    numbers = {
        number
        for entry in entries
        for number in re.findall(r"(?<!\d)(?:1\d{2}|1[12]\d{3}|\d{7,})(?!\d)", entry.text)
    }
    assert numbers <= {"110", "119", "120", "12345", "12356", "12338", "158"}  # 158 is days of leave


def test_history_comes_from_the_township_plan_and_points_to_today(entries: list[Entry]) -> None:
    history = [entry for entry in entries if entry.status == "historical"]
    assert len(history) >= 4
    assert all(entry.counterpart and "现在" in entry.text for entry in history)


def test_no_entry_speaks_in_the_voice_of_quotas(entries: list[Entry]) -> None:
    words = re.compile("应检尽检|管住|落实到位|违规生育|达标率|外来人员问题")
    assert [entry.slug for entry in entries if words.search(entry.text)] == []
