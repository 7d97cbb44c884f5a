"""Photos as bytes: what kind they really are, how large, and the same picture without what rides along.

A phone writes camera, moment and place into the segments beside the picture (EXIF, XMP, comments). They are
dropped without touching the picture itself: ITU-T T.81 for JPEG, W3C PNG (third edition) for PNG.
"""

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

LARGEST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 50_000_000
BROKEN, FOREIGN, TOO_LARGE = "照片打不开", "这不是照片（只收 JPG、PNG）", "照片太大"

EOI, SOS, COM = 0xD9, 0xDA, 0xFE
APPLICATION = range(0xE0, 0xF0)
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # those three are tables, not frames
STUFFED = {0x00, *range(0xD0, 0xD8)}  # markers that belong to the compressed picture
# These two say how colours are coded; without them some pictures turn green. Marker to (its name, its bytes).
CODING = {0xE0: (b"JFIF\x00", 14), 0xEE: (b"Adobe", 12)}

PNG = b"\x89PNG\r\n\x1a\n"
SHOWN = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD"}

Stripper = Callable[[bytes], tuple[int, int, bytes]]  # raw → width, height, stripped


class Unfit(ValueError):
    """Bytes that are not kept as a photo; the text says why, in words for residents."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A clean photo: its kind (`jpeg` or `png`), its size in pixels, and its bytes without riders."""

    kind: str
    width: int
    height: int
    content: bytes


def clean(raw: bytes) -> Photo:
    """The photo in these bytes, told by its content and never by a name, freed of everything but the picture.

    Raises `Unfit` for more than 2 MB or 50 million pixels, for another kind of file and for a torn one.
    """
    if len(raw) > LARGEST_BYTES:
        raise Unfit(TOO_LARGE)
    for kind, (sign, strip) in KINDS.items():
        if raw.startswith(sign):
            return _checked(kind, strip, raw)
    raise Unfit(FOREIGN)


def _checked(kind: str, strip: Stripper, raw: bytes) -> Photo:
    try:
        width, height, content = strip(raw)
    except (struct.error, IndexError) as error:
        raise Unfit(BROKEN) from error
    if not width or not height:
        raise Unfit(BROKEN)
    if width * height > MOST_PIXELS:
        raise Unfit(TOO_LARGE)
    return Photo(kind, width, height, content)


def _strip_jpeg(raw: bytes) -> tuple[int, int, bytes]:
    size, kept = (0, 0), [raw[:2]]
    segments = list(_segments(raw))
    if SOS not in dict(segments):
        raise Unfit(BROKEN)
    for marker, segment in segments:
        if marker in FRAMES:
            height, width = struct.unpack(">HH", segment[5:9])
            size = (width, height)
        kept.append(_without_riders(marker, segment))
    return *size, b"".join(kept)


def _without_riders(marker: int, segment: bytes) -> bytes:
    """A segment of the picture itself; of those two what the format defines, of other riders nothing."""
    name, length = CODING.get(marker, (b"", 0))
    if name and segment[4:9] == name and len(segment) >= 4 + length:
        told = segment[4 : 4 + length]
        told = told[:-2] + b"\x00\x00" if marker == 0xE0 else told  # no thumbnail
        return segment[:2] + struct.pack(">H", length + 2) + told
    return b"" if marker in APPLICATION or marker == COM else segment


def _segments(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """(marker, its whole segment) to the end of the picture; a scan carries its compressed picture along."""
    at = 2
    while True:
        if raw[at] != 0xFF:
            raise Unfit(BROKEN)
        while raw[at + 1] == 0xFF:  # fill bytes
            at += 1
        marker = raw[at + 1]
        if marker == EOI:
            yield marker, raw[at : at + 2]
            return
        end = at + 2 + _length(raw, at)
        end = _end_of_scan(raw, end) if marker == SOS else end
        yield marker, raw[at:end]
        at = end


def _length(raw: bytes, at: int) -> int:
    (length,) = struct.unpack(">H", raw[at + 2 : at + 4])
    if length < 2:
        raise Unfit(BROKEN)
    return int(length)


def _end_of_scan(raw: bytes, at: int) -> int:
    """Where the next marker after compressed data stands."""
    while True:
        at = raw.find(b"\xff", at)
        if at < 0:
            raise Unfit(BROKEN)
        if raw[at + 1] not in STUFFED | {0xFF}:
            return at
        at += 1 if raw[at + 1] == 0xFF else 2


def _strip_png(raw: bytes) -> tuple[int, int, bytes]:
    chunks = list(_chunks(raw))
    if chunks[0][0] != b"IHDR" or not any(name == b"IDAT" for name, _ in chunks):
        raise Unfit(BROKEN)
    width, height = struct.unpack(">II", chunks[0][1][8:16])
    return width, height, PNG + b"".join(chunk for name, chunk in chunks if name in SHOWN)


def _chunks(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(name, whole chunk) up to IEND. Raises `Unfit` for a wrong checksum or an unknown critical chunk."""
    at, name = len(PNG), b""
    while name != b"IEND":
        (length,) = struct.unpack(">I", raw[at : at + 4])
        name, end = raw[at + 4 : at + 8], at + 12 + length
        (checksum,) = struct.unpack(">I", raw[end - 4 : end])
        is_critical = not name[0] & 0x20
        if zlib.crc32(raw[at + 4 : end - 4]) != checksum or (is_critical and name not in SHOWN):
            raise Unfit(BROKEN)
        yield name, raw[at:end]
        at = end


KINDS: dict[str, tuple[bytes, Stripper]] = {
    "jpeg": (b"\xff\xd8\xff", _strip_jpeg),
    "png": (PNG, _strip_png),
}
