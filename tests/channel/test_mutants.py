"""Tests of the tests: each of these spoilt applications must turn the test red that guards against it."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEEDED = ("botapp", "config", "tests", "bench", "worker.py", "pyproject.toml")
NOT_NEEDED = shutil.ignore_patterns("var", "*.log", ".pytest_cache", ".hypothesis")

VERDICT = "tests/jobs/outbox/test_verdict.py"


@dataclass(frozen=True)
class Mutant:
    """A text of one file that stands there once, what stands there instead, and the test that must notice."""

    file: str
    original: str
    instead: str
    guard: str


MUTANTS = {
    "dedupe is dropped": Mutant(
        "botapp/models/message.py",
        "sha256(key.encode())",
        "sha256(__import__('secrets').token_bytes())",
        "tests/handlers/test_webhook.py::test_repeat_gets_the_same_reply_and_has_no_second_effect[sqlite]",
    ),
    "the answer sleeps for six seconds": Mutant(
        "botapp/handlers/webhook.py",
        "        reply = _take(incoming)\n",
        "        reply = (__import__('time').sleep(6), _take(incoming))[1]\n",
        "tests/channel/test_deadline.py::test_a_question_is_answered_within_the_platforms_deadline[sqlite]",
    ),
    "the answer is JSON": Mutant(
        "botapp/handlers/webhook.py",
        'return Response(wechat.render(reply, incoming), mimetype="application/xml")',
        'return Response(__import__("json").dumps({"reply": reply}), mimetype="application/json")',
        "tests/channel/test_deadline.py::test_a_question_is_answered_within_the_platforms_deadline[sqlite]",
    ),
    "45015 is tried again": Mutant(
        "botapp/lib/errcode.py",
        '_rows(Do.WAIT, "超过48小时未联系，微信不让主动发", (45015,))',
        '_rows(Do.RETRY, "超过48小时未联系，微信不让主动发", (45015,))',
        f"{VERDICT}::test_a_refusal_gives_the_message_back_unless_the_window_is_closed[sqlite-45015-0]",
    ),
    "43101 is ignored": Mutant(
        "botapp/jobs/outbox/verdict.py",
        "USED_UP = {0, 43101, 45015, 45047}",
        "USED_UP = {0, 45015, 45047}",
        f"{VERDICT}::test_a_refusal_gives_the_consent_back_unless_there_is_none[sqlite-43101-0]",
    ),
    "consent is ignored": Mutant(
        "botapp/jobs/outbox/way.py",
        "return held is not None and held.spend()",
        "return True",
        "tests/jobs/outbox/test_way.py::test_a_consent_is_used_before_a_template_message_and_once[sqlite]",
    ),
    "the token is renewed without a lock": Mutant(
        "botapp/wechat/keeper.py",
        "held = None if lent.is_held else shelf.store().claim(self.name, holder, clock.now() + LEASE)",
        "held = lent",
        "tests/wechat/test_keeper.py::test_sixteen_cold_workers_fetch_once_without_redis[sqlite]",
    ),
    "unfollowing is ignored": Mutant(
        "botapp/handlers/resident.py",
        '@router.on_event("unsubscribe", "user_authorization_revoke"',
        '@router.on_event("user_authorization_revoke"',
        "tests/jobs/test_outbox.py::test_nothing_goes_to_somebody_who_left[sqlite]",
    ),
    "plaintext is accepted in safe mode": Mutant(
        "botapp/wechat/push.py",
        'if current().mode == "safe" or not is_genuine(query):',
        "if not is_genuine(query):",
        "tests/wechat/test_push.py::test_safe_mode_refuses_a_plain_push_with_a_good_signature",
    ),
    "the previous key is forgotten": Mutant(
        "botapp/wechat/push.py",
        "for key in current().accepted_keys:",
        "for key in current().accepted_keys[:1]:",
        "tests/wechat/test_push.py::test_previous_key_and_token_serve_as_long_as_they_are_listed",
    ),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources in a folder of their own, in which all guards are green before anything is spoilt."""
    folder = tmp_path_factory.mktemp("mutants")
    for name in NEEDED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=NOT_NEEDED)
        else:
            shutil.copy2(source, folder / name)
    code, told = run_tests(folder, *{mutant.guard for mutant in MUTANTS.values()})
    assert code == 0, told
    return folder


def run_tests(folder: Path, *tests: str) -> tuple[int, str]:
    """Exit code and last words of pytest on the sources in a folder."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith(("PYTEST", "BOTAPP"))}
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=no", *tests]
    ran = subprocess.run(
        command, cwd=folder, env=environ | {"PYTHONPATH": str(folder)}, capture_output=True, text=True
    )
    return ran.returncode, ran.stdout[-2000:]


@pytest.mark.parametrize("name", MUTANTS)
def test_each_spoilt_application_turns_its_guard_red(name: str, copy: Path):
    mutant = MUTANTS[name]
    file, text = copy / mutant.file, (ROOT / mutant.file).read_text()
    assert text.count(mutant.original) == 1, "the list of mutants has to follow the sources"
    file.write_text(text.replace(mutant.original, mutant.instead))
    try:
        code, told = run_tests(copy, mutant.guard)
    finally:
        file.write_text(text)
    assert code == 1 and re.search(r"\d+ failed", told) and " error" not in told, told
