"""The demo's pictures, drawn when the demo is made: flat shapes in each client's colours, no file is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from smm.demo.scenes import indoors, lettering, outdoors
from smm.demo.scenes.canvas import Canvas

_ROOMS = (indoors, lettering, outdoors)
SCENES: Mapping[str, Callable[[Canvas], None]] = {
    name.rstrip("_"): scene
    for room in _ROOMS
    for name, scene in vars(room).items()
    if callable(scene) and getattr(scene, "__module__", "") == room.__name__
}


def draw(
    scene: str, *, palette: Sequence[str], words: str = "", small: str = "", seed: str
) -> bytes:
    """A JPEG of 720 × 900 of that scene; the same every time."""
    canvas = Canvas(palette, words, small, seed)
    SCENES[scene](canvas)
    return canvas.jpeg()
