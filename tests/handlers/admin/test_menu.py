"""The menu leads everywhere, and marks where one is."""

import re

from botapp.models.staff import Role


def test_every_place_of_the_menu_opens_and_is_marked(desks):
    desk = desks(Role.MANAGER)
    places = set(re.findall(r'<li><a href="(/admin/[^"]*)"', desk.open("/admin/")))
    assert len(places) == 22
    for path in places:
        page = desk.open(path)
        assert f'<a href="{path}" aria-current="page">' in page, path
        assert page.count("<h1") == 1 and 'class="skip"' in page and "<title>" in page
