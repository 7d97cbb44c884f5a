"""What is known about a lent value: when it is good, and when another one may be forced."""

from datetime import timedelta

import pytest

from botapp import clock
from botapp.wechat.shelf import Lent
from tests.conftest import MONDAY

TWENTY = 20


@pytest.fixture(autouse=True)
def monday():
    with clock.stop(MONDAY):
        yield


def test_a_value_is_good_while_more_than_the_wanted_life_is_left():
    lent = Lent("T", expires_at=clock.now() + timedelta(minutes=5))
    assert lent.is_good() and lent.is_good(timedelta(seconds=299))
    assert not lent.is_good(timedelta(minutes=5))
    assert not Lent(expires_at=lent.expires_at).is_good() and not Lent("T").is_good()


def test_a_forced_refresh_waits_thirty_seconds_for_the_next():
    lent = Lent().counted()
    with clock.stop(MONDAY + timedelta(seconds=29)):
        assert not lent.may_be_forced
    with clock.stop(MONDAY + timedelta(seconds=30)):
        assert lent.may_be_forced


def test_twenty_forced_refreshes_are_all_for_a_day_of_the_township():
    lent = Lent()
    for minute in range(TWENTY):
        with clock.stop(MONDAY + timedelta(minutes=minute)):
            assert lent.may_be_forced
            lent = lent.counted()
    with clock.stop(MONDAY + timedelta(hours=13, minutes=59)):
        assert not lent.may_be_forced
    with clock.stop(MONDAY + timedelta(hours=14)):  # midnight
        assert lent.may_be_forced and lent.counted().forced_count == 1
