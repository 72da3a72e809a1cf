"""How a picture is cut: the biggest box of a shape around a point, and how far it must shrink. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

RATIOS: dict[str, tuple[int, int]] = {
    "1:1": (1, 1),
    "4:5": (4, 5),
    "16:9": (16, 9),
    "1.91:1": (191, 100),
}

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """A shape ("" is the picture as it is) and the point that stays in it, in percent from the left top."""

    crop: str = ""
    focus_x: int = 50
    focus_y: int = 50


def box_of(width: int, height: int, cut: Cut) -> Box:
    """Left, top, right, bottom in pixels: the biggest box of that shape, as near to the point as it fits."""
    ratio = RATIOS.get(cut.crop)
    if ratio is None:
        return (0, 0, width, height)
    across, down = ratio
    wide = min(width, max(height * across // down, 1))
    high = min(height, max(width * down // across, 1))
    left = _begin(width, wide, cut.focus_x)
    top = _begin(height, high, cut.focus_y)
    return (left, top, left + wide, top + high)


def _begin(whole: int, part: int, percent: int) -> int:
    centre = whole * percent // 100
    return max(0, min(centre - part // 2, whole - part))


def fitted(
    width: int, height: int, *, most_side: int | None = None, most_pixels: int | None = None
) -> tuple[int, int]:
    """The size inside both bounds with the same shape; never bigger than it was, never nothing."""
    factor = 1.0
    if most_side is not None:
        factor = min(factor, most_side / max(width, height))
    if most_pixels is not None and width * height > most_pixels:
        factor = min(factor, (most_pixels / (width * height)) ** 0.5)
    if factor >= 1:
        return width, height
    return max(int(width * factor), 1), max(int(height * factor), 1)
