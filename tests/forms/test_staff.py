"""Accounts as a manager types them."""

import pytest
from marshmallow import ValidationError

from botapp.forms.staff import ROLES, PasswordForm, StaffForm
from botapp.models.staff import Role


def test_roles_of_the_form_are_the_roles_there_are():
    assert set(ROLES) == {role.value for role in Role}


@pytest.mark.parametrize("username", ["li.fang", "ab", "li-2"])
def test_plain_login_names_are_taken(username):
    assert StaffForm().load({"username": username, "name": "李芳", "role": "clerk"})


@pytest.mark.parametrize("username", ["李芳", "Li", "2li", "l", "li fang", "li\n", "x" * 32])
def test_login_names_that_are_hard_to_type_are_refused(username):
    with pytest.raises(ValidationError) as refused:
        StaffForm().load({"username": username, "name": "李芳", "role": "clerk"})
    assert list(refused.value.messages_dict) == ["username"]


def test_short_new_password_is_refused():
    with pytest.raises(ValidationError):
        PasswordForm().load({"old": "x", "new": "short1"})
