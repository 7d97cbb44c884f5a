"""The operator's commands."""

import json

import pytest
from click.testing import CliRunner

from botapp.cli import main
from botapp.lib.seal import new_key
from tests.hosting import serve
from tests.simulator.conftest import SETTINGS


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


LEAF = '[[button]]\nname = "{0}"\ntype = "click"\nkey = "{0}"\n'


@pytest.fixture
def menu(run, tmp_path, monkeypatch):
    """`menu` commands on a file of the test's own, with a platform that answers."""
    with serve(tmp_path) as host:
        monkeypatch.setenv("BOTAPP_WECHAT_API_URL", host.api_url)
        monkeypatch.setenv("BOTAPP_DATA_KEYS", new_key())
        for name in ("WECHAT_APP_ID", "WECHAT_APP_SECRET"):
            monkeypatch.setenv(f"BOTAPP_{name}", SETTINGS[name])
        run("setup")
        file = tmp_path / "menu.toml"

        def command(*words, name="预约"):
            file.write_text(LEAF.format(name), encoding="utf-8")
            told = run(
                "menu", *words, *([] if words[0] in ("rollback", "history") else ["--file", str(file)])
            )
            return told.exit_code, told.stderr if told.exit_code else told.stdout

        command.host = host
        yield command


def test_a_menu_is_published_compared_and_taken_back(menu):
    assert menu("diff") == (0, "增 「预约」：相当于说「预约」\n")
    assert menu("publish", "--note", "开张")[0] == 0
    assert menu("diff") == (0, "没有不同。\n")
    assert "增 「需求」" in menu("diff", name="需求")[1]
    assert menu("publish", name="需求")[0] == 0
    assert menu("rollback")[0] == 0
    assert menu("diff") == (0, "没有不同。\n")
    newest, second, first = menu("history")[1].splitlines()
    assert newest.endswith("退回到第1版") and second.startswith("第2版") and first.endswith("命令行\t开张")
    assert menu("show", "2")[1] == "需求：相当于说「需求」\n"


def test_a_faulty_menu_is_named_line_by_line_and_stays_at_home(menu):
    for command in ("lint", "publish"):
        code, told = menu(command, name="没人答的五个字")
        assert code == 1 and "只显示4个汉字" in told and "没有人回答" in told
    assert menu("lint") == (0, "菜单没有问题。\n")
    assert menu("history") == (0, "")


def test_what_the_platform_refuses_is_one_line_and_no_version(menu):
    menu.host.strike("menu/create", kind="code", code=48001)
    code, told = menu("publish")
    assert code == 1 and "微信没有办成：公众号没有这项权限（代码 48001" in told
    assert menu("history") == (0, "")


def test_a_version_that_never_was_is_said_in_one_line(menu):
    assert menu("rollback") == (1, "Error: 还没有更早的一版菜单可以退回。\n")
    assert menu("rollback", "7") == (1, "Error: 没有第7版菜单。\n")


def test_without_a_database_the_operator_is_told_how_to_make_one(run):
    told = run("menu", "history")
    assert told.exit_code == 1 and "bin/botapp setup" in told.output
