"""Web, worker and Redis die at random under load: nothing accepted is lost, and every letter ends."""

from pathlib import Path

import pytest

from bench.kill import LEAVERS, PARTS, Outcome, Siege
from bench.town import started
from botapp import clock

KILLS = 6  # each part twice; bench/kill.py does ten times as many


@pytest.fixture
def outcome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """What is left of a town after all of its parts were killed twice."""
    monkeypatch.setattr(clock._Source, "file", None)  # the siege shares the town's time; later tests must not
    with started(tmp_path / "data") as town:
        return Siege(town, "killed").run(KILLS, pause=1.5)


def test_under_kills_nothing_is_lost_or_doubled_and_nobody_who_left_is_written_to(outcome: Outcome):
    assert outcome.killed == dict.fromkeys(PARTS, KILLS // len(PARTS))
    assert len(outcome.accepted) > 10
    assert outcome.lost == set()
    assert outcome.unsettled == 0
    assert sum(outcome.letters.values()) > LEAVERS
    assert outcome.doubled == []
    assert outcome.gone > 0
    assert outcome.broken == []
