"""What the supervisor promises: restarts, an ordered end, nothing left behind, clear refusals to start."""

import contextlib
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import config
from botapp import queue
from botapp.supervisor import keys, place, probe, redis_server
from botapp.supervisor.child import Child, pause
from botapp.supervisor.errors import CannotStart

TOWN = """
import sys
from pathlib import Path
from botapp.supervisor.child import Child
from botapp.supervisor.errors import Stopped
from botapp.supervisor.watch import Supervisor

folder = Path(sys.argv[1])
say = lambda line: print(line, flush=True)
supervisor = Supervisor(say)
for program in sorted(folder.glob("*.py")):
    command, log = [sys.executable, "-S", str(program)], program.with_suffix(".log")
    supervisor.start(Child(program.stem, command, log, 2.0, {"OUT": str(folder / "out")}))
try:
    say("watching")
    supervisor.watch()
except Stopped:
    supervisor.stop()
    say("all ended")
"""
OUT = "import os, signal, sys, time\nout = open(os.environ['OUT'], 'a', buffering=1)\n"
POLITE = (
    OUT
    + """
signal.pthread_sigmask(signal.SIG_BLOCK, {15})
out.write('up\\n')
signal.sigwait({15})
out.write('{name} ended\\n')
"""
)
DEAF = OUT + "signal.signal(15, signal.SIG_IGN)\nout.write('up\\n')\nwhile True: signal.pause()"
BREEDER = OUT + "if os.fork() == 0:\n    os.setsid()\n    os.fork()\nout.write('up\\n')\nsignal.pause()"
FRAIL = OUT + "sys.exit(3)"


class Town:
    """A supervisor over tiny programs; `lines` are what it says, `out` what the programs wrote."""

    def __init__(self, folder: Path, **programs: str) -> None:
        self.out = folder / "out"
        os.mkfifo(self.out)
        self.reader = os.fdopen(os.open(self.out, os.O_RDWR))
        for name, text in programs.items():
            (folder / f"{name}.py").write_text(text.replace("{name}", name))
        command = [sys.executable, "-c", TOWN, str(folder)]
        self.running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=place.ROOT)
        self.lines = iter(self.running.stdout)
        assert next(self.lines) == "watching\n"

    def members(self) -> list[int]:
        """Handles (pidfd) of all that runs under the supervisor."""
        return [os.pidfd_open(one.pid) for one in psutil.Process(self.running.pid).children(recursive=True)]

    def end(self) -> None:
        self.running.kill()
        self.running.wait()
        self.running.stdout.close()
        self.reader.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[type]:
    with contextlib.ExitStack() as ending:

        def start(**programs: str) -> Town:
            town = Town(tmp_path, **programs)
            ending.callback(town.end)
            return town

        yield start


def _alive(members: list[int], seconds: float) -> list[int]:
    """Which of them still run after so long; a handle becomes readable when its owner ends."""
    deadline = time.monotonic() + seconds
    alive = [
        one for one in members if not select.select([one], [], [], max(deadline - time.monotonic(), 0))[0]
    ]
    for handle in members:
        os.close(handle)
    return alive


def test_a_child_that_ends_is_started_again_after_growing_pauses(town):
    lines = town(frail=FRAIL).lines
    assert "frail ended (3), again in 0.5 s" in next(lines)
    assert "frail ended (3), again in 1.0 s" in next(lines)


WAITING = """
import sys
from pathlib import Path
from botapp.supervisor import watch
from botapp.supervisor.child import Child

watch.TRIES = 1
supervisor = watch.Supervisor(print)
supervisor.start(Child("frail", [sys.executable, "-c", "sys.exit"], Path(sys.argv[1]) / "log", 1.0, {}))
try:
    supervisor.wait_until(lambda: False, "the town", float(sys.argv[2]))
except watch.CannotStart as error:
    supervisor.stop()
    print(error)
"""


@pytest.mark.parametrize(
    ("seconds", "why"),
    [
        ("0", "the town is not ready after 0 s; the logs say why"),
        ("60", "frail keeps ending; {}/log says why"),
    ],
)
def test_a_start_that_cannot_succeed_ends_and_says_where_to_look(tmp_path, seconds, why):
    command = [sys.executable, "-c", WAITING, str(tmp_path), seconds]
    said = subprocess.run(command, capture_output=True, text=True, cwd=place.ROOT, check=True).stdout
    assert said.splitlines()[-1] == why.format(tmp_path)


def test_pauses_double_up_to_ten_seconds():
    assert [pause(failures) for failures in (0, 1, 2, 3, 4, 5, 900)] == [0.5, 1, 2, 4, 8, 10, 10]


