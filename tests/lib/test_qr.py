"""Our QR codes are read by an independent reader, on screen and in an image."""

import io
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from botapp.lib.qr import png, svg

LINK = "https://example.org/verify/#" + "Ab3_-" * 34
TEXTS = [LINK, "FW-2026-000317", "示例镇服务登记", "1"]


def drawn(picture: str, scale: int = 4) -> np.ndarray:
    """Pixels of our SVG: a white square with dark runs, each `h` of the path one module high."""
    root = ElementTree.fromstring(picture)
    side = int(root.attrib["viewBox"].split()[2])
    pixels = np.full((side, side), 255, dtype=np.uint8)
    x, y = 0.0, 0.0
    path = next(part.attrib["d"] for part in root.iter() if "stroke" in part.attrib)
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        steps = [float(step) for step in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            pixels[int(y), int(x) : int(x + steps[0])] = 0
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if command == "M" else (x + steps[0], y + steps[1])
    return np.kron(pixels, np.ones((scale, scale), dtype=np.uint8))


@pytest.mark.parametrize("text", TEXTS)
def test_the_image_is_read_back(text: str) -> None:
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png(text))))
    assert [code.text for code in found] == [text]


@pytest.mark.parametrize("text", TEXTS)
def test_the_picture_on_the_page_is_read_back(text: str) -> None:
    assert [code.text for code in zxingcpp.read_barcodes(drawn(svg(text)))] == [text]


def test_it_is_level_m_and_about_version_12_for_a_card() -> None:
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(png(LINK))))
    assert code.ec_level == "M"
    side = Image.open(io.BytesIO(png(LINK, module_pixels=1))).width - 8
    assert (side - 17) // 4 <= 12


def test_a_quiet_zone_of_four_white_modules_surrounds_it() -> None:
    pixels = np.asarray(Image.open(io.BytesIO(png("1", module_pixels=1))).convert("L"))
    inner = pixels[4:-4, 4:-4]
    assert (pixels == 255).sum() - (inner == 255).sum() == pixels.size - inner.size
    assert inner[0, 0] == 0


def test_the_picture_needs_no_style_and_no_script() -> None:
    picture = svg(LINK)
    assert not re.search(r"style|script|class=|href|\son\w+=", picture)
    assert 'fill="#fff"' in picture
    assert 'stroke="#000"' in picture


def test_the_picture_has_a_name_that_cannot_break_out() -> None:
    assert svg("1").startswith('<svg role="img"')
    assert "<title>服务证&lt;b&gt;</title>" in svg("1", label="服务证<b>")


def test_a_text_that_no_code_holds_is_refused() -> None:
    with pytest.raises(ValueError, match="."):
        svg("a" * 5000)


def test_equal_texts_give_equal_pictures() -> None:
    assert svg(LINK) == svg(LINK)
