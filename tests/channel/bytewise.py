"""Ways to spoil an XML document: its bytes, its nodes, its values, its head."""

import re
from collections.abc import Callable
from random import Random

Spoiler = Callable[[bytes, Random], bytes]
NODE = re.compile(rb"<(\w+)>(?:<!\[CDATA\[.*?\]\]>|[^<]*)</\1>", re.DOTALL)
SCRAPS = (
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"<?x?>",
    b"&amp;",
    b"&#0;",
    b"&#x110000;",
    b"&b;",
    b"\x00",
    b"\x0b",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xef\xbf\xbf",
    b"\xef\xbb\xbf",
    b"<xml>",
    b"</xml>",
    b"<",
    b">",
    b"\r\n",
    "汉字😀".encode(),
    "\u202e\u200b\u2028".encode(),
)
VALUES = (
    b"",
    b" ",
    b"-1",
    b"0",
    b"9" * 30,
    b"9" * 4500,
    b"1e309",
    b"NaN",
    b"null",
    b"true",
    b"{}",
    b"[]",
    b"text",
    b"event",
    b"LOCATION",
    b"CLICK",
    b"unsubscribe",
    b"TEMPLATESENDJOBFINISH",
    b"../../etc/passwd",
    b"' OR 1=1 --",
    b"%s%n{0}",
    b"a]]><b",
    b"]]]]><![CDATA[>",
    b"<b>1</b>",
    b"&lt;&#65;",
    b"o" * 65,
    b"x" * 60_000,
    "字".encode() * 700,
    "😀e\u0301\u202e１２３".encode(),
    b"\x7f\xc2\x85",
    b"20261123T020000",
)
ENTITY = b'<!DOCTYPE xml [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'
LAUGH = b'<!DOCTYPE xml [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
)
HEADS = (
    ENTITY,
    LAUGH + b"]>",
    b'<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd">',
    b'<!DOCTYPE xml [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    b'<?xml version="1.0" encoding="utf-8"?>',
    b'<?xml version="1.0" encoding="gbk"?>',
    b'<?xml version="1.0" encoding="utf-7"?>',
    b'<?xml version="1.0" encoding="none such"?>',
    b'<?xml version="1.1"?>',
    b"\xef\xbb\xbf",
    b"\n\n ",
    b"<!-- <xml> -->",
)
ENCODINGS = ("gbk", "utf-16", "utf-16-le", "utf-32", "utf-7", "big5")


def spoil(text: bytes, die: Random) -> tuple[str, bytes]:
    """Spoil it once to three times; what was done, and the result."""
    done = []
    for _ in range(die.choice((1, 1, 1, 2, 3))):
        spoiler = die.choice(SPOILERS)
        text = spoiler(text, die)
        done.append(spoiler.__name__.strip("_").replace("_", " "))
    return " + ".join(done), text


def _cut_points(text: bytes, die: Random) -> tuple[int, int]:
    first, last = sorted((die.randrange(len(text) + 1), die.randrange(len(text) + 1)))
    return first, last


def _flip(text: bytes, die: Random) -> bytes:
    if not text:
        return b"\x01"
    place = die.randrange(len(text))
    return text[:place] + bytes([text[place] ^ 1 << die.randrange(8)]) + text[place + 1 :]


def _cut(text: bytes, die: Random) -> bytes:
    first, last = _cut_points(text, die)
    return die.choice((text[:first], text[first:], text[:first] + text[last:]))


def _insert(text: bytes, die: Random) -> bytes:
    place = die.randrange(len(text) + 1)
    return text[:place] + die.choice((*SCRAPS, die.randbytes(4))) + text[place:]


def _repeat_piece(text: bytes, die: Random) -> bytes:
    first, last = _cut_points(text, die)
    return text[:last] + text[first:]


def _two_documents(text: bytes, die: Random) -> bytes:
    return text + text


def _nothing(text: bytes, die: Random) -> bytes:
    return die.choice((b"", b" ", b"{}", b"<xml/>", b"<xml></xml>", b"success", b"\x00" * 64))


def _node(text: bytes, die: Random) -> re.Match[bytes] | None:
    found = list(NODE.finditer(text))
    return die.choice(found) if found else None


