"""Services and hours as staff type them."""

from datetime import time

import pytest
from marshmallow import ValidationError

from botapp.forms.service import OpeningForm, ServiceForm

HOURS = {
    "point": "1",
    "weekday": "0",
    "opens": "08:30",
    "closes": "11:30",
    "every_minutes": "15",
    "seats": "6",
}


def test_hours_are_read_as_times_and_numbers():
    facts = OpeningForm().load(HOURS)
    assert (facts["opens"], facts["closes"], facts["seats"]) == (time(8, 30), time(11, 30), 6)


def test_one_slot_that_just_fits_is_enough():
    assert OpeningForm().load(HOURS | {"closes": "08:45"})
    with pytest.raises(ValidationError, match="至少放得下一次"):
        OpeningForm().load(HOURS | {"closes": "08:44"})


@pytest.mark.parametrize("name", HOURS)
def test_every_part_of_the_hours_is_needed(name):
    with pytest.raises(ValidationError) as refused:
        OpeningForm().load({key: value for key, value in HOURS.items() if key != name})
    assert list(refused.value.messages_dict) == [name]


def test_box_that_is_not_ticked_means_no():
    facts = ServiceForm().load({"name": "两癌筛查"})
    assert facts["active"] is False and facts["needs_approval"] is False
