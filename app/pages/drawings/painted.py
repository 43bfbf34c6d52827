"""Draws the live pictures of mails, as PNG of one byte a pixel and as SVG."""

import io
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from markupsafe import escape
from PIL import Image, ImageDraw, ImageFont

from app.actions.customers.contacts.picture_texts import Picture

WIDTHS: Final = (200, 700)
USUAL_WIDTH: Final = 600
SCALES: Final = (1, 2, 3)
KEPT: Final = 2000

_FONT: Final = Path(__file__).parent.parent / "fonts" / "DejaVuSans.ttf"
_SHADES: Final = 21
# The ground, and the inks of texts, of small texts, and of stamps and bars.
_LIGHT: Final = ("#ffffff", "#1c1917", "#57534e", "#b7791f")
_DARK: Final = ("#1c1917", "#fafaf9", "#d6d3d1", "#e9b949")
_MARGIN: Final = 24
_TEXTS: Final = ((14, 2), (30, 1), (17, 1))
_FOOT: Final = (12, 2)


class Look(NamedTuple):
    """The width in points of the screen, the pixels of each, and whether for a dark ground."""

    width: int = USUAL_WIDTH
    scale: int = 1
    dark: bool = False


@lru_cache(KEPT)
def png(picture: Picture, look: Look) -> bytes:
    """The picture as PNG; equal for equal content, whoever it belongs to."""
    scale, inks = look.scale, _DARK if look.dark else _LIGHT
    canvas = Image.new("P", (look.width * scale, _height(picture) * scale), 0)
    canvas.putpalette([part for ink in inks[1:] for shade in _between(inks[0], ink) for part in shade])
    draw = ImageDraw.Draw(canvas)
    top = _MARGIN
    for (size, ink), text in zip(_TEXTS, picture[:3], strict=True):
        if text:
            _write(canvas, text, (top, size, ink), look)
            top += size + size // 2
    if picture.of:
        full, empty = 3 * _SHADES - 1, 2 * _SHADES + 4
        for left, right, is_done in _parts(picture, look.width):
            box = (left * scale, (top + 4) * scale, right * scale - 1, (top + 20) * scale - 1)
            draw.rounded_rectangle(box, radius=8 * scale, fill=full if is_done else empty)
    _write(canvas, picture.foot, (_height(picture) - _MARGIN - _FOOT[0], *_FOOT), look)
    file = io.BytesIO()
    canvas.save(file, "PNG", compress_level=6)
    return file.getvalue()


@lru_cache(KEPT)
def svg(picture: Picture, look: Look) -> bytes:
    """The same picture as SVG."""
    ground, *inks = _DARK if look.dark else _LIGHT
    height, top = _height(picture), _MARGIN
    size = f'width="{look.width}" height="{height}" viewBox="0 0 {look.width} {height}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" font-family="sans-serif">',
        f"<title>{escape(picture.alt)}</title>",
        f'<rect width="100%" height="100%" fill="{ground}"/>',
    ]
    for (points, ink), text in zip(_TEXTS, picture[:3], strict=True):
        if text:
            parts.append(_svg_text(text, top + points, points, inks[ink - 1]))
            top += points + points // 2
    for left, right, is_done in _parts(picture, look.width) if picture.of else ():
        shade = "1" if is_done else "0.2"
        box = f'x="{left}" y="{top + 4}" width="{right - left}" height="16" rx="8"'
        parts.append(f'<rect {box} fill="{inks[2]}" fill-opacity="{shade}"/>')
    if picture.foot:
        parts.append(_svg_text(picture.foot, height - _MARGIN, _FOOT[0], inks[_FOOT[1] - 1]))
    return "".join([*parts, "</svg>"]).encode()


def _svg_text(text: str, y: int, size: int, ink: str) -> str:
    return f'<text x="{_MARGIN}" y="{y}" font-size="{size}" fill="{ink}">{escape(text)}</text>'


def _height(picture: Picture) -> int:
    texts = sum(size + size // 2 for (size, _), text in zip(_TEXTS, picture[:3], strict=True) if text)
    return 2 * _MARGIN + texts + (28 if picture.of else 0) + (_FOOT[0] + 12 if picture.foot else 0)


def _parts(picture: Picture, width: int) -> list[tuple[int, int, bool]]:
    """The stamps, or the two parts of the bar: from, to, and whether done."""
    room, done = width - 2 * _MARGIN, min(picture.done, picture.of)
    if not picture.stamps:
        end = _MARGIN + room * done // picture.of
        bar = [(_MARGIN, end, True)] if end - _MARGIN >= 16 else []
        return [(_MARGIN, width - _MARGIN, False), *bar]
    edges = [_MARGIN + room * place // picture.of for place in range(picture.of + 1)]
    gap = max(1, min(6, room // picture.of // 4))
    return [(left, right - gap, place < done) for place, (left, right) in enumerate(pairwise(edges))]


def _write(canvas: Image.Image, text: str, place: tuple[int, int, int], look: Look) -> None:
    top, size, ink = place
    font = _font(size * look.scale)
    room = (look.width - 2 * _MARGIN) * look.scale
    while text and font.getlength(text) > room:
        text = text.rstrip("…")[:-1] + "…" if len(text) > 1 else ""
    if not text:
        return
    mask = Image.new("L", (room, (size + size // 2) * look.scale), 0)
    ImageDraw.Draw(mask).text((0, 0), text, fill=255, font=font)
    shades = mask.point([(ink - 1) * _SHADES + value * (_SHADES - 1) // 255 for value in range(256)])
    inked = mask.point([255 if value * (_SHADES - 1) // 255 else 0 for value in range(256)])
    canvas.paste(shades, (_MARGIN * look.scale, top * look.scale), inked)


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONT, size)


def _between(ground: str, ink: str) -> list[tuple[int, ...]]:
    """The shades from the ground to an ink."""
    start, end = (tuple(bytes.fromhex(one[1:])) for one in (ground, ink))
    steps = range(_SHADES)
    return [tuple(a + (b - a) * step // (_SHADES - 1) for a, b in zip(start, end, strict=True)) for step in steps]
