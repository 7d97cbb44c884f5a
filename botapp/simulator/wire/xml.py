"""The platform's XML: writing nodes as they come over the wire, and reading an answer's nodes."""

import re
from collections.abc import Mapping
from typing import TypeAlias
from xml.etree import ElementTree

Node: TypeAlias = "str | int | Mapping[str, Node] | list[Node]"
Nodes: TypeAlias = Mapping[str, Node]

ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Unreadable(ValueError):
    """An answer whose XML the platform could not read; the text says why."""


def write(nodes: Nodes) -> str:
    """One <xml> document: texts in CDATA, numbers bare, mappings nested, lists repeated."""
    return f"<xml>{inside(nodes)}</xml>"


def read(text: str) -> ElementTree.Element:
    """The <xml> element; Unreadable for anything else, for a DOCTYPE and for a node that comes twice."""
    if "<!DOCTYPE" in text.partition("<xml")[0]:
        raise Unreadable("DOCTYPE")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - the answer of our own server, without DOCTYPE
    except ElementTree.ParseError as error:
        raise Unreadable("not XML") from error
    names = [child.tag for child in root]
    if root.tag != "xml" or len(names) != len(set(names)):
        raise Unreadable("not one <xml> with distinct nodes")
    return root


def value(root: ElementTree.Element, path: str) -> str:
    """The text of a node that must be there and must not be empty."""
    found = root.findtext(path)
    if not found:
        raise Unreadable(f"{path} is missing")
    return found


def inside(nodes: Nodes) -> str:
    """The nodes without the <xml> around them."""
    return "".join(_element(name, node) for name, node in nodes.items())


def _element(name: str, node: Node) -> str:
    if isinstance(node, list):
        return "".join(_element(name, each) for each in node)
    if isinstance(node, Mapping):
        return f"<{name}>{inside(node)}</{name}>"
    return f"<{name}>{node if isinstance(node, int) else _cdata(node)}</{name}>"


def _cdata(text: str) -> str:
    safe = ILLEGAL.sub("", text).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{safe}]]>"
