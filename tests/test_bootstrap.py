"""What the commands promise before any Python of ours runs: packages installed once, whole, and by one."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ["sh", "cat", "chmod", "cksum", "cp", "cut", "dirname", "echo", "flock", "grep", "id", "mkdir"]
TOOLS += ["readlink", "rm", "sed", "sha256sum", "tail"]
PYTHON = """#!/bin/sh
case "$1 $2" in
"-V "*) echo "Python 3.11.99" ;;
"-m venv") mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo venv >>"$LOG" ;;
"-m pip")
    echo pip >>"$LOG"
    [ ! -e "$LOG.broken" ] || { echo "ERROR: from https://host.example/simple"; exit 1; } ;;
"-m botapp") shift 2; echo "town $*" ;;
"-m botapp.cli") shift 2; echo "{}" ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with its commands, and a PATH whose Python only takes notes."""
    folder = tmp_path / "clone"
    shutil.copytree(ROOT / "bin", folder / "bin")
    (folder / "requirements.lock").write_text("flask==3\n")
    tools = tmp_path / "tools"
    tools.mkdir()
    for tool in TOOLS:
        (tools / tool).symlink_to(str(shutil.which(tool)))
    (tools / "python3").write_text(PYTHON)
    (tools / "python3").chmod(0o755)
    return folder


@pytest.fixture
def start(clone: Path) -> Callable[..., subprocess.Popen[str]]:
    """Start a command of the clone with next to nothing in its environment."""
    tools = clone.parent / "tools"
    environ = {"PATH": str(tools), "LOG": str(clone.parent / "log"), "TMPDIR": str(clone.parent)}

    def start(command: str = "run", *words: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        path = str(clone / "bin" / command)
        return subprocess.Popen([path, *words], env=environ, stdout=pipe, stderr=pipe, text=True)

    return start


@pytest.fixture
def bin_run(start):
    """Run a command to its end: exit code, standard output, standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        running = start(*words)
        out, err = running.communicate(timeout=60)
        return running.returncode, out, err

    return run


@pytest.fixture
def steps(clone: Path) -> Callable[[], list[str]]:
    """What the noting Python was asked to do so far."""
    log = clone.parent / "log"
    return lambda: log.read_text().split() if log.exists() else []


def test_the_first_start_installs_and_passes_its_words_on(bin_run, steps):
    code, out, _ = bin_run("run", "--port", "9000", "--data", "a b")
    assert (code, out) == (0, "town run --port 9000 --data a b\n")
    assert steps() == ["venv", "pip"]


def test_the_second_start_installs_nothing_and_says_nothing(bin_run, steps):
    bin_run()
    assert bin_run() == (0, "town run\n", "")
    assert steps() == ["venv", "pip"]


def test_a_changed_lock_file_is_installed_into_the_same_environment(clone, bin_run, steps):
    bin_run()
    (clone / "requirements.lock").write_text("flask==4\n")
    bin_run()
    bin_run()
    assert steps() == ["venv", "pip", "pip"]


def test_an_interrupted_installation_is_made_anew(clone, bin_run, steps):
    bin_run()
    (clone / ".venv" / ".unfinished").touch()
    (clone / ".venv" / "half").touch()
    assert bin_run()[0] == 0
    assert not (clone / ".venv" / "half").exists()
    assert steps() == ["venv", "pip"] * 2


def test_a_failed_installation_says_why_without_naming_hosts_and_is_repaired(clone, bin_run, steps):
    broken = clone.parent / "log.broken"
    broken.touch()
    code, out, err = bin_run()
    assert (code, out) == (1, "")
    assert "ERROR: from …" in err
    assert "host.example" not in err
    broken.unlink()
    assert bin_run()[:2] == (0, "town run\n")


def test_starts_at_the_same_moment_install_once(start, steps):
    running = [start() for _ in range(4)]
    assert [one.communicate(timeout=60)[0] for one in running] == ["town run\n"] * 4
    assert steps() == ["venv", "pip"]


def test_without_python_one_line_names_the_packages(clone, bin_run):
    (clone.parent / "tools" / "python3").unlink()
    code, _, err = bin_run()
    assert code == 1
    assert err.splitlines()[-1].endswith("apt install python3 python3-venv python3-pip")
    assert len(err.splitlines()) == 1


def test_a_clone_that_is_not_ours_is_left_as_it_is(clone, bin_run, steps):
    os.chown(clone, 12345, 12345) if os.getuid() == 0 else clone.chmod(0o555)
    assert bin_run()[:2] == (0, "town run\n")
    assert bin_run() == (0, "town run\n", "")
    assert not (clone / ".venv").exists()
    assert steps() == ["venv", "pip"]


def test_only_the_answer_goes_to_standard_output(bin_run):
    code, out, err = bin_run("botapp", "ask", "--json", "-")
    assert (code, out) == (0, "{}\n")
    assert "installing" in err


def test_a_command_can_be_called_through_a_link(clone, bin_run):
    (clone / "bin" / "link").symlink_to(clone / "bin" / "run")
    assert bin_run("link")[:2] == (0, "town run\n")
