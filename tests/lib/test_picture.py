"""Photos as bytes: what they show stays to the last pixel, what rides along goes, the rest is refused."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from botapp.lib import picture
from botapp.lib.picture import Unfit, clean

SAMPLE = (Path(__file__).parents[2] / "botapp/static/simulator/sample.jpg").read_bytes()
SECRET = b"SECRET-31.7412-119.9467"
SIZES = st.tuples(st.integers(1, 40), st.integers(1, 40))


def drawn(mode: str, size: tuple[int, int], seed: int, **how: object) -> bytes:
    """A picture file of noise; `format` and more as Pillow's save takes them."""
    width, height = size
    count = width * height * len(Image.new(mode, (1, 1)).getbands())
    noise = bytes((seed * 31 + n * n * 7) % 256 for n in range(count))
    out = io.BytesIO()
    Image.frombytes(mode, size, noise).save(out, **how)
    return out.getvalue()


def pixels(raw: bytes) -> tuple[str, tuple[int, int], bytes]:
    with Image.open(io.BytesIO(raw)) as image:
        image.load()
        return image.mode, image.size, image.tobytes()


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def place_of(raw: bytes) -> dict:
    with Image.open(io.BytesIO(raw)) as image:
        return dict(image.getexif().get_ifd(0x8825))


def test_place_and_camera_leave_the_sample_photo_and_the_picture_stays():
    assert place_of(SAMPLE)
    photo = clean(SAMPLE)
    assert place_of(photo.content) == {} and b"Exif" not in photo.content
    assert pixels(photo.content) == pixels(SAMPLE)
    assert (photo.kind, (photo.width, photo.height)) == ("jpeg", pixels(SAMPLE)[1])


@given(
    mode=st.sampled_from(["RGB", "L", "CMYK"]),
    size=SIZES,
    seed=st.integers(0, 255),
    progressive=st.booleans(),
    riders=st.lists(
        st.tuples(st.sampled_from([*range(0xE0, 0xF0), 0xFE]), st.binary(max_size=60)), max_size=4
    ),
)
def test_no_rider_of_a_jpeg_survives_and_no_pixel_changes(mode, size, seed, progressive, riders):
    plain = drawn(mode, size, seed, format="JPEG", progressive=progressive, quality=80)
    ridden = plain[:2] + b"".join(segment(m, SECRET + told) for m, told in riders) + plain[2:] + SECRET
    photo = clean(ridden)
    assert b"SECRET" not in photo.content
    assert pixels(photo.content) == pixels(plain)
    assert clean(photo.content) == photo


@given(
    mode=st.sampled_from(["RGB", "CMYK"]),
    jfif=st.sampled_from([None, b"", SECRET]),
    transform=st.sampled_from([None, 0, 1, 2]),
    more=st.sampled_from([b"", SECRET]),
)
def test_colours_stay_however_they_are_coded(mode, jfif, transform, more):
    """`jfif`: what follows its 14 bytes; `transform`: Adobe's colour coding, with `more` after it."""
    plain = drawn(mode, (8, 8), 5, format="JPEG", quality=95)
    bare = b"\xff\xd8" + b"".join(
        part for mark, part in picture._segments(plain) if mark not in range(0xE0, 0xF0)
    )
    head = b"" if jfif is None else segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + jfif)
    adobe = b"Adobe\x00\x64\x00\x00\x00\x00"
    tail = b"" if transform is None else segment(0xEE, adobe + bytes([transform]) + more)
    whole = b"\xff\xd8" + head + tail + bare[2:]
    photo = clean(whole)
    assert pixels(photo.content) == pixels(whole)
    assert b"SECRET" not in photo.content


def test_small_picture_inside_the_picture_is_gone():
    plain = drawn("RGB", (8, 8), 5, format="JPEG")
    head = b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01"
    inside = segment(0xE0, head + b"\x02\x01" + b"SECRET")
    photo = clean(plain[:2] + inside + plain[20:])
    assert b"SECRET" not in photo.content and head + b"\x00\x00" in photo.content


@given(
    mode=st.sampled_from(["RGB", "RGBA", "L", "1", "P"]),
    size=SIZES,
    seed=st.integers(0, 255),
    riders=st.lists(st.sampled_from([b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"prVt"]), max_size=4),
)
def test_no_rider_of_a_png_survives_and_no_pixel_changes(mode, size, seed, riders):
    image = Image.frombytes("RGB", size, bytes((seed + n * 13) % 256 for n in range(size[0] * size[1] * 3)))
    out = io.BytesIO()
    image.convert(mode).save(out, format="PNG")
    plain = out.getvalue()
    ridden = plain[:33] + b"".join(chunk(name, SECRET) for name in riders) + plain[33:] + SECRET
    photo = clean(ridden)
    assert b"SECRET" not in photo.content
    assert pixels(photo.content) == pixels(plain)
    assert (photo.kind, (photo.width, photo.height)) == ("png", size)


def test_words_that_a_program_writes_into_a_png_are_gone():
    told = PngInfo()
    told.add_text("Author", "李芳")
    told.add_itxt("Comment", "新河村3组15号")
    photo = clean(drawn("RGB", (4, 4), 1, format="PNG", pnginfo=told))
    with Image.open(io.BytesIO(photo.content)) as image:
        assert image.text == {}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"#!AMR\n" + b"\x00" * 32,
        b"GIF89a" + b"\x00" * 32,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"MZ" + SAMPLE,
        b'{"errcode":40007,"errmsg":"invalid media_id"}',
    ],
)
def test_what_only_claims_to_be_a_photo_is_refused(raw):
    with pytest.raises(Unfit, match="不是照片"):
        clean(raw)


@given(cut=st.integers(3, len(SAMPLE) - 1))
def test_torn_jpeg_is_refused(cut):
    with pytest.raises(Unfit):
        clean(SAMPLE[:cut])


@given(cut=st.integers(0, 200))
def test_torn_png_is_refused(cut):
    whole = drawn("RGB", (9, 9), 3, format="PNG")
    with pytest.raises(Unfit):
        clean(whole[: min(cut, len(whole) - 1)])


@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", picture.PNG]))
def test_garbage_behind_a_true_beginning_never_breaks_us(garbage, beginning):
    try:
        photo = clean(beginning + garbage)
    except Unfit as error:
        assert "照片" in str(error)
    else:
        assert photo.width and photo.height


def test_more_than_two_megabytes_are_refused():
    with pytest.raises(Unfit, match="太大"):
        clean(SAMPLE + b"\x00" * picture.LARGEST_BYTES)


@pytest.mark.parametrize("size", [(30_000, 30_000), (60_000, 1_000)])
def test_small_file_that_unfolds_to_a_giant_is_refused(size):
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    bomb = picture.PNG + head + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(Unfit, match="太大"):
        clean(bomb)


def test_changed_checksum_and_unknown_critical_chunk_are_refused():
    whole = drawn("RGB", (4, 4), 1, format="PNG")
    for broken in (
        whole[:29] + bytes([whole[29] ^ 1]) + whole[30:],
        whole[:33] + chunk(b"ABCD", b"") + whole[33:],
    ):
        with pytest.raises(Unfit, match="打不开"):
            clean(broken)


def test_frame_without_a_picture_is_refused():
    frame = segment(0xC0, struct.pack(">BHHB", 8, 4, 4, 1) + b"\x01\x11\x00")
    with pytest.raises(Unfit, match="打不开"):
        clean(b"\xff\xd8" + frame + b"\xff\xd9")