def test_failures_are_forgotten_after_a_calm_minute(tmp_path):
    child = Child("calm", [sys.executable, "-c", ""], tmp_path / "log", 1.0, {}, failures=6)
    reader, writer = os.pipe()
    child.start(now=0.0, kept_open=(reader,))
    while (code := child.ended(now=61.0)) is None:
        os.sched_yield()
    os.close(reader)
    os.close(writer)
    assert (code, child.again_at, child.failures) == (0, 61.5, 1)


def test_children_are_stopped_last_started_first(town):
    running = town(a=POLITE, b=POLITE, c=POLITE)
    assert [running.reader.readline() for _ in "abc"] == ["up\n"] * 3
    running.running.send_signal(signal.SIGTERM)
    assert [running.reader.readline() for _ in "abc"] == ["c ended\n", "b ended\n", "a ended\n"]
    assert next(running.lines) == "all ended\n"


def test_one_that_does_not_listen_is_killed_after_its_grace(town):
    running = town(deaf=DEAF)
    assert running.reader.readline() == "up\n"
    members = running.members()
    running.running.send_signal(signal.SIGINT)
    assert next(running.lines) == "all ended\n"
    assert _alive(members, seconds=0) == []


def test_what_a_child_started_in_other_sessions_ends_with_the_town(town):
    running = town(breeder=BREEDER)
    assert [running.reader.readline() for _ in range(3)] == ["up\n"] * 3
    members = running.members()
    assert len(members) == 4
    running.running.send_signal(signal.SIGTERM)
    assert next(running.lines) == "all ended\n"
    assert _alive(members, seconds=0) == []


def test_nothing_outlives_a_killed_supervisor(town):
    running = town(breeder=BREEDER, deaf=DEAF)
    assert [running.reader.readline() for _ in range(4)] == ["up\n"] * 4
    members = running.members()
    running.running.kill()
    assert _alive(members, seconds=2) == []


def test_what_the_starting_shell_left_running_is_not_ours_to_end(tmp_path):
    words = ["sh", "-c", 'sleep 60 & echo $!; exec "$@"', "sh", sys.executable, "-c", TOWN, str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=place.ROOT) as town:
        other = psutil.Process(int(next(town.stdout)))
        assert next(town.stdout) == "watching\n"
        town.terminate()
        assert next(town.stdout) == "all ended\n"
        assert other.is_running()
        other.kill()


def test_a_killed_guardian_takes_its_command_along_and_both_are_started_again(town):
    running = town(breeder=BREEDER)
    assert [running.reader.readline() for _ in range(3)] == ["up\n"] * 3
    members = running.members()
    psutil.Process(running.running.pid).children()[0].kill()
    assert "breeder ended (-9)" in next(running.lines)
    assert _alive(members, seconds=2) == []
    assert running.reader.readline() == "up\n"


def test_a_large_log_is_set_aside_and_its_writer_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr("botapp.supervisor.child.LARGEST_LOG", 10)
    child = Child("web", [], tmp_path / "web.log", 1.0, {})
    with child.log.open("a") as writer:
        writer.write("first lines\n")
        writer.flush()
        child.trim_log()
        writer.write("next\n")
    assert child.log.read_text() == "next\n"
    assert (tmp_path / "web.1.log").read_text() == "first lines\n"


def test_a_taken_port_is_one_clear_line():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(CannotStart, match=f"^port {port} is taken: .*--port$"):
            place.choose_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_one_clear_line():
    with pytest.raises(CannotStart, match=r"^cannot listen on 203\.0\.113\.1 .*--host$"):
        place.choose_port("203.0.113.1", 0)


def test_a_second_town_on_one_data_folder_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(place, "LOCK_PATIENCE", 0.0)
    lock = place.hold(tmp_path)
    with pytest.raises(CannotStart, match="^a town already runs on"):
        place.hold(tmp_path)
    os.close(lock)
    os.close(place.hold(tmp_path))


def test_a_data_folder_that_cannot_be_made_is_one_clear_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match="^cannot write to .*--data$"):
        place.hold(tmp_path / "file" / "data")


def test_the_data_folder_and_all_keys_are_closed_to_others(tmp_path):
    here = place.Place("127.0.0.1", 0, tmp_path / "data")
    os.close(place.hold(here.data))
    place.environment(here, {})
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (here.data / "keys").iterdir()}
    assert set(modes) == {*keys.ALWAYS, *keys.SIMULATED, "known.json"}
    assert set(modes.values()) == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (here.data, here.data / "keys")} == {0o700}


