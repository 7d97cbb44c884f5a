"""A jump moves the whole town's clock, and wakes it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from botapp import clock
from botapp.errors import Refusal
from botapp.simulator import travel
from botapp.simulator.hub import Hub


@pytest.fixture
def jumps(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The calls to the clock."""
    made: list[object] = []
    monkeypatch.setattr(clock, "travel", made.append)
    monkeypatch.setattr(clock, "travel_to", made.append)
    monkeypatch.setattr(clock, "reset", lambda: made.append("home"))
    return made


@pytest.fixture
def ready(hub: Hub, jumps: list[object]) -> Callable[[datetime | None], Hub]:
    """The hub of a resident whose next appointment starts then; waking the town is written into `jumps`."""
    return lambda start: replace(hub, next_appointment=lambda _: start, poke=lambda: jumps.append("poke"))


@pytest.mark.parametrize(
    ("name", "length"),
    [("hour", timedelta(hours=1)), ("day", timedelta(days=1)), ("days", timedelta(days=3)), ("home", "home")],
)
def test_a_button_jumps_and_then_wakes_the_town(
    ready: Callable[..., Hub], jumps: list[object], name: str, length: object
) -> None:
    travel.jump(ready(None), "o1", name)
    assert jumps == [length, "poke"]


def test_every_button_is_known(ready: Callable[..., Hub], jumps: list[object], noon: datetime) -> None:
    for name, _ in travel.JUMPS:
        travel.jump(ready(noon + timedelta(days=9)), "o1", name)
    assert len(jumps) == 2 * len(travel.JUMPS)


def test_the_eve_is_24_hours_before_the_appointment(
    ready: Callable[..., Hub], jumps: list[object], noon: datetime
) -> None:
    travel.jump(ready(noon + timedelta(days=7)), "o1", "eve")
    assert jumps == [noon + timedelta(days=6), "poke"]


@pytest.mark.parametrize("hours", [None, -5, 0, 24])
def test_there_is_no_eve_without_an_appointment_further_away(
    ready: Callable[..., Hub], jumps: list[object], noon: datetime, hours: int | None
) -> None:
    start = None if hours is None else noon + timedelta(hours=hours)
    with pytest.raises(Refusal):
        travel.jump(ready(start), "o1", "eve")
    assert jumps == []


def test_an_unknown_button_is_refused(ready: Callable[..., Hub], jumps: list[object]) -> None:
    with pytest.raises(Refusal):
        travel.jump(ready(None), "o1", "yesterday")
    assert jumps == []
