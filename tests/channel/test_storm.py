"""Every message comes three times at once, at two web servers: one effect, and one answer for all three."""

from pathlib import Path

import pytest

from bench.reminders import Night
from bench.rush import SEATS, is_right, run, taken
from bench.storm import WORDS, kept, rage
from bench.town import started
from tests import servers

DUE = 300  # of 10,000 in bench/reminders.py
CROWD = 30  # of 200 in bench/rush.py
MESSAGES = 100  # a tenth of the full size, which bench/storm.py has


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory):
    """A whole town on an empty database of each kind."""
    if request.param == "sqlite":
        with started(tmp_path / "data") as running:
            yield running
        return
    with servers.postgresql(tmp_path_factory) as address, started(tmp_path / "data", address) as running:
        yield running


def test_a_storm_of_repeats_has_one_effect_for_each_message_and_one_answer(town):
    storm = rage(town, MESSAGES)
    keys, needs = kept(town.database)
    assert len(storm.answers) == MESSAGES
    assert keys == set(storm.answers)
    assert needs == MESSAGES // len(WORDS)
    assert storm.broken == []


@pytest.mark.parametrize("kills", [0, 4])
def test_of_a_crowd_exactly_four_get_the_four_seats_and_the_others_the_nearest(town, kills):
    rush = run(town, CROWD, at_once=16, kills=kills)
    assert (rush.booked, rush.shown_others, rush.strange) == (SEATS, CROWD - SEATS, [])
    assert is_right(rush, taken(town.database), CROWD)


@pytest.mark.timeout(600)
def test_of_reminders_that_fall_due_in_a_storm_each_arrives_once_or_has_a_reason(tmp_path):
    with started(tmp_path / "data") as town:
        night = Night(town, DUE, "test").run(kills=4)
    assert sum(night.killed.values()) == 4
    assert sum(night.reminders.values()) == DUE
    assert (night.nameless, night.unsettled, night.twice) == (0, 0, 0)
    assert (night.in_quiet_hours, night.after_the_stop) == (0, 0)
    assert night.arrived > DUE * 0.8
