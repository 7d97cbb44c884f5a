"""Templates of the configuration: each can say what it serves, in fields that the platform takes."""

import tomllib
from pathlib import Path

import pytest

import config
from botapp import words
from botapp.simulator.platform import field as judge
from botapp.wechat import SUBSCRIPTION, TEMPLATE, Template

ROWS = tomllib.loads((Path(config.__file__).parent / "templates.toml").read_text(encoding="utf-8"))
FACTS = {"starts_at": "2026-11-26T06:00:00+00:00", "point": "示例镇社区卫生服务中心儿童保健和预防接种门诊部"}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_letter_that_it_serves_fills_it(name):
    template = Template.of(ROWS[name], "ID")
    kinds = template.serves or set(words.NOTICES)
    assert kinds <= set(words.NOTICES)
    for kind in kinds:
        told = template.content(template.fill(words.notice(kind, FACTS)))
        assert judge.check(dict.fromkeys(template.fields.values(), "项"), told)


def test_the_town_has_one_of_each_kind():
    assert sorted(row["via"] for row in ROWS.values()) == [SUBSCRIPTION, TEMPLATE]


def test_no_notice_names_a_service():
    said = str([words.notice(kind, FACTS | {"service": "避孕咨询"}) for kind in words.NOTICES])
    assert "避孕" not in said and "咨询" not in said


def test_a_place_that_is_too_long_is_shortened():
    place = Template("ID", {"place": "thing1"}).fill(words.notice("appointment_approved", FACTS))["place"]
    assert len(place) <= 20 and place.endswith("…")


def test_what_a_kind_cannot_say_is_refused():
    with pytest.raises(ValueError):
        Template("ID", {"place": "thing1"}).fill(words.notice("card_approved", {}))


def test_a_template_serves_its_kinds_or_all():
    assert Template("ID", {}).suits("card_issued")
    special = Template.of({"fields": {}, "serves": ["card_issued"]}, "ID")
    assert special.suits("card_issued") and not special.suits("card_refused")


def test_an_unknown_way_stops_the_start():
    with pytest.raises(ValueError, match="via"):
        Template.of({"fields": {}, "via": "pigeon"}, "ID")
