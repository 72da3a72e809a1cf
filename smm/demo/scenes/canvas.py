"""A sheet to draw flat shapes on, in units of its own: 1000 wide, 1250 high, twice as fine while drawing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1000, 1250
_SHOWN_WIDTH = 720
_FINER = 2
_SCALE = _SHOWN_WIDTH * _FINER / WIDTH
_TYPEFACES = "node_modules/@fontsource"
_SANS = f"{_TYPEFACES}-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2"
_SERIF = _TYPEFACES + "/source-serif-4/files/source-serif-4-latin-{weight}-normal.woff2"

Point = tuple[float, float]


class Canvas:
    """One picture in the making. Colours are those of the client: main, light, second, accent, dark."""

    def __init__(self, palette: Sequence[str], words: str, small: str, seed: str) -> None:
        self.main, self.light, self.second, self.accent, self.dark = palette
        self.words, self.small = words, small
        self.dice = Random(seed)  # noqa: S311 - it draws, it hides nothing
        size = (round(WIDTH * _SCALE), round(HEIGHT * _SCALE))
        self._image = Image.new("RGB", size, self.light)
        self._draw = ImageDraw.Draw(self._image)

    def paper(self, colour: str) -> None:
        """The whole sheet in one colour."""
        self.box(0, 0, WIDTH, HEIGHT, colour)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: str, round_: float = 0
    ) -> None:
        """A rectangle, its corners rounded by so much."""
        self._draw.rounded_rectangle(
            [left * _SCALE, top * _SCALE, right * _SCALE, bottom * _SCALE],
            round_ * _SCALE,
            fill=colour,
        )

    def disc(self, x: float, y: float, radius: float, colour: str, high: float = 0) -> None:
        """A circle, or an ellipse `high` in its half height."""
        high = high or radius
        self._draw.ellipse(
            [
                (x - radius) * _SCALE,
                (y - high) * _SCALE,
                (x + radius) * _SCALE,
                (y + high) * _SCALE,
            ],
            fill=colour,
        )

    def ring(self, x: float, y: float, radius: float, colour: str, width: float) -> None:
        """A circle's line."""
        box = [
            (x - radius) * _SCALE,
            (y - radius) * _SCALE,
            (x + radius) * _SCALE,
            (y + radius) * _SCALE,
        ]
        self._draw.ellipse(box, outline=colour, width=round(width * _SCALE))

    def pie(self, x: float, y: float, radius: float, start: float, end: float, colour: str) -> None:
        """A slice of a circle, from angle to angle in degrees, clockwise from the right."""
        box = [
            (x - radius) * _SCALE,
            (y - radius) * _SCALE,
            (x + radius) * _SCALE,
            (y + radius) * _SCALE,
        ]
        self._draw.pieslice(box, start, end, fill=colour)

    def shape(self, points: Sequence[Point], colour: str) -> None:
        """A polygon."""
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)

    def stroke(self, points: Sequence[Point], colour: str, width: float) -> None:
        """A line through the points, its ends round."""
        scaled = [(x * _SCALE, y * _SCALE) for x, y in points]
        self._draw.line(scaled, fill=colour, width=round(width * _SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, colour)

    def wave(
        self,
        y: float,
        swing: float,
        length: float,
        colour: str,
        shift: float = 0,
        to: float = HEIGHT,
    ) -> None:
        """Everything below a wavy line."""
        top = [
            (x, y + swing * math.sin((x + shift) * math.tau / length))
            for x in range(-20, WIDTH + 40, 20)
        ]
        self.shape([*top, (WIDTH + 20, to), (-20, to)], colour)

    def write(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        colour: str,
        *,
        anchor: str = "lm",
        is_serif: bool = False,
        weight: int = 700,
    ) -> None:
        """Words, their lines one below the other; `anchor` is l, m or r and then a, m or s of the first line."""
        face = _face(is_serif, round(size * _SCALE), weight)
        for at, line in enumerate(words.split("\n")):
            place = (x * _SCALE, (y + at * size * 1.08) * _SCALE)
            self._draw.text(place, line, colour, font=face, anchor=anchor)

    def jpeg(self) -> bytes:
        """The finished picture."""
        stream = BytesIO()
        self._image.reduce(_FINER).save(stream, "JPEG", quality=90)
        return stream.getvalue()


@cache
def _face(is_serif: bool, size: int, weight: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The serif has a file for each weight, the other one file for all."""
    path = Path(settings.BASE_DIR) / (_SERIF.format(weight=weight) if is_serif else _SANS)
    try:
        face = ImageFont.truetype(str(path), size)
        if not is_serif:
            face.set_variation_by_axes([weight])
    except OSError:
        # Without the typefaces of the front end: Pillow's own.
        return ImageFont.load_default(size)
    return face
