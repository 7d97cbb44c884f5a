"""QR codes (ISO/IEC 18004, level M, quiet zone of 4): an SVG for pages and a PNG for image messages."""

from __future__ import annotations

import io

import segno

QUIET_ZONE = 4
DARK, LIGHT = "#000", "#fff"


def svg(text: str, label: str = "二维码") -> str:
    """An `<svg>` element to stand in a page; its size comes from the page's style sheet.

    It draws dark on white on any background, with attributes only, so that a policy of `style-src 'self'`
    leaves it alone. `label` is read out by screen readers. ValueError when the text is too long for a code.
    """
    picture: str = _code(text).svg_inline(
        border=QUIET_ZONE, dark=DARK, light=LIGHT, title=label, svgclass=None, lineclass=None, omitsize=True
    )
    return picture.replace("<svg ", '<svg role="img" ', 1)


def png(text: str, module_pixels: int = 8) -> bytes:
    """A black and white PNG with so many pixels to each side of a module; ValueError as in `svg`."""
    file = io.BytesIO()
    _code(text).save(file, kind="png", scale=module_pixels, border=QUIET_ZONE, dark=DARK, light=LIGHT)
    return file.getvalue()


def _code(text: str) -> segno.QRCode:
    # Micro codes and a silently raised error level would make cards of one kind differ in looks.
    return segno.make_qr(text, error="m", boost_error=False, encoding="utf-8")