def test_the_settings_for_the_children_are_accepted(tmp_path):
    settings = config.load(place.environment(place.Place("127.0.0.1", 8123, tmp_path), {"PATH": "/bin"}))
    assert settings["SIMULATOR"] is True
    assert settings["PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert settings["REDIS_URL"] == f"unix://{redis_server.socket_path(tmp_path)}"
    assert settings["DATA_KEYS"] == (tmp_path / "keys" / "DATA_KEYS").read_text().strip()


@pytest.mark.parametrize(
    ("host", "environ", "simulated"),
    [
        ("127.0.0.1", {}, "1"),
        ("::1", {}, "1"),
        ("localhost", {}, "1"),
        ("0.0.0.0", {}, "0"),
        ("town.example", {}, "0"),
        ("127.0.0.1", {"BOTAPP_WECHAT_APP_ID": "wx1"}, "0"),
        ("127.0.0.1", {"BOTAPP_SIMULATOR": "0"}, "0"),
        ("127.0.0.1", {"BOTAPP_WECHAT_APP_ID": "wx1", "BOTAPP_SIMULATOR": "1"}, "1"),
    ],
)
def test_the_simulator_is_on_only_where_nobody_else_can_reach_it(tmp_path, host, environ, simulated):
    assert place.environment(place.Place(host, 8000, tmp_path), environ)["BOTAPP_SIMULATOR"] == simulated


def test_given_settings_are_kept(tmp_path):
    given = {
        "BOTAPP_REDIS_URL": "redis://elsewhere",
        "BOTAPP_PUBLIC_URL": "https://town.example",
        "BOTAPP_SECRET_KEY": "s",
    }
    environ = place.environment(place.Place("127.0.0.1", 8000, tmp_path), given)
    assert {name: environ[name] for name in given} == given
    assert not (tmp_path / "keys" / "SECRET_KEY").exists()
    assert not (tmp_path / "redis").exists()


def test_an_unknown_setting_stops_the_start(tmp_path):
    with pytest.raises(config.Wrong, match="BOTAPP_COLOUR"):
        place.environment(place.Place("127.0.0.1", 8000, tmp_path), {"BOTAPP_COLOUR": "red"})


def _provide(folder: Path, **given: str) -> dict[str, str]:
    return {
        name: file.read_text() for name, file in keys.provide(folder / "keys", given, keys.ALWAYS).items()
    }


def test_keys_stay_the_same_from_start_to_start(tmp_path):
    assert _provide(tmp_path) == _provide(tmp_path)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEYS", "CARD_KEYS"])
def test_a_lost_key_stops_the_start(tmp_path, name):
    _provide(tmp_path)
    (tmp_path / "keys" / name).unlink()
    with pytest.raises(CannotStart, match=f"{name} is lost: put it back"):
        _provide(tmp_path)
    assert not (tmp_path / "keys" / name).exists()


def test_a_lost_keys_folder_stops_the_start_when_there_is_data(tmp_path):
    (tmp_path / "town.sqlite").touch()
    with pytest.raises(CannotStart, match="is lost"):
        _provide(tmp_path)


def test_a_key_from_the_environment_that_is_no_longer_given_counts_as_lost(tmp_path):
    _provide(tmp_path, DATA_KEYS="one")
    with pytest.raises(CannotStart, match="DATA_KEYS is lost"):
        _provide(tmp_path)


def test_a_new_key_is_taken_only_together_with_the_last_one(tmp_path):
    _provide(tmp_path, DATA_KEYS="one")
    with pytest.raises(CannotStart, match="DATA_KEYS lacks the key that was used last"):
        _provide(tmp_path, DATA_KEYS="two")
    _provide(tmp_path, DATA_KEYS="two,one")
    _provide(tmp_path, DATA_KEYS="two")


def test_an_aes_key_has_the_platforms_form():
    assert all(
        len(key) == 43 and key.isalnum() for key in (keys.SIMULATED["WECHAT_AES_KEY"]() for _ in range(20))
    )


def test_a_long_data_path_moves_only_the_socket(tmp_path):
    deep = tmp_path / ("x" * 90)
    deep.mkdir()
    redis_server.make_folders(deep)
    path = redis_server.socket_path(deep)
    assert len(os.fsencode(path)) <= redis_server.LONGEST_SOCKET
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert (deep / "redis").is_dir()
    path.parent.rmdir()


def test_the_machines_own_server_goes_before_the_packaged_one(tmp_path):
    own = tmp_path / "valkey-server"
    assert redis_server.command(tmp_path, {"PATH": str(tmp_path)})[0] != str(own)
    own.touch(mode=0o755)
    assert redis_server.command(tmp_path, {"PATH": str(tmp_path)})[0] == str(own)


def test_heartbeats_of_an_earlier_run_are_forgotten(tmp_path):
    redis_server.make_folders(tmp_path)
    path = redis_server.socket_path(tmp_path)
    queue.connect(f"unix://{path}")
    command = redis_server.command(tmp_path, os.environ)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server, contextlib.ExitStack() as ending:
        ending.callback(server.terminate)
        while not probe.answers_ping(path):
            os.sched_yield()
        queue.keep("worker", "1", 60)
        queue.keep("clock", "1", 60)
        assert queue.beats() == {"redis": True, "worker": True, "clock": True}
        probe.forget_beats(path)
        assert queue.beats() == {"redis": True, "worker": False, "clock": False}
        queue.connect("")
