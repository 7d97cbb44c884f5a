"""The clock hands over what is due, and not again and again while it still waits for a worker."""

import pytest

from botapp import queue
from botapp.jobs import tick
from botapp.models.outbox import Outbox
from botapp.models.resident import Resident
from tests.conftest import writing


@pytest.fixture
def handed(app, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What the workers are given, while one letter is due."""
    given: list[tuple[str, int]] = []
    monkeypatch.setattr(queue, "enqueue", lambda name, id_: bool(given.append((name, id_))) or True)
    with writing():
        Outbox.write(Resident.meet("o_resident"), "card_approved", number="SQ-1")
    return given


def test_a_due_letter_is_handed_over(handed, monkeypatch):
    monkeypatch.setattr(queue, "depth", lambda: tick.CROWD)
    tick.tick()
    assert [name for name, _ in handed].count("botapp.jobs.outbox.send") == 1


@pytest.mark.parametrize(("waiting", "count"), [(tick.CROWD + 1, 0), (None, 1)])
def test_behind_a_crowd_it_waits_but_a_queue_out_of_reach_is_no_crowd(handed, monkeypatch, waiting, count):
    monkeypatch.setattr(queue, "depth", lambda: waiting)
    tick.tick()
    assert [name for name, _ in handed].count("botapp.jobs.outbox.send") == count
