"""The township's rule for the card: reviewers change it within bounds, and the change is written down."""

import pytest

from botapp.db import db
from botapp.models.audit import Audit
from botapp.models.card import Rule

pytestmark = pytest.mark.usefixtures("furniture")


def rule():
    db.session.rollback()
    return Rule.current().stay_days, Rule.current().valid_days


def test_rule_is_changed_and_written_down(reviewer):
    reviewer.click("/admin/settings", stay_days="30", valid_days="730")
    assert rule() == (30, 730)
    assert Audit.recent()[0].changes == {"stay_days": 30, "valid_days": 730}
    assert 'value="730"' in reviewer.open("/admin/settings")


@pytest.mark.parametrize(("stay", "valid"), [("-1", "365"), ("90", "0"), ("many", "365"), ("90", "")])
def test_senseless_numbers_are_refused(reviewer, stay, valid):
    reviewer.click("/admin/settings", 409, stay_days=stay, valid_days=valid)
    assert rule() == (90, 365)
