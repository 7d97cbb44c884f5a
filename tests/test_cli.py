"""The operator's commands."""

import json

import pytest
from click.testing import CliRunner

from botapp.cli import main


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run a command with an empty data folder."""
    monkeypatch.setenv("BOTAPP_DATA_DIR", str(tmp_path))
    return lambda *words, **more: CliRunner().invoke(main, words, catch_exceptions=False, **more)


@pytest.mark.parametrize(
    ("question", "outcome", "topic"),
    [
        ("居住证咋办", "answer", "T1"),
        ("预约两癌 下周三上午", "form", ""),
        ("我的服务证申请到哪一步了", "status", ""),
        ("转人工", "handoff", ""),
        ("公积金咋提", "abstain", ""),
        ("活着没意思", "safety", ""),
    ],
)
def test_ask_prints_one_json_object_a_line_without_a_database(run, question, outcome, topic):
    (line,) = run("ask", "--json", "-", input=f"{question}\n").stdout.splitlines()
    told = json.loads(line)
    assert (told["question"], told["outcome"], told["topic"]) == (question, outcome, topic)
    assert set(told) == {"question", "outcome", "topic", "entry", "score", "text", "citations"}


def test_ask_answers_one_question_in_words(run):
    assert "依据：《居住证暂行条例》" in run("ask", "居住证咋办").stdout


def test_rank_prints_one_list_a_query(run, tmp_path):
    (tmp_path / "corpus.tsv").write_text("a\t居住证由公安机关办理\nb\t叶酸免费领取\n", encoding="utf-8")
    printed = run("rank", "--corpus", str(tmp_path / "corpus.tsv"), "--top", "1", input="哪里领叶酸\n").stdout
    assert [id_ for id_, _ in json.loads(printed)] == ["b"]