def _put(text: bytes, node: re.Match[bytes], instead: bytes) -> bytes:
    return text[: node.start()] + instead + text[node.end() :]


def _double_node(text: bytes, die: Random) -> bytes:
    node = _node(text, die)
    if node is None:
        return text
    name = node[1]
    other = b"<%s>%s</%s>" % (name, die.choice(VALUES), name)
    return _put(text, node, die.choice((node[0] * 2, node[0] + other, other + node[0])))


def _drop_node(text: bytes, die: Random) -> bytes:
    node = _node(text, die)
    return text if node is None else _put(text, node, b"")


def _rename_node(text: bytes, die: Random) -> bytes:
    node = _node(text, die)
    if node is None:
        return text
    name = die.choice(
        (node[1].lower(), node[1] + b"X", b"MsgType", b"Encrypt", b"FromUserName", "名".encode())
    )
    return _put(
        text, node, node[0].replace(b"<" + node[1], b"<" + name).replace(b"</" + node[1], b"</" + name)
    )


def _other_value(text: bytes, die: Random) -> bytes:
    node = _node(text, die)
    if node is None:
        return text
    name, value = node[1], die.choice(VALUES)
    shape = die.choice((b"<%s>%s</%s>", b"<%s><![CDATA[%s]]></%s>"))
    return _put(text, node, shape % (name, value, name))


def _nest_node(text: bytes, die: Random) -> bytes:
    node = _node(text, die)
    if node is None:
        return text
    deep = die.choice((1, 3, 400, 3500))
    return _put(text, node, b"<item>" * deep + node[0] + b"</item>" * deep)


def _give_attributes(text: bytes, die: Random) -> bytes:
    more = die.choice((b' a="1"', b" a='1' a='2'", b' xmlns="urn:x"', b' xmlns:b="urn:y"'))
    return text.replace(b"<xml", b"<xml" + more, 1)


def _give_head(text: bytes, die: Random) -> bytes:
    whole = die.choice(HEADS) + text
    return whole.replace(b"<![CDATA[", b"&b;<![CDATA[", 1) if die.random() < 0.5 else whole


def _hide_head(text: bytes, die: Random) -> bytes:
    """Something with <xml in it comes first, so that whoever looks for <xml looks in the wrong place."""
    first = die.choice((b"<!--<xml-->", b"<?p <xml?>", b"\xef\xbb\xbf<?xml version='1.0'?>"))
    return first + die.choice(HEADS) + text.replace(b"<![CDATA[", b"&b;<![CDATA[", 1)


def _other_encoding(text: bytes, die: Random) -> bytes:
    encoding = die.choice(ENCODINGS)
    head = f'<?xml version="1.0" encoding="{encoding}"?>' if die.random() < 0.5 else ""
    return (head + text.decode(errors="replace")).encode(encoding, "replace")


def _other_root(text: bytes, die: Random) -> bytes:
    name = die.choice((b"XML", b"html", b"x:xml", b"xmlx"))
    return text.replace(b"<xml", b"<" + name, 1).replace(b"</xml>", b"</" + name + b">")


def _swell(text: bytes, die: Random) -> bytes:
    """More than is accepted, or nearly so much."""
    return text.replace(b"</xml>", b"<X>" + b"x" * die.choice((20_000, 70_000)) + b"</X></xml>", 1)


def _many_nodes(text: bytes, die: Random) -> bytes:
    return text.replace(b"</xml>", b"<a/>" * die.choice((100, 5000)) + b"</xml>", 1)


SPOILERS: tuple[Spoiler, ...] = (
    _flip,
    _flip,
    _flip,
    _cut,
    _cut,
    _insert,
    _insert,
    _insert,
    _repeat_piece,
    _two_documents,
    _nothing,
    _double_node,
    _double_node,
    _drop_node,
    _drop_node,
    _rename_node,
    _other_value,
    _other_value,
    _other_value,
    _nest_node,
    _give_attributes,
    _give_head,
    _hide_head,
    _other_encoding,
    _other_root,
    _swell,
    _many_nodes,
)
