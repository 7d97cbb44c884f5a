"""Days as staff type them."""

from datetime import date

import pytest
from marshmallow import ValidationError

from botapp.forms.calendar import DayForm

DAY = {"day": "2026-11-25", "kind": "off", "name": "换锅炉"}


def test_day_is_read_as_a_date():
    assert DayForm().load(DAY)["day"] == date(2026, 11, 25)


@pytest.mark.parametrize("wrong", [{"day": "周三"}, {"day": "2026-02-30"}, {"kind": "half"}, {"name": "换"}])
def test_senseless_days_are_refused(wrong):
    with pytest.raises(ValidationError) as refused:
        DayForm().load(DAY | wrong)
    assert list(refused.value.messages_dict) == list(wrong)
