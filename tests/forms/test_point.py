"""Service points as staff type them."""

import pytest
from marshmallow import ValidationError

from botapp.forms.point import PointForm


@pytest.mark.parametrize("phone", ["", "0000-0000000", "+86 000 0000 0000", "00000000转8"])
def test_phone_numbers_in_common_writings_are_taken(phone):
    assert PointForm().load({"name": "镇服务中心", "phone": phone})["phone"] == phone


@pytest.mark.parametrize("wrong", [{"name": "镇"}, {"phone": "找老王"}, {"address": "长" * 101}])
def test_what_residents_could_not_use_is_refused(wrong):
    with pytest.raises(ValidationError) as refused:
        PointForm().load({"name": "镇服务中心"} | wrong)
    assert list(refused.value.messages_dict) == list(wrong)


def test_nothing_is_verified_unless_ticked():
    assert PointForm().load({"name": "镇服务中心"})["verified"] is False
