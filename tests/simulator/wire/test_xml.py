"""XML goes out as the platform writes it and comes in strictly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from botapp.simulator.wire import xml


def test_texts_stand_in_cdata_and_numbers_stand_bare() -> None:
    written = xml.write({"MsgType": "text", "CreateTime": 1})
    assert written == "<xml><MsgType><![CDATA[text]]></MsgType><CreateTime>1</CreateTime></xml>"


def test_mappings_nest_and_lists_repeat() -> None:
    written = xml.write({"Event": {"List": [{"Id": 1}, {"Id": 2}]}})
    assert written == "<xml><Event><List><Id>1</Id></List><List><Id>2</Id></List></Event></xml>"


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=60))
def test_any_words_come_back_unchanged(words: str) -> None:
    assert (xml.read(xml.write({"Content": words})).findtext("Content") or "") == words


def test_the_end_of_cdata_inside_words_stays_words() -> None:
    assert xml.value(xml.read(xml.write({"Content": "a]]><b>"})), "Content") == "a]]><b>"


def test_characters_that_xml_forbids_are_dropped() -> None:
    assert xml.value(xml.read(xml.write({"Content": "a\x00\x0bb\ufffe"})), "Content") == "ab"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "<xml>",
        "<a/>",
        "<xml><A/><A/></xml>",
        "<!DOCTYPE xml><xml/>",
        "<html><body>502</body></html>",
    ],
)
def test_what_is_not_one_plain_document_is_unreadable(text: str) -> None:
    with pytest.raises(xml.Unreadable):
        xml.read(text)


@pytest.mark.parametrize("body", ["<xml/>", "<xml><Content></Content></xml>"])
def test_a_missing_or_empty_node_is_named(body: str) -> None:
    with pytest.raises(xml.Unreadable, match="Content is missing"):
        xml.value(xml.read(body), "Content")
