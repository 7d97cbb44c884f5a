"""What may be written to a resident is counted in both windows, and given back where it came from."""

import pytest

from botapp import clock
from botapp.models.resident import Resident
from tests.conftest import writing


@pytest.fixture
def resident(app):
    """Somebody whom we have just met, in the running transaction."""
    with writing():
        yield Resident.meet("o_resident")


def test_nothing_may_be_written_before_anything_was_said(resident):
    assert resident.messages_left == 0


def test_words_allow_five_in_two_days(resident, town):
    resident.heard(clicked=False)
    for left in (4, 3, 2, 1, 0):
        resident.reserve()
        assert resident.messages_left == left
    resident.heard(clicked=False)
    assert resident.messages_left == 5
    town.go(hours=48)
    assert resident.messages_left == 0


def test_a_tap_allows_three_in_a_minute_and_counts_for_both(resident, town):
    resident.heard(clicked=False)
    resident.heard(clicked=True)
    resident.reserve()
    assert (resident.words_left, resident.clicks_left, resident.messages_left) == (4, 2, 4)
    town.go(minutes=1)
    assert resident.messages_left == 4


def test_what_did_not_leave_is_given_back(resident, town):
    resident.heard(clicked=False)
    reserved_at = clock.now()
    resident.reserve()
    resident.give_back(reserved_at)
    assert resident.messages_left == 5


def test_a_window_that_opened_later_gets_nothing_back(resident, town):
    resident.heard(clicked=False)
    resident.reserve()
    reserved_at = clock.now()
    town.go(seconds=1)
    resident.heard(clicked=False)
    resident.reserve()
    resident.give_back(reserved_at)
    assert resident.messages_left == 4


def test_a_window_that_the_platform_closed_is_empty_until_the_next_words(resident, town):
    resident.heard(clicked=False)
    resident.close_windows()
    assert resident.messages_left == 0
    resident.heard(clicked=False)
    assert resident.messages_left == 5
