"""The balance of a consent: spent, given back, never below nothing."""

import pytest
from sqlalchemy.exc import IntegrityError

from botapp.db import db
from botapp.models.resident import Resident
from botapp.models.subscription import Subscription
from tests.conftest import writing


@pytest.fixture
def subscription(app):
    """A row in the running transaction."""
    with writing():
        yield Subscription.to("T", Resident.meet("o_resident"))


def test_each_yes_carries_one_message(subscription):
    assert not subscription.spend()
    subscription.accept(long_term=False)
    subscription.accept(long_term=False)
    assert [subscription.spend() for _ in range(3)] == [True, True, False]


def test_a_long_term_yes_carries_all(subscription):
    subscription.accept(long_term=True)
    subscription.accept(long_term=True)
    assert all(subscription.spend() for _ in range(9)) and subscription.balance == 1
    subscription.give_back()
    assert subscription.balance == 1


def test_what_did_not_leave_is_given_back(subscription):
    subscription.accept(long_term=False)
    subscription.spend()
    subscription.give_back()
    assert subscription.balance == 1


def test_a_new_yes_forgets_the_no(subscription):
    subscription.empty()
    assert subscription.refused_at and not subscription.spend()
    subscription.accept(long_term=False)
    assert subscription.refused_at is None and subscription.balance == 1


def test_the_database_itself_refuses_less_than_nothing(app):
    with pytest.raises(IntegrityError), writing():
        Subscription.to("T", Resident.meet("o_resident")).balance = -1
    db.session.rollback()
