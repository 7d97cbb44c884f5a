"""Holds, requests, changes, cancellations, wishes and lapsed time in any order, against a model.

The model knows who has what; the database must agree after every step, and refuse only what the model does.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from botapp import clock
from botapp.db import db
from botapp.errors import Refusal
from botapp.models.appointment import ACTIVE, Appointment
from botapp.models.appointment.status import KEPT
from botapp.models.reminder import Reminder
from botapp.models.resident import Resident
from botapp.models.service import Opening, Service
from botapp.models.waitlist import Wait
from tests.conftest import writing

SEATS = 2
HOURS = (time(9), time(9, 15), time(9, 30))
DAY = date(2026, 12, 2)
STEPS = st.tuples(
    st.sampled_from(["hold", "request", "move", "cancel", "wait", "tick", "lapse", "answer"]),
    st.integers(0, 6),
    st.sampled_from(HOURS),
)


@dataclass
class Model:
    """Who has a seat at which hour, and who is kept one until when."""

    booked: dict[int, time] = field(default_factory=dict)
    kept: dict[int, tuple[time, datetime]] = field(default_factory=dict)

    def is_free(self, hour: time, who: int) -> bool:
        """Whether a seat of that hour is left for somebody."""
        now = clock.now()
        others = [h for other, (h, until) in self.kept.items() if until > now and other != who]
        return (list(self.booked.values()) + others).count(hour) < SEATS


@pytest.fixture
def slot(app):
    """Two seats in every slot of the screening, and as many as before afterwards."""
    with writing():
        before = {opening.id: opening.seats for opening in db.session.scalars(select(Opening))}
        db.session.execute(update(Opening).values(seats=SEATS))
    yield
    with writing():
        for opening in db.session.scalars(select(Opening)):
            opening.seats = before[opening.id]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=10, max_size=40))
def test_whatever_happens_in_whatever_order_every_seat_has_one_owner(slot, town, steps):
    with writing():
        for table in (Reminder, Wait, Appointment):
            db.session.execute(delete(table))
    model = Model()
    for act, who, hour in steps:
        play(model, town, act, who, hour)
        agree(model)


def play(model: Model, town, act: str, who: int, hour: time) -> None:
    """One step, in the database and in the model."""
    if act == "lapse":
        return town.go(minutes=6)
    with writing():
        if act == "tick":
            Appointment.drop_expired()
            return None
        resident, service = Resident.meet(f"o_{who}"), Service.named("screening")
        point, starts_at = service.points[0], clock.at(DAY, hour)
        if act == "wait":
            Wait.join(resident, service, point, starts_at)
            return None
        mine = next(iter(Appointment.upcoming(resident)), None)
        ACTS[act](model, who, hour, resident, (service, point, starts_at), mine)
    return None


def hold(model, who, hour, resident, place, mine):
    """A seat is kept for ten minutes, unless none is left; an earlier one is given back either way."""
    until = clock.now() + timedelta(minutes=10)
    expected = model.is_free(hour, who)
    try:
        Appointment.hold(resident, *place, until)
    except Refusal:
        assert not expected
    else:
        assert expected
    model.kept.pop(who, None)
    if expected:
        model.kept[who] = (hour, until)


def request(model, who, hour, resident, place, mine):
    """The kept seat, or a fresh one, becomes the resident's."""
    kept = model.kept.get(who)
    keeps_it = bool(kept and kept[0] == hour and kept[1] > clock.now())
    expected = who not in model.booked and (keeps_it or free_beside_own(model, hour))
    assert done(lambda: Appointment.request(resident, *place)) == expected
    if expected:
        model.booked[who] = hour
        if keeps_it:
            model.kept.pop(who)


def free_beside_own(model: Model, hour: time) -> bool:
    """Whether a seat is left although the resident's own, kept elsewhere, stays kept."""
    return model.is_free(hour, -1)


def move(model, who, hour, resident, place, mine):
    """The new seat is taken before the old one is given back."""
    if mine is None:
        return
    expected = not mine.why_fixed and model.is_free(hour, who)
    assert done(lambda: mine.move(place[2])) == expected
    if expected:
        model.booked[who] = hour
        model.kept.pop(who, None)


def cancel(model, who, hour, resident, place, mine):
    """The seat is free again."""
    if mine is not None:
        mine.cancel()
        del model.booked[who]


def answer(model, who, hour, resident, place, mine):
    """The resident leaves the form: what was kept is free."""
    Appointment.let_go(resident)
    model.kept.pop(who, None)


ACTS = {"hold": hold, "request": request, "move": move, "cancel": cancel, "answer": answer}


def done(act) -> bool:
    """Whether it was not refused; a refusal undoes what it did, as the door does."""
    try:
        with db.session.begin_nested():
            act()
    except Refusal:
        return False
    return True


def agree(model: Model) -> None:
    """Every seat exists once and within the hours; the database and the model name the same owners."""
    db.session.rollback()
    rows = db.session.scalars(select(Appointment).where(Appointment.seat.is_not(None))).all()
    places = [(row.starts_at, row.seat) for row in rows]
    assert len(places) == len(set(places)) and all(1 <= seat <= SEATS for _, seat in places)
    owners = {row.resident.openid: clock.local(row.starts_at).time() for row in rows if row.status in ACTIVE}
    assert owners == {f"o_{who}": hour for who, hour in model.booked.items()}
    live = [row for row in rows if row.status in KEPT and row.held_until and row.held_until > clock.now()]
    kept = {row.resident.openid: clock.local(row.starts_at).time() for row in live}
    now = clock.now()
    assert kept == {f"o_{who}": hour for who, (hour, until) in model.kept.items() if until > now}
    db.session.rollback()
