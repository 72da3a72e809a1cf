"""The logos of two of the demo's clients, drawn here and now: a flight of three crows, and a record in velvet."""

from __future__ import annotations

import math
from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

_WIDE, _HIGH, _FINER = 480, 300, 3
Drawn = Callable[[ImageDraw.ImageDraw, tuple[str, ...]], None]


def _crow(draw: ImageDraw.ImageDraw, x: float, y: float, span: float, colour: str) -> None:
    """A bird that comes towards us: two bent wings, a body, a beak."""
    wing = [
        (math.cos(math.pi * at / 16), math.sin(math.pi * at / 16) ** 0.8) for at in range(17)
    ]  # an arch from right to left
    for side in (-1, 1):
        over = [(x + side * span / 2 * (1 - c) / 2, y - span * 0.26 * s) for c, s in wing]
        under = [(x + side * span / 2 * (1 - c) / 2, y - span * 0.12 * s) for c, s in wing]
        draw.polygon([*over, *reversed(under)], fill=colour)
    draw.ellipse([x - span * 0.09, y - span * 0.1, x + span * 0.09, y + span * 0.13], fill=colour)
    beak = [(x - span * 0.03, y + span * 0.1), (x + span * 0.03, y + span * 0.1)]
    draw.polygon([*beak, (x, y + span * 0.19)], fill=colour)


def _three_crows(draw: ImageDraw.ImageDraw, palette: tuple[str, ...]) -> None:
    main, _light, second, *_rest = palette
    for x, y, span in ((120, 150, 150), (245, 95, 190), (372, 160, 150)):
        _crow(draw, x * _FINER, y * _FINER, span * _FINER, main)
    hill = [(at, 262 - 34 * math.sin(math.pi * at / _WIDE)) for at in range(0, _WIDE + 1, 4)]
    draw.line([(x * _FINER, y * _FINER) for x, y in hill], fill=second, width=12 * _FINER)


def _record(draw: ImageDraw.ImageDraw, palette: tuple[str, ...]) -> None:
    main, light, second, *_rest = palette
    for radius, colour in ((138, main), (112, light), (106, main), (84, light), (78, main)):
        _disc(draw, 240, 150, radius, colour)
    _disc(draw, 240, 150, 46, second)
    _disc(draw, 240, 150, 10, light)


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    box = [x - radius, y - radius, x + radius, y + radius]
    draw.ellipse([each * _FINER for each in box], fill=colour)


LOGOS: dict[str, Drawn] = {"trecorvi": _three_crows, "irma": _record}


def draw_logo(key: str, palette: tuple[str, ...]) -> bytes:
    """The logo of that client as a PNG with nothing behind it; the same every time."""
    sheet = Image.new("RGBA", (_WIDE * _FINER, _HIGH * _FINER))
    LOGOS[key](ImageDraw.Draw(sheet), palette)
    small = sheet.resize((_WIDE, _HIGH), Image.Resampling.LANCZOS)
    small = small.crop(small.getchannel("A").getbbox())
    out = BytesIO()
    small.save(out, "PNG")
    return out.getvalue()
